// SPDX-License-Identifier: Apache-2.0
//
// Generic resources (gres): GPUs and whatever else a site counts per node, by name, type and index.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/error.hpp"

namespace sluice {

/// `gpu:tesla:2`: an amount that a node has or a request asks for. An empty type means any type.
struct GresCount {
    std::string name;
    std::string type;
    std::uint32_t count = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("name", self.name);
        visit("type", self.type);
        visit("count", self.count);
    }
    friend bool operator==(const GresCount&, const GresCount&) = default;
};

/// Devices of one kind that a job holds on one node, as indices within that kind.
struct GresDevices {
    std::string name;
    std::string type;
    std::vector<std::uint32_t> indices;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("name", self.name);
        visit("type", self.type);
        visit("indices", self.indices);
    }
    friend bool operator==(const GresDevices&, const GresDevices&) = default;
};

/// Reads `gpu`, `gpu:2`, `gpu:tesla`, `gpu:tesla:2`, comma lists, and `none`. A missing count is 1.
Result<std::vector<GresCount>> parse_gres(std::string_view text);
/// `gpu:tesla:2,nvme:1`; empty for an empty list.
std::string format_gres(std::span<const GresCount> gres);

}  // namespace sluice
