// SPDX-License-Identifier: Apache-2.0
//
// The shape of the tree, checked: which folder may include which, and what the pure folders must not touch.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

const fs::path kRoot{SLUICE_SOURCE_DIR};

/// docs/architecture.md, "Folders": what each folder may include besides itself.
const std::map<std::string, std::set<std::string>> kMayInclude{
    {"scheduler/model", {}},
    {"scheduler/engine", {"scheduler/model"}},
    {"scheduler/config", {"scheduler/model"}},
    {"scheduler/elf", {"scheduler/model"}},
    {"scheduler/submit", {"scheduler/model"}},
    {"scheduler/wire", {"scheduler/model"}},
    {"scheduler/store", {"scheduler/model"}},
    {"scheduler/controller",
     {"scheduler/engine", "scheduler/config", "scheduler/wire", "scheduler/store", "scheduler/model"}},
    {"scheduler/sim", {"scheduler/engine", "scheduler/config", "scheduler/submit", "scheduler/model", "io"}},
    {"scheduler/commands",
     {"scheduler/sim", "scheduler/submit", "scheduler/elf", "scheduler/wire", "scheduler/config", "scheduler/model", "io"}},
    {"launcher/spool", {"scheduler/wire", "scheduler/model"}},
    {"launcher/cgroup", {"scheduler/model"}},
    {"launcher/pmi", {"scheduler/model"}},
    {"launcher/pmix", {"scheduler/model"}},
    {"launcher/binding", {"scheduler/model"}},
    {"launcher/step", {"launcher/binding", "launcher/cgroup", "launcher/pmi", "launcher/pmix", "launcher/spool", "scheduler/submit", "scheduler/wire", "scheduler/model"}},
    {"launcher/node", {"launcher/spool", "scheduler/wire", "scheduler/config", "scheduler/model"}},
    {"launcher/srun", {"scheduler/elf", "scheduler/submit", "scheduler/wire", "scheduler/config", "scheduler/model"}},
    {"io", {}},
    {"workloads/run", {"io"}},
    {"workloads/climate", {"workloads/run", "io"}},
    {"workloads/montecarlo", {"workloads/run", "io"}},
    {"workloads/docking", {"workloads/run", "io"}},
};

/// What a pure folder must not include: clocks, sockets, files, threads, environment, randomness.
const std::regex kImpureHeader{
    R"(<(thread|mutex|condition_variable|atomic|future|fstream|iostream|filesystem|random|cstdlib|ctime|unistd\.h|)"
    R"(sys/.*|netinet/.*|arpa/.*|boost/.*|sqlite3\.h|spdlog/.*)>)"};
const std::regex kImpureCall{R"(_clock::now|getenv|std::rand|std::time\()"};

bool is_source(const fs::path& path) { return path.extension() == ".cpp" || path.extension() == ".hpp"; }

struct Include {
    fs::path file;
    std::string line;
    std::string target;  // empty for <...>
};

std::vector<Include> includes_below(const std::string& folder) {
    static const std::regex project{R"re(^\s*#include "([^"]+)")re"};
    std::vector<Include> found;
    if (!fs::exists(kRoot / folder)) return found;
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
        if (!is_source(entry.path())) continue;
        std::ifstream in{entry.path()};
        for (std::string line; std::getline(in, line);) {
            std::smatch match;
            if (std::regex_search(line, match, project)) found.push_back({entry.path(), line, match[1]});
            else if (line.find("#include <") != std::string::npos) found.push_back({entry.path(), line, ""});
        }
    }
    return found;
}

/// The folder of the table that a path from the root lies in.
std::string folder_of(const std::string& path) {
    for (const auto& [folder, allowed] : kMayInclude) {
        if (path.rfind(folder + "/", 0) == 0) return folder;
    }
    return {};
}

}  // namespace

TEST_CASE("every folder includes only what it may") {
    for (const auto& [folder, allowed] : kMayInclude) {
        for (const auto& include : includes_below(folder)) {
            if (include.target.empty()) continue;
            INFO(include.file.string() << ": " << include.line);
            const auto target = folder_of(include.target);
            CHECK_FALSE(target.empty());  // project includes are written from the root
            CHECK((target == folder || allowed.contains(target)));
        }
    }
}

TEST_CASE("every source folder has a row in the table") {
    for (const auto& top : {"scheduler", "launcher", "workloads"}) {
        for (const auto& entry : fs::directory_iterator(kRoot / top)) {
            if (!entry.is_directory()) continue;
            INFO(entry.path());
            CHECK(kMayInclude.contains(std::string{top} + "/" + entry.path().filename().string()));
        }
    }
}

TEST_CASE("pure folders have no clock, socket, file, thread, environment or randomness") {
    const auto* folder = GENERATE("scheduler/engine", "launcher/binding");
    for (const auto& include : includes_below(folder)) {
        INFO(include.file.string() << ": " << include.line);
        CHECK_FALSE(std::regex_search(include.line, kImpureHeader));
    }
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
        if (!is_source(entry.path())) continue;
        std::ifstream in{entry.path()};
        for (std::string line; std::getline(in, line);) {
            INFO(entry.path().string() << ": " << line);
            CHECK_FALSE(std::regex_search(line, kImpureCall));
        }
    }
}

TEST_CASE("every source file says its licence, and every header is included once") {
    for (const auto& top : {"scheduler", "launcher", "io", "workloads", "tests"}) {
        for (const auto& entry : fs::recursive_directory_iterator(kRoot / top)) {
            if (!is_source(entry.path())) continue;
            std::ifstream in{entry.path()};
            const std::string text{std::istreambuf_iterator<char>{in}, {}};
            INFO(entry.path());
            CHECK(text.find("SPDX-License-Identifier: Apache-2.0") != std::string::npos);
            CHECK((entry.path().extension() != ".hpp" || text.find("#pragma once") != std::string::npos));
        }
    }
}
