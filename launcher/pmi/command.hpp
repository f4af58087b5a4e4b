// SPDX-License-Identifier: Apache-2.0
//
// One line of the PMI-1 wire: "cmd=put kvsname=s key=a value=b\n". Values hold no blanks.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace sluice::pmi {

struct Command {
    std::string name;
    std::map<std::string, std::string, std::less<>> values;

    /// Empty when the line does not have the key.
    [[nodiscard]] std::string value(std::string_view key) const;
};

/// Reads a line without its end. A line without "cmd=" has an empty name.
Command parse_command(std::string_view line);

}  // namespace sluice::pmi
