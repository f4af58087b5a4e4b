// SPDX-License-Identifier: Apache-2.0
//
// sluice sim as it is installed: a word of sluice that starts the program sluice-sim beside it.
#include <catch2/catch.hpp>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

Ran run(const std::string& words) { return run_shell(Cluster::bin("sluice") + " sim " + words, "/tmp", {}); }

const std::string kTiny = SLUICE_SOURCE_DIR "/tests/unit/sim/data/tiny.swf";

}  // namespace

TEST_CASE("sluice sim simulates a trace and exits with 0") {
    const auto ran = run(kTiny + " --policy easy --starts -");
    CHECK(ran.status == 0);
    CHECK(ran.out == "1 0\n2 120\n3 10\n4 100\n5 220\n6 211\n7 220\n8 270\n9 222\n12 211\n13 212\n14 250\n");
    CHECK(ran.err.find("26d06dbca9b9cc40aee39cc8802de74149233ff970e15beead6bf9f8e2fcd3ed") != std::string::npos);
}

TEST_CASE("sluice sim exits with 1 and a message when there is no such trace") {
    const auto ran = run("/no/such/trace");
    CHECK(ran.status == 1);
    CHECK(ran.err == "sluice sim: error: /no/such/trace: cannot be read: No such file or directory\n");
}
