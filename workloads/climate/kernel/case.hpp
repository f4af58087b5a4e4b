// SPDX-License-Identifier: Apache-2.0
// The problems that the program knows: domain, air at rest, disturbance, and sizes that suit them.
#pragma once

#include <span>
#include <string_view>

#include "workloads/climate/kernel/sounding.hpp"

namespace sluice::climate {

/// A function of x and z, both in m; none where there is nothing of it.
using Of = double (*)(double, double);

/// Air that is drawn towards a wind and a potential temperature.
struct Jet {
    Of rate;        // s-1
    double wind;    // along x, m s-1
    double warmth;  // theta', K
};

struct Case {
    std::string_view name;
    std::string_view title;
    std::string_view source;
    double length, height;  // m
    Sounding sounding;
    double wind;                    // along x at rest and everywhere the same, m s-1
    Of warming;                     // theta' in K, added at unchanged pressure
    int nx, nz;                     // default resolution
    double duration, output_every;  // defaults, s
    Of lift = nullptr;              // a steady upward push, m s-2
    Jet jet{};
    double viscosity = 0;  // m2 s-1; a default, like hyper_viscosity (diffusion.hpp)
    double hyper_viscosity = 0;
    double fastest = 30;  // a bound on the winds that develop, m s-1
};

std::span<const Case> all_cases();

/// The case of that name, or nullptr.
const Case* find_case(std::string_view name);

}  // namespace sluice::climate
