// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/answer.hpp"

#include <sstream>

namespace sluice::conformance {
namespace {

std::string marked(const std::string& mark, const std::string& text) {
    std::string result;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) result += mark + line + "\n";
    return result;
}

}  // namespace

std::string to_text(const std::string& command, const Answer& answer) {
    auto text = "$ " + command + "\n" + marked("> ", answer.out) + marked("! ", answer.err);
    if (answer.status != 0) text += "= " + std::to_string(answer.status) + "\n";
    return text;
}

Answers read_answers(const std::string& text) {
    Answers answers;
    Answer* current = nullptr;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        if (line.size() < 2) continue;
        const auto rest = line.substr(2);
        if (line[0] == '$') current = &answers[rest];
        else if (current == nullptr) continue;
        else if (line[0] == '>') current->out += rest + "\n";
        else if (line[0] == '!') current->err += rest + "\n";
        else if (line[0] == '=') current->status = std::stoi(rest);
    }
    return answers;
}

}  // namespace sluice::conformance
