// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with a configuration file, and where. Every check adds to one Report and goes on, so that
// an administrator sees all mistakes of a file at once.
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

/// A token in a file, counted from 1; line 0 means the file as a whole.
struct Place {
    std::size_t line = 0;
    std::size_t column = 0;

    friend auto operator<=>(const Place&, const Place&) = default;
};

struct Diagnostic {
    std::string file;
    std::size_t line = 0;
    std::size_t column = 0;
    std::string what;     // "unknown key 'nodez' (did you mean 'nodes'?)"
    std::string allowed;  // "cluster, nodes, partitions"

    friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

/// `file:line:column: what is wrong; allowed: what is right`; without line and column for the file as a
/// whole.
std::string to_string(const Diagnostic& diagnostic);
/// One line for each.
std::string to_string(const std::vector<Diagnostic>& diagnostics);

class Report {
  public:
    explicit Report(std::string_view file) : file_{file} {}

    void add(Place place, std::string what, std::string allowed);
    [[nodiscard]] bool empty() const { return diagnostics_.empty(); }
    [[nodiscard]] std::size_t size() const { return diagnostics_.size(); }
    /// Everything reported, in the order of the file.
    [[nodiscard]] std::vector<Diagnostic> sorted() const;

  private:
    std::string file_;
    std::vector<Diagnostic> diagnostics_;
};

}  // namespace sluice
