// SPDX-License-Identifier: Apache-2.0
// Random numbers that depend on the seed and on what they are for, never on who draws them or when.
#pragma once

#include <cstdint>
#include <random>
#include <string_view>

#include "workloads/docking/kernel/vec3.hpp"

namespace sluice::docking {

/// A stream of its own for each (seed, name, number).
class Random {
  public:
    Random(std::uint64_t seed, std::string_view name, int number);

    double uniform(double low, double high);
    int below(int count);
    Vec3 in_unit_ball();
    Quaternion orientation();

  private:
    std::mt19937_64 engine_;
};

}  // namespace sluice::docking
