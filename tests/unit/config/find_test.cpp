// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/find.hpp"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

namespace sluice {
namespace {

/// A folder that is gone after the test.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string pattern = std::filesystem::temp_directory_path().string() + "/sluice-find-XXXXXX";
        path_ = ::mkdtemp(pattern.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] std::string path(const std::string& name) const { return path_ + "/" + name; }
    std::string make_file(const std::string& name) const {
        std::filesystem::create_directories(std::filesystem::path{path(name)}.parent_path());
        std::ofstream{path(name)} << "cluster: x\n";
        return path(name);
    }

  private:
    std::string path_;
};

TEST_CASE("the configuration is looked for in three places, one after the other") {
    const TemporaryFolder folder;
    const auto named = folder.make_file("named.yaml");
    const auto system = folder.make_file("etc/cluster.yaml");
    const auto last_started = folder.make_file("home/.local/state/sluice/current/cluster.yaml");
    FindContext context{named, "", folder.path("home"), system};
    CHECK(find_config(context) == named);
    context.sluice_conf.clear();
    CHECK(find_config(context) == system);
    context.system_file = folder.path("nothing");
    CHECK(find_config(context) == last_started);
}

TEST_CASE("XDG_STATE_HOME goes before HOME") {
    const TemporaryFolder folder;
    const auto file = folder.make_file("state/sluice/current/cluster.yaml");
    const FindContext context{"", folder.path("state"), folder.path("home"), folder.path("nothing")};
    CHECK(find_config(context) == file);
    CHECK(user_state_dir(context) == folder.path("state/sluice"));
    CHECK(user_state_dir({"", "", "", ""}).empty());
}

TEST_CASE("a file that SLUICE_CONF names must exist, whatever else there is") {
    const TemporaryFolder folder;
    const auto found = find_config({folder.path("nothing"), "", "", folder.make_file("cluster.yaml")});
    REQUIRE_FALSE(found);
    CHECK(found.error().code == Errc::invalid_config);
    CHECK(found.error().detail == "SLUICE_CONF names '" + folder.path("nothing") + "', which does not exist");
}

TEST_CASE("without any file the error names every place") {
    const auto found = find_config({"", "", "/no/home", "/no/etc/cluster.yaml"});
    REQUIRE_FALSE(found);
    for (const auto* place : {"SLUICE_CONF", "/no/etc/cluster.yaml",
                              "/no/home/.local/state/sluice/current/cluster.yaml", "sluice up"}) {
        CHECK(found.error().detail.find(place) != std::string::npos);
    }
}

}  // namespace
}  // namespace sluice
