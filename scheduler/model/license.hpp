// SPDX-License-Identifier: Apache-2.0
//
// Licences: what the cluster has a number of, wherever a job runs.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/error.hpp"

namespace sluice {

/// Licences of the cluster, counted: `matlab:2`.
struct LicenseCount {
    std::string name;
    std::uint32_t count = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("name", self.name);
        visit("count", self.count);
    }
    friend bool operator==(const LicenseCount&, const LicenseCount&) = default;
};

/// Reads `matlab`, `matlab:2` and comma lists of them; a missing count is 1. Error: invalid_license.
Result<std::vector<LicenseCount>> parse_licenses(std::string_view text);
/// `matlab:2,ansys:1`; empty for an empty list.
std::string format_licenses(std::span<const LicenseCount> licenses);

}  // namespace sluice
