// SPDX-License-Identifier: Apache-2.0
//
// Hosts in namespaces of their own (scripts/netns-cluster): jobs cross a network, a host dies, a link is cut.
#include <catch2/catch.hpp>

#include "tests/cluster/hosts.hpp"

using namespace sluice::test;

TEST_CASE("hosts have names and addresses of their own, and jobs survive the death of one") {
    if (!can_make_hosts()) return;
    const Hosts hosts{3};
    INFO(hosts.up().out << hosts.up().err);
    REQUIRE(hosts.up().status == 0);

    const auto names = hosts.run("srun -N3 -n3 hostname | sort | tr '\\n' ' '");
    INFO(names.err);
    CHECK(names.out == "h1 h2 h3 ");

    const auto job =
        trimmed(hosts.run("sbatch --parsable -N2 -w h2,h3 -o job.out --wrap 'srun hostname; sleep 300'").out);
    REQUIRE(hosts.shows("squeue -h -j " + job + " -o %T", "RUNNING"));
    REQUIRE(hosts.script("kill h3").status == 0);
    CHECK(hosts.shows("sinfo -h -n h3 -o %t", "down*"));
    CHECK(hosts.shows("squeue -h -j " + job + " -o %T", "PENDING"));
    REQUIRE(hosts.script("boot h3").status == 0);
    CHECK(hosts.shows("squeue -h -j " + job + " -o %T", "RUNNING"));
    CHECK(hosts.run("scancel " + job).status == 0);
    CHECK(hosts.shows("squeue -h", ""));
}

TEST_CASE("a host whose link is cut is down, and back when the link is") {
    if (!can_make_hosts()) return;
    const Hosts hosts{2};
    INFO(hosts.up().out << hosts.up().err);
    REQUIRE(hosts.up().status == 0);
    REQUIRE(hosts.shows("sinfo -h -o %D%t", "2idle"));
    REQUIRE(hosts.script("cut h2").status == 0);
    CHECK(hosts.shows("sinfo -h -n h2 -o %t", "down*"));
    REQUIRE(hosts.script("heal h2").status == 0);
    CHECK(hosts.shows("sinfo -h -n h2 -o %t", "idle"));
    CHECK(hosts.run("srun -w h2 -n1 hostname").out == "h2\n");
}
