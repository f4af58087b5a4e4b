// SPDX-License-Identifier: Apache-2.0
#include "launcher/pmi/command.hpp"

namespace sluice::pmi {

std::string Command::value(std::string_view key) const {
    const auto found = values.find(key);
    return found == values.end() ? std::string{} : found->second;
}

Command parse_command(std::string_view line) {
    Command command;
    while (!line.empty()) {
        const auto word = line.substr(0, line.find(' '));
        line.remove_prefix(std::min(word.size() + 1, line.size()));
        const auto equals = word.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string key{word.substr(0, equals)};
        const std::string value{word.substr(equals + 1)};
        // "mcmd" begins a command of several lines; its first says which.
        if (key == "cmd" || key == "mcmd") command.name = value;
        else command.values[key] = value;
    }
    return command;
}

}  // namespace sluice::pmi
