// SPDX-License-Identifier: Apache-2.0
//
// Every file in broken/ says in its first lines what is wrong with it:
//
//     # expect LINE[:COLUMN]: words that the message contains
//
// Exactly these diagnostics must come, at exactly these places.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <optional>

#include "scheduler/config/load.hpp"

namespace sluice {
namespace {

struct Expectation {
    std::size_t line = 0;
    std::size_t column = 0;  // 0: any
    std::string words;
};

std::optional<Expectation> parse_expectation(const std::string& line) {
    constexpr std::string_view kMark = "# expect ";
    if (!line.starts_with(kMark)) return std::nullopt;
    const auto words = line.find(": ");
    const auto place = line.substr(kMark.size(), words - kMark.size());
    const auto colon = place.find(':');
    const auto column = colon == std::string::npos ? 0 : std::stoul(place.substr(colon + 1));
    return Expectation{std::stoul(place), column, line.substr(words + 2)};
}

std::vector<Expectation> expectations_of(const std::filesystem::path& path) {
    std::ifstream file{path};
    std::vector<Expectation> list;
    for (std::string line; std::getline(file, line);) {
        const auto expectation = parse_expectation(line);
        if (!expectation) break;
        list.push_back(*expectation);
    }
    return list;
}

bool meets(const Diagnostic& diagnostic, const Expectation& expected) {
    return diagnostic.line == expected.line &&
           (expected.column == 0 || diagnostic.column == expected.column) &&
           to_string(diagnostic).find(expected.words) != std::string::npos;
}

std::vector<std::filesystem::path> broken_files() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry :
         std::filesystem::directory_iterator{SLUICE_SOURCE_DIR "/tests/unit/config/broken"}) {
        files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

TEST_CASE("each broken file gets the diagnostics that it expects and no others") {
    const auto files = broken_files();
    REQUIRE(files.size() == 37);
    for (const auto& path : files) {
        const auto expected = expectations_of(path);
        const auto loaded = load_file(path.string());
        REQUIRE_FALSE(loaded);
        INFO(to_string(loaded.error()));
        CHECK(loaded.error().size() == expected.size());
        for (const auto& each : expected) {
            CAPTURE(path.filename().string(), each.line, each.words);
            CHECK(std::ranges::any_of(loaded.error(), [&](const auto& d) { return meets(d, each); }));
        }
    }
}

TEST_CASE("diagnostics come in the order of the file and name it") {
    for (const auto& path : broken_files()) {
        const auto loaded = load_file(path.string());
        REQUIRE_FALSE(loaded);
        const auto place = [](const Diagnostic& d) { return Place{d.line, d.column}; };
        CHECK(std::ranges::is_sorted(loaded.error(), {}, place));
        CHECK(std::ranges::all_of(loaded.error(), [&](const auto& d) { return d.file == path.string(); }));
    }
}

}  // namespace
}  // namespace sluice
