// SPDX-License-Identifier: Apache-2.0
// The receptor as ligand atoms feel it.
#pragma once

#include "workloads/docking/kernel/lanes.hpp"
#include "workloads/docking/kernel/species.hpp"

namespace sluice::docking {

struct FieldValue {
    F8 energy;      // kcal/mol
    Vec8 gradient;  // kcal/mol/A
};

class Field {
  public:
    virtual ~Field() = default;

    /// A number by which at() knows the species; throws std::invalid_argument if the field was not made for
    /// it.
    virtual int index_of(const Species& species) const = 0;

    /// Of one atom of eight poses.
    virtual FieldValue at(int species, const Vec8& position) const = 0;
};

}  // namespace sluice::docking
