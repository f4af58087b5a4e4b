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

/// amplitude cos^2 inside an ellipse, 0 outside.
double bump(double amplitude, double across, double up) {
    const double cosine = std::cos(0.5 * pi * std::min(std::hypot(across, up), 1.0));
    return amplitude * cosine * cosine;
}

/// 20 K warm below, 20 K cold above, both with a radius of 2 km.
double two_bubbles(double x, double z) {
    const double across = (x - 10e3) / 2e3;
    return bump(20, across, (z - 2e3) / 2e3) + bump(-20, across, (z - 8e3) / 2e3);
}

/// -15 K of temperature, not of potential temperature: an ellipse of 4 km x 2 km at a height of 3 km.
double cold_bubble(double x, double z) {
    const double distance = std::hypot((x - 25.6e3) / 4e3, (z - 3e3) / 2e3);
    return -7.5 * (1 + std::cos(pi * std::min(distance, 1.0))) / Sounding{300, 0}.exner(z);
}

double no_warming(double, double) { return 0; }

/// As over a hill 1 km wide, 2.5 km from the left.
double hill(double x, double z) { return bump(1e-2 * pi, (x - 2.5e3) / 500, (z - 1e3) / 500); }

/// Within 1 km of x = 2 km and 625 m of z = 7.5 km, in ten seconds at the centre.
double nozzle(double x, double z) { return bump(0.1, (x - 2e3) / 1e3, (z - 7.5e3) / 625); }

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
    Case{.name = "current",
         .title = "Density current of cold air along the ground",
         .source = "J. M. Straka, R. B. Wilhelmson, L. J. Wicker, J. R. Anderson and K. K. Droegemeier, "
                   "Int. J. Numer. Meth. Fluids 17, 1-22 (1993)",
         .length = 51.2e3,
         .height = 6.4e3,
         .sounding = {300, 0},
         .wind = 0,
         .warming = cold_bubble,
         .nx = 512,
         .nz = 64,
         .duration = 900,
         .output_every = 90,
         .viscosity = 75,
         .fastest = 50},
    Case{.name = "collision",
         .title = "Warm and cold bubble that collide",
         .source = "as in mini-applications of the field; no published figures",
         .length = 20e3,
         .height = 10e3,
         .sounding = {300, 0},
         .wind = 0,
         .warming = two_bubbles,
         .nx = 200,
         .nz = 100,
         .duration = 700,
         .output_every = 70,
         .fastest = 90},
    Case{.name = "mountain",
         .title = "Waves behind a hill in a stratified wind",
         .source = "the hill is a steady push, as in mini-applications of the field; no published figures",
         .length = 20e3,
         .height = 10e3,
         .sounding = {300, 0.02},
         .wind = 20,
         .warming = no_warming,
         .nx = 200,
         .nz = 100,
         .duration = 600,
         .output_every = 60,
         .lift = hill},
    Case{.name = "injection",
         .title = "Jet of cold air",
         .source = "as in mini-applications of the field; no published figures",
         .length = 20e3,
         .height = 10e3,
         .sounding = {300, 0},
         .wind = 0,
         .warming = no_warming,
         .nx = 200,
         .nz = 100,
         .duration = 600,
         .output_every = 60,
         .jet = {nozzle, 50, -2},
         .fastest = 70},
};

}  // namespace

std::span<const Case> all_cases() { return kCases; }

const Case* find_case(std::string_view name) {
    const auto found = std::ranges::find(kCases, name, &Case::name);
    return found == kCases.end() ? nullptr : &*found;
}

}  // namespace sluice::climate
