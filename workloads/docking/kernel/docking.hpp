// SPDX-License-Identifier: Apache-2.0
// One ligand against one receptor, from molecule to ranked poses.
#pragma once

#include <optional>

#include "workloads/docking/kernel/grid_maps.hpp"
#include "workloads/docking/kernel/receptor_field.hpp"
#include "workloads/docking/kernel/score.hpp"
#include "workloads/docking/kernel/search.hpp"

namespace sluice::docking {

/// What to keep of the poses found.
struct Selection {
    int most_poses = 9;
    double apart = 1;         // A rmsd between poses
    double energy_range = 3;  // kcal/mol above the best
};

struct RankedPose {
    std::vector<Vec3> positions;  // of all atoms
    Score score;
    double affinity =
        0;            // kcal/mol: as the score, but with the internal energy's excess over the best pose's
    double rmsd = 0;  // A from the best pose, atoms of the same kind and bonds being exchangeable
    int cluster = 0;  // counted from 0, the best pose's
};

/// The receptor's side, made once for many ligands.
class Target {
  public:
    Target(Receptor receptor, const Box& box, const std::vector<Species>& species);

    /// Best first. `name` as for search(). Empty if interrupted.
    std::vector<RankedPose> dock(const Ligand& ligand, const Effort& effort, const Selection& selection,
                                 const std::string& name, const Interrupted& interrupted) const;

    const Receptor& receptor() const { return receptor_; }

  private:
    Receptor receptor_;
    Box box_;
    GridMaps maps_;
    ReceptorField exact_;
};

/// Each species of the ligand's heavy atoms once.
void add_species(const Ligand& ligand, std::vector<Species>& species);

}  // namespace sluice::docking
