// SPDX-License-Identifier: Apache-2.0
// The problems that the program knows: domain, air at rest, disturbance, and sizes that suit them.
#pragma once

#include <span>
#include <string_view>

#include "workloads/climate/kernel/sounding.hpp"

namespace sluice::climate {

struct Case {
    std::string_view name;
    std::string_view title;
    std::string_view source;
    double length, height;  // m
    Sounding sounding;
    double wind;                        // along x at rest and everywhere the same, m s-1
    double (*warming)(double, double);  // theta' in K at x, z in m, added at unchanged pressure
    int nx, nz;                         // default resolution
    double duration, output_every;      // defaults, s
};

std::span<const Case> all_cases();

/// The case of that name, or nullptr.
const Case* find_case(std::string_view name);

}  // namespace sluice::climate
