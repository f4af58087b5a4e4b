// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/sphere/problem.hpp"

#include <array>
#include <numbers>

#include "workloads/climate/sphere/jet.hpp"
#include "workloads/climate/sphere/planet.hpp"

namespace sluice::climate::sphere {
namespace {

using std::numbers::pi;

constexpr double kDay = 86400;

/// The axis of the planet, which the flow's axis (z) is turned away from.
Vector axis(double angle) { return {-std::sin(angle), 0, std::cos(angle)}; }

/// Solid rotation about the axis of the planet, and the surface that balances it.
struct SolidRotation {
    double speed;   // on the equator, m s-1
    double height;  // of the surface on the equator, m

    Vector wind(const Vector& point, double angle) const { return speed * cross(axis(angle), point); }
    double surface(const Vector& point, double angle) const {
        const double up = dot(axis(angle), point);
        return height - (kRadius * kRotation * speed + 0.5 * speed * speed) * up * up / kPlanetGravity;
    }
};

/// Case 2: once round in twelve days.
Flow steady_flow(const Vector& point, double angle) {
    constexpr SolidRotation flow{2 * pi * kRadius / (12 * kDay), 2.94e4 / kPlanetGravity};
    return {flow.surface(point, angle), flow.wind(point, angle), 0};
}

/// A cone 2 km high and 20 degrees in radius, in degrees of longitude and latitude, at 90 W, 30 N.
double cone(const Vector& point) {
    const Place at = place_of(point);
    const double distance = std::hypot(at.longitude + pi / 2, at.latitude - pi / 6);
    return 2000 * (1 - std::min(distance / (pi / 9), 1.0));
}

Flow over_mountain(const Vector& point, double angle) {
    constexpr SolidRotation flow{20, 5960};
    const double ground = cone(point);
    return {flow.surface(point, angle) - ground, flow.wind(point, angle), ground};
}

/// Wave number 4, the equations (141) to (149) of Williamson et al.
Flow rossby_haurwitz(const Vector& point, double) {
    constexpr double w = 7.848e-6, k = 7.848e-6, r = 4, height = 8000;
    const Place at = place_of(point);
    const double c = std::cos(at.latitude), s = std::sin(at.latitude), c2 = c * c, cr = c2 * c2;
    const double a = 0.5 * w * (2 * kRotation + w) * c2 +
                     0.25 * k * k * cr * cr * ((r + 1) * c2 + (2 * r * r - r - 2)) -
                     0.5 * k * k * r * r * cr * cr / c2;
    const double b =
        2 * (kRotation + w) * k / ((r + 1) * (r + 2)) * cr * ((r * r + 2 * r + 2) - (r + 1) * (r + 1) * c2);
    const double d = 0.25 * k * k * cr * cr * ((r + 1) * c2 - (r + 2));
    const double wave = std::cos(r * at.longitude);
    const double east = kRadius * (w * c + k * c2 * c * (r * s * s - c2) * wave);
    const double north = -kRadius * k * r * c2 * c * s * std::sin(r * at.longitude);
    const double depth =
        height + kRadius * kRadius / kPlanetGravity * (a + b * wave + d * std::cos(2 * r * at.longitude));
    return {depth, east * east_at(at) + north * north_at(at), 0};
}

Flow jet(const Vector& point, double) {
    const Place at = place_of(point);
    return {jet_depth(at.latitude), jet_wind(at.latitude) * east_at(at), 0};
}

Flow disturbed_jet(const Vector& point, double angle) {
    Flow flow = jet(point, angle);
    const Place at = place_of(point);
    flow.depth += jet_disturbance(at.longitude, at.latitude);
    return flow;
}

constexpr std::string_view kWilliamson =
    "D. L. Williamson, J. B. Drake, J. J. Hack, R. Jakob and P. N. Swarztrauber, J. Comput. Phys. 102, "
    "211-224 (1992)";
constexpr std::string_view kGalewsky =
    "J. Galewsky, R. K. Scott and L. M. Polvani, Tellus 56A, 429-440 (2004)";

constexpr std::array kProblems{
    Problem{.name = "williamson2",
            .title = "Steady zonal flow on the sphere",
            .source = kWilliamson,
            .depth = 2998,
            .fastest = 215,
            .elements = 10,
            .duration = 5 * kDay,
            .output_every = kDay,
            .is_steady = true,
            .can_turn = true,
            .initial = steady_flow},
    Problem{.name = "williamson5",
            .title = "Zonal flow over a mountain on the sphere",
            .source = kWilliamson,
            .depth = 5960,
            .fastest = 290,
            .elements = 16,
            .duration = 15 * kDay,
            .output_every = kDay,
            .is_steady = false,
            .can_turn = false,
            .initial = over_mountain},
    Problem{.name = "williamson6",
            .title = "Rossby-Haurwitz wave on the sphere",
            .source = kWilliamson,
            .depth = 9500,
            .fastest = 420,
            .elements = 16,
            .duration = 14 * kDay,
            .output_every = kDay,
            .is_steady = false,
            .can_turn = false,
            .initial = rossby_haurwitz},
    Problem{.name = "galewsky",
            .title = "Unstable jet on the sphere",
            .source = kGalewsky,
            .depth = 10000,
            .fastest = 420,
            .elements = 32,
            .duration = 6 * kDay,
            .output_every = kDay,
            .is_steady = false,
            .can_turn = false,
            .initial = disturbed_jet},
    Problem{.name = "jet",
            .title = "Balanced jet on the sphere, undisturbed",
            .source = kGalewsky,
            .depth = 10000,
            .fastest = 420,
            .elements = 32,
            .duration = 5 * kDay,
            .output_every = kDay,
            .is_steady = true,
            .can_turn = false,
            .initial = jet},
};

}  // namespace

std::span<const Problem> all_problems() { return kProblems; }

const Problem* find_problem(std::string_view name) {
    const auto found = std::ranges::find(kProblems, name, &Problem::name);
    return found == kProblems.end() ? nullptr : &*found;
}

double coriolis(const Vector& point, double angle) { return 2 * kRotation * dot(axis(angle), point); }

}  // namespace sluice::climate::sphere
