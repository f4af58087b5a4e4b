// SPDX-License-Identifier: Apache-2.0
//
// docs/behaviours.md is true: every test that it names exists, every other row gives a reason, and every statement of
// tests/behaviours stands in it.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

const fs::path kRoot{SLUICE_SOURCE_DIR};
constexpr std::string_view kReason = "not shown: ";

std::string content_of(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream{path}.rdbuf();
    return text.str();
}

struct Row {
    std::string id;        // "[17.10]"
    std::string shown_by;  // the last cell
};

std::vector<Row> rows() {
    static const std::regex kRow{R"(\| (\[[0-9.]+\]) \| [^|]+ \| (.+) \|)"};
    std::vector<Row> list;
    std::istringstream lines{content_of(kRoot / "docs/behaviours.md")};
    for (std::string line; std::getline(lines, line);) {
        if (std::smatch match; std::regex_match(line, match, kRow)) list.push_back({match[1], match[2]});
    }
    return list;
}

/// What is wrong with the row; empty if nothing is.
std::string fault_of(const Row& row) {
    if (row.shown_by.starts_with(kReason)) return row.shown_by.size() > kReason.size() + 20 ? "" : "no reason is given";
    static const std::regex kTest{R"x(`([^`]+)`(: "([^"]+)")?)x"};
    std::smatch match;
    if (!std::regex_match(row.shown_by, match, kTest)) return "neither a test nor a reason";
    const auto file = content_of(kRoot / match[1].str());
    if (file.empty()) return "there is no file " + match[1].str();
    const auto wanted = match[3].matched ? "TEST_CASE(\"" + match[3].str() + "\"" : row.id;
    return file.find(wanted) == std::string::npos ? "not in its file: " + wanted : "";
}

}  // namespace

TEST_CASE("every statement of docs/behaviours.md has a test that exists, or a reason") {
    const auto list = rows();
    CHECK(list.size() > 90);
    for (const auto& row : list) {
        INFO(row.id << " " << row.shown_by);
        CHECK(fault_of(row) == "");
    }
}

TEST_CASE("every statement that is played stands in docs/behaviours.md") {
    const auto table = content_of(kRoot / "docs/behaviours.md");
    static const std::regex kId{R"(\[[0-9.]+\])"};
    for (const auto& entry : fs::directory_iterator{kRoot / "tests/behaviours"}) {
        if (entry.path().extension() != ".sh") continue;
        std::istringstream lines{content_of(entry.path())};
        for (std::string line; std::getline(lines, line);) {
            if (!line.starts_with("## ")) continue;
            for (auto id = std::sregex_iterator{line.begin(), line.end(), kId}; id != std::sregex_iterator{}; ++id) {
                INFO(line);
                CHECK(table.find("| " + id->str() + " |") != std::string::npos);
            }
        }
    }
}
