// SPDX-License-Identifier: Apache-2.0
// Iterated local search: change one thing about a pose at random, descend to the nearest minimum, keep it or
// not by Metropolis' rule, and so on. Eight such chains share each evaluation. Sources: Trott and Olson, J.
// Comput. Chem. 31, 455 (2010); Abagyan, Totrov and Kuznetsov, J. Comput. Chem. 15, 488 (1994).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "workloads/docking/kernel/box.hpp"
#include "workloads/docking/kernel/field.hpp"
#include "workloads/docking/kernel/molecule.hpp"
#include "workloads/docking/kernel/pose_set.hpp"

namespace sluice::docking {

struct Effort {
    int exhaustiveness = 8;
    std::uint64_t seed = 0;
};

/// Repulsion is softened so that chains pass through tight places.
inline constexpr float kSearchSoftening = 10;  // kcal/mol
inline constexpr float kRefinementSoftening = 1000;

/// Minima that a search remembers: many and close ones, since refinement may change their order.
inline constexpr std::size_t kKept = 48;
inline constexpr double kApart = 0.5;  // A rmsd

/// Steps of all chains together: exhaustiveness times as many as suit a ligand of that size.
long search_steps(const Ligand& ligand, int exhaustiveness);

/// Asked now and then; true ends the search at once, and what it returns is worthless.
using Interrupted = std::function<bool()>;

/// Distinct minima, best first. `name` makes the random numbers the ligand's own: the result is the same
/// wherever and whenever it is computed.
std::vector<FoundPose> search(const Ligand& ligand, const Field& field, const Box& box, const Effort& effort,
                              const std::string& name, const Interrupted& interrupted);

/// Descends from each pose in another field.
std::vector<FoundPose> refine(const Ligand& ligand, const Field& field, const std::vector<FoundPose>& poses);

Pose to_pose(const std::vector<float>& coordinates);
std::vector<Vec3> heavy_positions(const Ligand& ligand, const std::vector<float>& coordinates);

}  // namespace sluice::docking
