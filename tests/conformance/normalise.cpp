// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/normalise.hpp"

#include <unistd.h>

#include <array>
#include <regex>
#include <sstream>

namespace sluice::conformance {
namespace {

/// The width of a column of -O that is not told: longer texts are cut.
constexpr std::size_t kColumn = 20;

struct Rule {
    std::regex pattern;
    const char* replacement;
};

const std::array<Rule, 15>& rules() {
    static const std::array<Rule, 15> list{{
        {std::regex{R"(\b\w+: note: [^\n]*\n)"}, ""},  // what we say beyond Slurm's words
        // Slurm's answer to salloc's own release, if it comes before salloc is gone
        {std::regex{R"(salloc: Job allocation \d+ has been revoked\.\n)"}, ""},
        {std::regex{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)"}, "<date-and-the-time>"},
        {std::regex{R"((^|[ \n])\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})"}, "$1<date>"},
        {std::regex{R"(\b\d{4}-\d\d-\d\d\b)"}, "<the-date>"},
        {std::regex{R"(\b1[5-9]\d{8}\b)"}, "<epoch-sec>"},
        {std::regex{R"(\b00:0[0-2]:[0-5]\d\b)"}, "00:MM:SS"},
        // a day that has lost a second is narrower by two: in a column, blanks make up for them
        {std::regex{R"(\b23:59:5\d  )"}, "1-00:MM:SS"},
        {std::regex{R"(  23:59:5\d\b)"}, "1-00:MM:SS"},
        {std::regex{R"(\b23:59:5\d\b)"}, "1-00:MM:SS"},
        {std::regex{R"(\b[0-4]:[0-5]\d\b)"}, "0:SS"},
        {std::regex{R"(\b[25]\d:[0-5]\d\b)"}, "MM:SS"},
        {std::regex{R"(\b4294[89]\d{5}\b)"}, "<priority>"},
        {std::regex{R"(\b00:0[0-2]\.\d{3}\b)"}, "00:SS.mmm"},
        {std::regex{R"(slurmstepd-n\d: )"}, "slurmstepd: "},
    }};
    return list;
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
    if (what.empty()) return;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

/// Numbers of jobs are those from 50000 on.
std::string name_jobs(const std::string& text, const JobNames& names) {
    static const std::regex number{R"((^|[^\d.])(5\d{4})(?!\d))"};
    std::string result;
    std::sregex_iterator found{text.begin(), text.end(), number};
    std::size_t done = 0;
    for (; found != std::sregex_iterator{}; ++found) {
        const auto at = static_cast<std::size_t>(found->position(2));
        result += text.substr(done, at - done);
        const auto name = names.find((*found)[2]);
        result += name == names.end() ? "<job>" : "<" + name->second + ">";
        done = at + 5;
    }
    return result + text.substr(done);
}

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : std::string{};
}

}  // namespace

JobNames read_job_names(const std::string& text) {
    JobNames names;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        const auto equals = line.find('=');
        if (equals != std::string::npos) names[line.substr(equals + 1)] = line.substr(0, equals);
    }
    return names;
}

std::string normalise(std::string text, const JobNames& names, const std::string& folder) {
    replace_all(text, folder, "<folder>");
    replace_all(text, folder.substr(0, kColumn), "<begins-as-folder>  ");
    static const std::regex host{"\\b" + host_name() + "\\b"};
    text = std::regex_replace(text, host, "<host>");
    for (const auto& rule : rules()) text = std::regex_replace(text, rule.pattern, rule.replacement);
    return name_jobs(text, names);
}

}  // namespace sluice::conformance
