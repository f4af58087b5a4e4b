// SPDX-License-Identifier: Apache-2.0
//
// What `sluice sim` leaves behind: warnings, files, the summary.
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <vector>

#include "scheduler/commands/sim_run.hpp"
#include "scheduler/sim/csv.hpp"
#include "scheduler/sim/hdf5_results.hpp"
#include "scheduler/sim/picture.hpp"
#include "scheduler/sim/summary.hpp"

namespace sluice::commands {
namespace {

constexpr std::size_t kMostWarnings = 10;

/// The lines that say which jobs did not take part, and how many more there are.
void warn(const std::vector<std::string>& lines, bool all) {
    const auto shown = all ? lines.size() : std::min(lines.size(), kMostWarnings);
    for (std::size_t i = 0; i < shown; ++i) fmt::print(stderr, "{}\n", lines[i]);
    if (shown < lines.size())
        fmt::print(stderr, "... and {} more like these; --verbose names them all\n", lines.size() - shown);
}

void warn(const std::vector<sim::Omitted>& omitted, sim::Omission why, bool all) {
    std::vector<std::string> lines;
    for (const auto& each : omitted) {
        if (each.why == why) lines.push_back(each.text);
    }
    if (lines.empty()) return;
    warn(lines, all);
    fmt::print(stderr, "sluice sim: warning: {} {} left out: {}\n", lines.size(), lines.size() == 1 ? "job" : "jobs",
               to_string(why));
}

Result<void> write_text(const std::string& path, const std::string& text) {
    if (path.empty()) return {};
    if (path == "-") {
        if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return {};
        return fail(Errc::io_error, fmt::format("standard output: {}", std::strerror(errno)));
    }
    errno = 0;
    std::ofstream file{path, std::ios::binary};
    file << text;
    file.close();
    if (file) return {};
    return fail(Errc::io_error, fmt::format("{}: cannot be written: {}", path, std::strerror(errno)));
}

Result<void> write_files(const SimOptions& options, const sim::Outcome& outcome) {
    auto written = write_text(options.starts, outcome.starts);
    if (written && !options.csv.empty()) written = write_text(options.csv, sim::csv_text(outcome));
    if (written && !options.hdf5.empty()) written = sim::write_hdf5(outcome, options.hdf5);
    if (written && !options.png.empty()) written = sim::write_picture(outcome, options.png);
    return written;
}

}  // namespace

Result<void> write_outcome(const SimOptions& options, const sim::Outcome& outcome) {
    const auto& workload = outcome.workload;
    for (const auto why : {sim::Omission::malformed, sim::Omission::unusable, sim::Omission::too_large})
        warn(workload.omitted, why, options.verbose);
    warn(outcome.results.refused, sim::Omission::refused, options.verbose);
    warn(outcome.leftovers, options.verbose);
    if (outcome.metrics.jobs == 0)
        return fail(Errc::invalid_argument, fmt::format("{}: there is no job that could run", workload.name));
    if (const auto written = write_files(options, outcome); !written) return written;
    const bool aside = options.starts == "-" || options.csv == "-";
    fmt::print(aside ? stderr : stdout, "{}", options.json ? summary_json(outcome) : summary_text(outcome));
    return {};
}

}  // namespace sluice::commands
