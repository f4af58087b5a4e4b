// SPDX-License-Identifier: Apache-2.0
// The numbers of a run on the sphere that a person wants to see, printed alike after the run and from its
// file.
#pragma once

#include <span>

#include "workloads/climate/facts.hpp"
#include "workloads/climate/sphere/diagnostics.hpp"

namespace sluice::climate {

/// The means and extremes of one moment.
struct SphereMoment {
    double time;                          // s
    double depth, energy, enstrophy;      // as in sphere::Means
    double lowest, highest;               // of the surface, m
    double fastest;                       // m s-1
    double most_negative, most_positive;  // relative vorticity, s-1
    double l1, l2, linf;                  // of the depth against the initial one, relative

    static SphereMoment of(double time, const sphere::Means& means, const sphere::Extremes& extremes);
};

/// A number of a moment, and what it is called in the results file.
struct SphereNumber {
    const char* name;
    const char* units;
    const char* long_name;
    double SphereMoment::*value;
};

/// All but time, in the order in which records keep them.
std::span<const SphereNumber> sphere_numbers();

SphereMoment read_sphere_moment(const io::Reader& file, std::size_t record);

/// To standard output, "name: value" lines.
void print(const RunFacts& facts, const SphereMoment& start, const SphereMoment& end);

}  // namespace sluice::climate
