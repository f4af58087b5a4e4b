// SPDX-License-Identifier: Apache-2.0
//
// conformance_record PREFIX [SCENE ...]: plays the scenes with the commands that `PREFIX bash FILE` reaches,
// and records what they answer. with-slurm calls it.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "tests/conformance/scenes.hpp"
#include "tests/conformance/stage.hpp"

namespace {

namespace fs = std::filesystem;
using namespace sluice::conformance;

void record(const Scene& scene, const Shell& shell, const fs::path& folder) {
    fs::remove_all(folder);
    const auto answers = play(scene, shell, folder);
    std::ofstream file{recording(scene)};
    for (const auto& [command, answer] : answers) file << to_text(command, answer);
    std::printf("%-14s %4zu recorded\n", scene.name.c_str(), answers.size());
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: conformance_record PREFIX [SCENE ...]\n");
        return 2;
    }
    const std::string prefix = argv[1];
    const auto folder = fs::temp_directory_path() / "conformance-record";
    const auto shell = [&](const std::string& command, const std::string& in) {
        const auto script = in + "/command.sh";
        sluice::test::write_file(script, command);
        return sluice::test::run_shell(prefix + " bash '" + script + "'", "/", {});
    };
    try {
        for (const auto& scene : scenes({argv + 2, argv + argc})) record(scene, shell, folder);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "conformance_record: %s\n", error.what());
        return 1;
    }
    fs::remove_all(folder);
    return 0;
}
