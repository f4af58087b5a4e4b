// SPDX-License-Identifier: Apache-2.0
//
// Licences: what the cluster has a number of, wherever a job runs.
#pragma once

#include <cstdint>
#include <string>

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

}  // namespace sluice
