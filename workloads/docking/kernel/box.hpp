// SPDX-License-Identifier: Apache-2.0
// Where ligands are looked for.
#pragma once

#include <algorithm>

#include "workloads/docking/kernel/lanes.hpp"
#include "workloads/docking/kernel/vec3.hpp"

namespace sluice::docking {

struct Box {
    Vec3 centre, size;  // A

    Vec3 low() const { return centre - 0.5 * size; }
    Vec3 high() const { return centre + 0.5 * size; }
};

/// kcal/mol for each angstrom that an atom is outside the box: enough to keep all of them in.
inline constexpr float kWall = 1000;

/// A coordinate of eight atoms kept within the box, and what it costs that they were outside.
struct Walled {
    F8 inside, energy, slope;
};

inline Walled keep_inside(F8 x, float low, float high) {
    const F8 inside = min(max(x, all(low)), all(high));
    const F8 outside = x - inside;
    const F8 sign = (outside > 0 ? all(1) : all(0)) - (outside < 0 ? all(1) : all(0));
    return {inside, kWall * sign * outside, kWall * sign};
}

}  // namespace sluice::docking
