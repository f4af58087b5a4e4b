// SPDX-License-Identifier: Apache-2.0
// The flows on the sphere that the program knows: where they begin, and what is known of them.
#pragma once

#include <span>
#include <string_view>

#include "workloads/climate/sphere/vector3.hpp"

namespace sluice::climate::sphere {

/// A flow at a point of the unit sphere.
struct Flow {
    double depth;   // of the fluid, m
    Vector wind;    // along the sphere, m s-1
    double ground;  // height of the ground, m
};

struct Problem {
    std::string_view name;
    std::string_view title;
    std::string_view source;
    double depth;    // mean depth, m: what the speed of gravity waves is taken from where a bound is enough
    double fastest;  // a bound on gravity wave and wind together, m s-1
    int elements;    // default: along each edge of the cube
    double duration, output_every;                       // defaults, s
    bool is_steady;                                      // the initial flow is the answer at all times
    bool can_turn;                                       // takes an angle between the axes of flow and planet
    Flow (*initial)(const Vector& point, double angle);  // angle in radians
};

std::span<const Problem> all_problems();

/// The problem of that name, or nullptr.
const Problem* find_problem(std::string_view name);

/// Twice the rotation of the planet about the vertical, s-1. The axis leans by the angle to longitude 180.
double coriolis(const Vector& point, double angle);

}  // namespace sluice::climate::sphere
