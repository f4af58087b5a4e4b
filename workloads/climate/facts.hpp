// SPDX-License-Identifier: Apache-2.0
// What is to be said of any run, whatever it computed, and how summaries are printed.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "io/reader.hpp"

namespace sluice::climate {

struct RunFacts {
    std::string title, parameters;
    long steps;
    int ranks;
    std::string layout, nodes, job;  // job is empty outside a batch system
    double wall_seconds, rate;       // rate in cell updates per second
    std::string outcome;             // "completed" or why not
    std::string file;                // empty if none was written
};

/// From the attributes of a results file; `name` is what it is called in the summary.
RunFacts read_facts(const io::Reader& file, const std::string& name);

/// "name: value" to standard output.
template <class... Args>
void line(std::string_view name, fmt::format_string<Args...> text, Args&&... args) {
    fmt::print("{}: {}\n", name, fmt::format(text, std::forward<Args>(args)...));
}

inline double relative_change(double from, double to) { return (to - from) / from; }

/// The first lines of a summary, and the last.
void print_head(const RunFacts& facts);
void print_tail(const RunFacts& facts);

}  // namespace sluice::climate
