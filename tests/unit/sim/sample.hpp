// SPDX-License-Identifier: Apache-2.0
//
// Small workloads and their results in a test.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "scheduler/sim/outcome.hpp"

namespace sluice::sim::testing {

inline const std::string kData = SLUICE_SOURCE_DIR "/tests/unit/sim/data/";

inline Instant at(std::int64_t seconds) { return Instant{Duration{seconds}}; }

inline SimJob job_of(std::int64_t number, std::int64_t submit, std::int64_t run, std::uint32_t procs,
                     std::int64_t limit) {
    SimJob job;
    job.number = number;
    job.submit = at(submit);
    job.run = Duration{run};
    job.limit = Duration{limit};
    job.procs = procs;
    return job;
}

inline JobRun run_of(std::int64_t start, std::int64_t end, std::uint32_t procs) {
    JobRun run;
    run.start = at(start);
    run.end = at(end);
    run.procs = procs;
    run.starts = 1;
    run.state = JobState::completed;
    return run;
}

/// A run on the nodes with these numbers.
inline void add_run(Results& results, std::int64_t start, std::int64_t end, const std::vector<std::uint32_t>& nodes) {
    auto run = run_of(start, end, static_cast<std::uint32_t>(nodes.size()));
    run.first_node = static_cast<std::uint32_t>(results.nodes.size());
    run.node_count = run.procs;
    for (const auto node : nodes) results.nodes.emplace_back(node);
    results.runs.push_back(run);
}

/// A folder that goes away with the test.
struct Folder {
    std::filesystem::path path;

    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "sluice-sim-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] std::string file(const std::string& name) const { return (path / name).string(); }
    [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
        std::ofstream{file(name), std::ios::binary} << text;
        return file(name);
    }
};

inline std::string content_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace sluice::sim::testing
