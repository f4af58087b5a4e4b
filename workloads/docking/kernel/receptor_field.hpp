// SPDX-License-Identifier: Apache-2.0
// The receptor's field summed atom by atom: exact, and a hundred times slower than maps.
#pragma once

#include <vector>

#include "workloads/docking/kernel/box.hpp"
#include "workloads/docking/kernel/field.hpp"
#include "workloads/docking/kernel/molecule.hpp"
#include "workloads/docking/kernel/pair_energy.hpp"

namespace sluice::docking {

class ReceptorField final : public Field {
  public:
    ReceptorField(const Receptor& receptor, std::vector<Species> species, const Box& box);

    int index_of(const Species& species) const override;
    FieldValue at(int species, const Vec8& position) const override;

  private:
    /// Eight neighbouring atoms; the last group is filled up with atoms far away.
    struct Group {
        Vec8 position;
    };
    struct Sum {
        float energy;
        Vec3 gradient;
    };

    /// Sums over the row of cells (y, z), which lies in memory one after the other.
    Sum at_point(int species, float x, float y, float z) const;
    int cell_of(double coordinate, double low) const;
    std::size_t cell_index(int x, int y, int z) const;

    Box box_;
    Vec3 low_;          // of the cells
    int nx_, ny_, nz_;  // cells
    std::vector<Species> species_;
    std::vector<std::size_t> first_;  // group of each cell, and the end
    std::vector<Group> groups_;
    std::vector<std::vector<PairKind>> kinds_;  // [species][group]
};

}  // namespace sluice::docking
