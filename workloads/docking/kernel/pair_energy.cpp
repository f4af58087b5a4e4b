// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/pair_energy.hpp"

namespace sluice::docking {

PairKind pair_kind(const Species& a, const Species& b) {
    const bool bonding = (a.donor && b.acceptor) || (a.acceptor && b.donor);
    return {.contact = all(static_cast<float>(a.radius + b.radius)),
            .hydrophobic = all(a.hydrophobic && b.hydrophobic ? -0.035069F : 0),
            .hydrogen_bond = all(bonding ? -0.587439F : 0)};
}

}  // namespace sluice::docking
