// SPDX-License-Identifier: Apache-2.0
//
// sluice check points at the right line of every broken file, and daemons refuse it with the same words.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;
namespace fs = std::filesystem;

namespace {

/// `# expect LINE[:COLUMN]: words` at the top of a broken file, as the start of a message.
std::vector<std::string> expected_places(const fs::path& file) {
    std::vector<std::string> places;
    std::ifstream in{file};
    const std::string mark = "# expect ";
    for (std::string line; std::getline(in, line) && line.rfind(mark, 0) == 0;) {
        places.push_back(file.string() + ":" + line.substr(mark.size(), line.find(": ") - mark.size()));
    }
    return places;
}

Ran run(const std::string& command) { return run_shell(command, "/tmp", {}); }

}  // namespace

TEST_CASE("sluice check points at the right line of thirty broken files") {
    int files = 0;
    for (const auto& entry : fs::directory_iterator(SLUICE_SOURCE_DIR "/tests/unit/config/broken")) {
        ++files;
        const auto ran = run(Cluster::bin("sluice") + " check '" + entry.path().string() + "'");
        const auto said = ran.out + ran.err;
        INFO(entry.path() << "\n" << said);
        CHECK(ran.status == 1);
        const auto places = expected_places(entry.path());
        CHECK_FALSE(places.empty());
        for (const auto& place : places) CHECK(said.find(place) != std::string::npos);
        const auto daemon = run(Cluster::bin("sluicectld") + " --config '" + entry.path().string() + "'");
        CHECK(daemon.status == 1);
        CHECK(daemon.err == said);
    }
    CHECK(files >= 30);
}

TEST_CASE("sluice check says what a good file describes") {
    const auto ran = run(Cluster::bin("sluice") + " check " SLUICE_SOURCE_DIR "/cluster.yaml");
    INFO(ran.out << ran.err);
    CHECK(ran.status == 0);
    CHECK(ran.out.find("8 nodes") != std::string::npos);
}
