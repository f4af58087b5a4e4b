// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/gres.hpp"

#include <catch2/catch.hpp>
#include <utility>

namespace sluice {
namespace {

using List = std::vector<GresCount>;

TEST_CASE("a gres is a name with a type and a count that may be left out") {
    const std::vector<std::pair<std::string, List>> table{
        {"none", {}},
        {"gpu", {{"gpu", "", 1}}},
        {"gpu:2", {{"gpu", "", 2}}},
        {"gpu:tesla", {{"gpu", "tesla", 1}}},
        {"gpu:tesla:2", {{"gpu", "tesla", 2}}},
        {"gpu:1g.5gb:7", {{"gpu", "1g.5gb", 7}}},
        {"gpu:0", {{"gpu", "", 0}}},
        {"gpu:3090:2", {{"gpu", "3090", 2}}},
        {"gpu:4294967295", {{"gpu", "", 4294967295}}},
        {"gpu:tesla:2,gpu:a100:1,nvme", {{"gpu", "tesla", 2}, {"gpu", "a100", 1}, {"nvme", "", 1}}},
    };
    for (const auto& [text, list] : table) {
        CAPTURE(text);
        CHECK(parse_gres(text) == list);
    }
}

TEST_CASE("text that is no gres is refused with the item at fault") {
    const std::vector<std::pair<std::string, std::string>> table{
        {"", "''"},
        {":2", "':2'"},
        {"gpu:", "'gpu:'"},
        {"gpu::2", "'gpu::2'"},
        {"gpu:tesla:", "'gpu:tesla:'"},
        {"gpu:tesla:x", "'gpu:tesla:x'"},
        {"gpu:tesla:-1", "'gpu:tesla:-1'"},
        {"gpu:tesla:2:3", "'gpu:tesla:2:3'"},
        {"gpu:2:3:4", "'gpu:2:3:4'"},
        {"gpu:4294967296", "'gpu:4294967296'"},
        {"gpu 2", "'gpu 2'"},
        {"gpu=2", "'gpu=2'"},
        {"gpu,", "''"},
        {"none,gpu", "'none'"},
        {"gpu,nvme:1,gpu:3", "'gpu:3': this kind is named twice"},
    };
    for (const auto& [text, words] : table) {
        CAPTURE(text);
        const auto list = parse_gres(text);
        REQUIRE_FALSE(list);
        CHECK(list.error().code == Errc::invalid_gres);
        CHECK(list.error().detail.find(words) != std::string::npos);
    }
}

TEST_CASE("a list is written with every count") {
    CHECK(format_gres({}) == "");
    CHECK(format_gres(List{{"gpu", "tesla", 2}, {"nvme", "", 1}}) == "gpu:tesla:2,nvme:1");
}

}  // namespace
}  // namespace sluice
