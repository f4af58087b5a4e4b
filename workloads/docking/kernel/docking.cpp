// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/docking.hpp"

#include <algorithm>

namespace sluice::docking {
namespace {

RankedPose scored(const Receptor& receptor, const Ligand& ligand, const FoundPose& found) {
    RankedPose pose;
    pose.positions = place(ligand, to_pose(found.coordinates));
    pose.score = score(receptor, ligand, pose.positions);
    return pose;
}

/// Eq. 6 of Trott and Olson: the best pose's internal energy stands for the unbound ligand's.
void set_affinities(std::vector<RankedPose>& poses, double rotors) {
    for (RankedPose& pose : poses) {
        pose.affinity =
            (pose.score.search_energy() - poses.front().score.intra) / (1 + kRotorWeight * rotors);
    }
}

}  // namespace

void add_species(const Ligand& ligand, std::vector<Species>& species) {
    for (const Ligand::Atom& atom : ligand.atoms) {
        if (atom.heavy && std::ranges::find(species, atom.species) == species.end())
            species.push_back(atom.species);
    }
}

Target::Target(Receptor receptor, const Box& box, const std::vector<Species>& species)
    : receptor_{std::move(receptor)},
      box_{box},
      maps_{receptor_, species, box, kSearchSoftening},
      exact_{receptor_, species, box} {}

std::vector<RankedPose> Target::dock(const Ligand& ligand, const Effort& effort, const Selection& selection,
                                     const std::string& name, const Interrupted& interrupted) const {
    const std::vector<FoundPose> minima = search(ligand, maps_, box_, effort, name, interrupted);
    if (interrupted()) return {};
    PoseSet distinct{static_cast<std::size_t>(selection.most_poses), selection.apart};
    for (FoundPose& pose : refine(ligand, exact_, minima)) distinct.add(std::move(pose));
    std::vector<RankedPose> poses;
    for (const FoundPose& pose : distinct.poses()) poses.push_back(scored(receptor_, ligand, pose));
    std::ranges::stable_sort(poses, {}, [](const RankedPose& pose) { return pose.score.search_energy(); });
    set_affinities(poses, ligand.rotors);
    std::erase_if(poses, [&](const RankedPose& pose) {
        return pose.affinity > poses.front().affinity + selection.energy_range;
    });
    return poses;
}

}  // namespace sluice::docking
