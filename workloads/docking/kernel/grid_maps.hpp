// SPDX-License-Identifier: Apache-2.0
// The receptor's field on a grid, one map for each species of the ligands: read by trilinear interpolation.
#pragma once

#include <vector>

#include "workloads/docking/kernel/box.hpp"
#include "workloads/docking/kernel/field.hpp"
#include "workloads/docking/kernel/molecule.hpp"

namespace sluice::docking {

inline constexpr double kSpacing = 0.375;  // A, at most

class GridMaps final : public Field {
  public:
    /// softening   cap for repulsive energies, kcal/mol: see soften()
    GridMaps(const Receptor& receptor, std::vector<Species> species, const Box& box, float softening);

    int index_of(const Species& species) const override;
    FieldValue at(int species, const Vec8& position) const override;

  private:
    /// Values at a grid point and its neighbours in y, in z and in both. Two of them in a row are the corners
    /// of a cell.
    struct Corners {
        float here, y, z, yz;
    };
    using Map = std::vector<Corners>;

    struct Axis {
        int points;
        float low, high, spacing;
    };

    static Axis axis(double centre, double size);
    void fill(Map& map, const Receptor& receptor, const Species& species) const;
    void add_atom(std::vector<float>& values, const Receptor::Atom& atom, const Species& species) const;
    std::size_t index(int x, int y, int z) const {
        return static_cast<std::size_t>((z * y_.points + y) * stride_ + x);
    }

    Axis x_, y_, z_;
    int stride_;  // of a row: a whole number of vectors
    float softening_;
    std::vector<Species> species_;
    std::vector<Map> maps_;
};

}  // namespace sluice::docking
