// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/search.hpp"

#include <algorithm>

#include "workloads/docking/kernel/chain.hpp"
#include "workloads/docking/kernel/lane_pool.hpp"

namespace sluice::docking {
namespace {

int descent_steps(const Ligand& ligand) { return (25 + static_cast<int>(ligand.atoms.size())) / 3; }

std::size_t at(int index) { return static_cast<std::size_t>(index); }

}  // namespace

/// As many as AutoDock Vina makes.
long search_steps(const Ligand& ligand, int exhaustiveness) {
    const long size = static_cast<long>(ligand.atoms.size()) + 10L * (6 + ligand.torsions());
    return exhaustiveness * (105 * (50 + size));
}

Pose to_pose(const std::vector<float>& coordinates) {
    const auto number = [&](std::size_t k) { return static_cast<double>(coordinates[k]); };
    return {{number(0), number(1), number(2)},
            normalised({number(3), number(4), number(5), number(6)}),
            {coordinates.begin() + 7, coordinates.end()}};
}

std::vector<Vec3> heavy_positions(const Ligand& ligand, const std::vector<float>& coordinates) {
    const std::vector<Vec3> positions = place(ligand, to_pose(coordinates));
    std::vector<Vec3> heavy;
    for (std::size_t k = 0; k < positions.size(); ++k) {
        if (ligand.atoms[k].heavy) heavy.push_back(positions[k]);
    }
    return heavy;
}

std::vector<FoundPose> search(const Ligand& ligand, const Field& field, const Box& box, const Effort& effort,
                              const std::string& name, const Interrupted& interrupted) {
    const long steps = search_steps(ligand, effort.exhaustiveness) / kLanes;
    std::vector<Chain> chains;
    for (int k = 0; k < kLanes; ++k) chains.emplace_back(ligand, box, steps, Random{effort.seed, name, k});
    Evaluator evaluator{ligand, field, kSearchSoftening};
    std::array<Minimiser, kLanes> minimisers;
    const int most_steps = descent_steps(ligand);
    run_lanes(
        evaluator, minimisers,
        [&](int lane) {
            const std::vector<float>* proposal = chains[at(lane)].propose();
            if (proposal) minimisers[at(lane)].start(*proposal, most_steps);
            return proposal != nullptr;
        },
        [&](int lane) { chains[at(lane)].take(minimisers[at(lane)].best(), minimisers[at(lane)].energy()); },
        interrupted);
    PoseSet all_found{kKept, kApart};
    for (const Chain& chain : chains) {
        for (const FoundPose& pose : chain.found().poses()) all_found.add(pose);
    }
    return all_found.poses();
}

std::vector<FoundPose> refine(const Ligand& ligand, const Field& field, const std::vector<FoundPose>& poses) {
    constexpr int most_steps = 60;
    Evaluator evaluator{ligand, field, kRefinementSoftening};
    std::array<Minimiser, kLanes> minimisers;
    std::array<std::size_t, kLanes> pose_of{};
    std::size_t next_pose = 0;
    std::vector<FoundPose> refined(poses.size());
    run_lanes(
        evaluator, minimisers,
        [&](int lane) {
            if (next_pose == poses.size()) return false;
            pose_of[at(lane)] = next_pose;
            minimisers[at(lane)].start(poses[next_pose++].coordinates, most_steps);
            return true;
        },
        [&](int lane) {
            const std::vector<float>& end = minimisers[at(lane)].best();
            refined[pose_of[at(lane)]] = {static_cast<double>(minimisers[at(lane)].energy()), end,
                                          heavy_positions(ligand, end)};
        },
        [] { return false; });
    return refined;
}

}  // namespace sluice::docking
