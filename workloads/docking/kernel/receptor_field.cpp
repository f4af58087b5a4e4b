// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/receptor_field.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace sluice::docking {
namespace {

constexpr double kCell = 4;  // A
constexpr int kReach = static_cast<int>(kCutoff / kCell);

int cells(double extent) { return static_cast<int>((extent + 2 * kCutoff) / kCell) + 1; }

float total(F8 x) { return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7])); }

void set_lane(PairKind& kind, int lane, const PairKind& value) {
    kind.contact[lane] = value.contact[0];
    kind.hydrophobic[lane] = value.hydrophobic[0];
    kind.hydrogen_bond[lane] = value.hydrogen_bond[0];
}

}  // namespace

ReceptorField::ReceptorField(const Receptor& receptor, std::vector<Species> species, const Box& box)
    : box_{box},
      low_{box.low() - Vec3{kCutoff, kCutoff, kCutoff}},
      nx_{cells(box.size.x)},
      ny_{cells(box.size.y)},
      nz_{cells(box.size.z)},
      species_{std::move(species)},
      kinds_(species_.size()) {
    std::vector<std::vector<const Receptor::Atom*>> members(cell_index(nx_ - 1, ny_ - 1, nz_ - 1) + 1);
    for (const Receptor::Atom& atom : receptor.atoms) {
        const int x = cell_of(atom.position.x, low_.x), y = cell_of(atom.position.y, low_.y),
                  z = cell_of(atom.position.z, low_.z);
        if (x >= 0 && x < nx_ && y >= 0 && y < ny_ && z >= 0 && z < nz_)
            members[cell_index(x, y, z)].push_back(&atom);
    }
    const F8 nowhere = all(1e6F);
    for (const auto& cell : members) {
        first_.push_back(groups_.size());
        for (std::size_t k = 0; k < cell.size(); ++k) {
            const int lane = static_cast<int>(k % kLanes);
            if (lane == 0) {
                groups_.push_back({{nowhere, nowhere, nowhere}});
                for (auto& kinds : kinds_) kinds.push_back(pair_kind({}, {}));
            }
            groups_.back().position.x[lane] = static_cast<float>(cell[k]->position.x);
            groups_.back().position.y[lane] = static_cast<float>(cell[k]->position.y);
            groups_.back().position.z[lane] = static_cast<float>(cell[k]->position.z);
            for (std::size_t s = 0; s < species_.size(); ++s) {
                set_lane(kinds_[s].back(), lane, pair_kind(species_[s], cell[k]->species));
            }
        }
    }
    first_.push_back(groups_.size());
}

int ReceptorField::index_of(const Species& species) const {
    const auto found = std::ranges::find(species_, species);
    if (found == species_.end()) throw std::invalid_argument{"the field was not made for this kind of atom"};
    return static_cast<int>(found - species_.begin());
}

int ReceptorField::cell_of(double coordinate, double low) const {
    return static_cast<int>(std::floor((coordinate - low) / kCell));
}

std::size_t ReceptorField::cell_index(int x, int y, int z) const {
    return static_cast<std::size_t>((z * ny_ + y) * nx_ + x);
}

ReceptorField::Sum ReceptorField::at_point(int species, float x, float y, float z) const {
    const std::vector<PairKind>& kinds = kinds_[static_cast<std::size_t>(species)];
    const Vec8 here{all(x), all(y), all(z)};
    const int cx = cell_of(x, low_.x), cy = cell_of(y, low_.y), cz = cell_of(z, low_.z);
    const int left = std::max(cx - kReach, 0), right = std::min(cx + kReach, nx_ - 1);
    F8 energy{};
    Vec8 gradient{};
    for (int k = std::max(cz - kReach, 0); k <= std::min(cz + kReach, nz_ - 1); ++k) {
        for (int j = std::max(cy - kReach, 0); j <= std::min(cy + kReach, ny_ - 1); ++j) {
            const std::size_t end = first_[cell_index(right, j, k) + 1];
            for (std::size_t group = first_[cell_index(left, j, k)]; group < end; ++group) {
                const Vec8 away = here - groups_[group].position;
                const PairEnergy pair = pair_energy(kinds[group], dot(away, away));
                energy += pair.energy;
                gradient = gradient + pair.slope * away;
            }
        }
    }
    return {total(energy), {total(gradient.x), total(gradient.y), total(gradient.z)}};
}

FieldValue ReceptorField::at(int species, const Vec8& position) const {
    const Vec3 low = box_.low(), high = box_.high();
    const Walled x = keep_inside(position.x, static_cast<float>(low.x), static_cast<float>(high.x));
    const Walled y = keep_inside(position.y, static_cast<float>(low.y), static_cast<float>(high.y));
    const Walled z = keep_inside(position.z, static_cast<float>(low.z), static_cast<float>(high.z));
    FieldValue value{};
    for (int lane = 0; lane < kLanes; ++lane) {
        const Sum sum = at_point(species, x.inside[lane], y.inside[lane], z.inside[lane]);
        value.energy[lane] = sum.energy;
        value.gradient.x[lane] = static_cast<float>(sum.gradient.x);
        value.gradient.y[lane] = static_cast<float>(sum.gradient.y);
        value.gradient.z[lane] = static_cast<float>(sum.gradient.z);
    }
    value.energy += x.energy + y.energy + z.energy;
    value.gradient = value.gradient + Vec8{x.slope, y.slope, z.slope};
    return value;
}

}  // namespace sluice::docking
