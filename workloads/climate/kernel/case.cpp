// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/case.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace sluice::climate {
namespace {

using std::numbers::pi;

/// 2 K cos^2, radius 2 km, two kilometres above the ground in the middle of 20 km.
double warm_bubble(double x, double z) {
    const double distance = std::hypot((x - 10e3) / 2e3, (z - 2e3) / 2e3);
    const double cosine = std::cos(0.5 * pi * std::min(distance, 1.0));
    return 2.0 * cosine * cosine;
}

/// 0.5 K (1 + cos) / 2, radius 250 m, centred at (500, 350) m.
double small_bubble(double x, double z) {
    const double distance = std::hypot(x - 500, z - 350) / 250;
    return 0.25 * (1 + std::cos(pi * std::min(distance, 1.0)));
}

/// 0.01 K, one half wave over the depth of the channel, five kilometres wide around x = 100 km.
double gentle_heating(double x, double z) {
    const double distance = (x - 100e3) / 5e3;
    return 0.01 * std::sin(pi * z / 10e3) / (1 + distance * distance);
}

constexpr std::array kCases{
    Case{.name = "thermal",
         .title = "Rising thermal in a neutral atmosphere",
         .source = "G. H. Bryan and J. M. Fritsch, Mon. Wea. Rev. 130, 2917-2928 (2002), dry case",
         .length = 20e3,
         .height = 10e3,
         .sounding = {300, 0},
         .wind = 0,
         .warming = warm_bubble,
         .nx = 200,
         .nz = 100,
         .duration = 1000,
         .output_every = 100},
    Case{.name = "robert",
         .title = "Small smooth bubble in a neutral atmosphere",
         .source = "A. Robert, J. Atmos. Sci. 50, 1865-1873 (1993); F. X. Giraldo and M. Restelli, "
                   "J. Comput. Phys. 227, 3849-3877 (2008), case 2",
         .length = 1e3,
         .height = 1e3,
         .sounding = {300, 0},
         .wind = 0,
         .warming = small_bubble,
         .nx = 100,
         .nz = 100,
         .duration = 700,
         .output_every = 70},
    Case{.name = "wave",
         .title = "Gravity wave in a stratified channel",
         .source = "W. C. Skamarock and J. B. Klemp, Mon. Wea. Rev. 122, 2623-2630 (1994)",
         .length = 300e3,
         .height = 10e3,
         .sounding = {300, 0.01},
         .wind = 20,
         .warming = gentle_heating,
         .nx = 300,
         .nz = 40,
         .duration = 3000,
         .output_every = 300},
};

}  // namespace

std::span<const Case> all_cases() { return kCases; }

const Case* find_case(std::string_view name) {
    const auto found = std::ranges::find(kCases, name, &Case::name);
    return found == kCases.end() ? nullptr : &*found;
}

}  // namespace sluice::climate
