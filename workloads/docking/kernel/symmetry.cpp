// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/symmetry.hpp"

#include <algorithm>

namespace sluice::docking {
namespace {

constexpr std::size_t kMostExchanges = 4096;  // molecules with more lose some

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// Backtracking over assignments that keep every bond.
class Matcher {
  public:
    Matcher(const PdbqtLigand& file, const Ligand& ligand) {
        for (std::size_t k = 0; k < ligand.atoms.size(); ++k) {
            if (ligand.atoms[k].heavy) order_.push_back(static_cast<int>(k));
            kinds_.push_back(file.atoms[k].type->kind);
            radii_.push_back(file.atoms[k].type->radius);
        }
        const std::size_t n = ligand.atoms.size();
        joined_.assign(n, std::vector<bool>(n, false));
        for (std::size_t k = 0; k < n; ++k) {
            for (const int other : ligand.bonds[k]) joined_[k][at(other)] = ligand.atoms[at(other)].heavy;
        }
        order_along_bonds();
        taken_.assign(n, false);
    }

    /// Pairs (atom, partner) in the order of `order()`.
    std::vector<std::vector<int>> all() {
        extend();
        return std::move(found_);
    }
    const std::vector<int>& order() const { return order_; }

  private:
    /// Each atom after one that it is bonded to, so that a wrong assignment is seen at once.
    void order_along_bonds() {
        for (std::size_t k = 1; k < order_.size(); ++k) {
            const auto bonded_before = [&](int atom) {
                return std::any_of(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(k),
                                   [&](int earlier) { return joined_[at(earlier)][at(atom)]; });
            };
            const auto here = order_.begin() + static_cast<std::ptrdiff_t>(k);
            const auto next = std::find_if(here, order_.end(), bonded_before);
            if (next != order_.end()) std::rotate(here, next, next + 1);
        }
    }

    bool fits(int partner) const {
        const int atom = order_[chosen_.size()];
        if (taken_[at(partner)] || kinds_[at(atom)] != kinds_[at(partner)] ||
            radii_[at(atom)] != radii_[at(partner)]) {
            return false;
        }
        if (std::ranges::count(joined_[at(atom)], true) != std::ranges::count(joined_[at(partner)], true))
            return false;
        for (std::size_t k = 0; k < chosen_.size(); ++k) {
            if (joined_[at(atom)][at(order_[k])] != joined_[at(partner)][at(chosen_[k])]) return false;
        }
        return true;
    }

    void extend() {
        if (chosen_.size() == order_.size()) {
            found_.push_back(chosen_);
            return;
        }
        for (const int partner : order_) {
            if (found_.size() >= kMostExchanges) return;
            if (!fits(partner)) continue;
            chosen_.push_back(partner);
            taken_[at(partner)] = true;
            extend();
            taken_[at(partner)] = false;
            chosen_.pop_back();
        }
    }

    std::vector<int> order_, chosen_;
    std::vector<AtomType::Kind> kinds_;
    std::vector<double> radii_;
    std::vector<std::vector<bool>> joined_;
    std::vector<bool> taken_;
    std::vector<std::vector<int>> found_;
};

}  // namespace

Symmetry::Symmetry(const PdbqtLigand& file, const Ligand& ligand) {
    Matcher matcher{file, ligand};
    heavy_ = matcher.order();
    exchanges_ = matcher.all();
}

double Symmetry::rmsd(const std::vector<Vec3>& a, const std::vector<Vec3>& b) const {
    double least = INFINITY;
    for (const std::vector<int>& partners : exchanges_) {
        double sum = 0;
        for (std::size_t k = 0; k < heavy_.size() && sum < least; ++k) {
            sum += distance2(a[at(heavy_[k])], b[at(partners[k])]);
        }
        least = std::min(least, sum);
    }
    return std::sqrt(least / static_cast<double>(heavy_.size()));
}

}  // namespace sluice::docking
