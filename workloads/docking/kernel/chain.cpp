// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/chain.hpp"

#include <cmath>

#include "workloads/docking/kernel/minimiser.hpp"

namespace sluice::docking {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kAmplitude = 2;      // A, of a random move
constexpr double kTemperature = 1.2;  // kcal/mol

double radius_of_gyration(const Ligand& ligand) {
    double sum = 0;
    for (const Vec3& position : place(ligand, ligand.pose_in_file()))
        sum += distance2(position, ligand.centre);
    return std::sqrt(sum / static_cast<double>(ligand.atoms.size()));
}

}  // namespace

Chain::Chain(const Ligand& ligand, const Box& box, long steps, Random random)
    : ligand_{ligand},
      box_{box},
      steps_left_{steps},
      random_{std::move(random)},
      swing_{kAmplitude / std::max(1.0, radius_of_gyration(ligand))},
      found_{kKept, kApart} {
    start_anywhere();
}

void Chain::start_anywhere() {
    const Vec3 low = box_.low(), high = box_.high();
    const double x = random_.uniform(low.x, high.x), y = random_.uniform(low.y, high.y),
                 z = random_.uniform(low.z, high.z);
    const Quaternion q = random_.orientation();
    for (const double value : {x, y, z, q.w, q.x, q.y, q.z}) here_.push_back(static_cast<float>(value));
    for (int k = 0; k < ligand_.torsions(); ++k)
        here_.push_back(static_cast<float>(random_.uniform(-kPi, kPi)));
    proposal_ = here_;
}

const std::vector<float>* Chain::propose() {
    if (steps_left_-- <= 0) return nullptr;
    if (begun_) mutate();
    return &proposal_;
}

/// Moves or turns the whole, or sets one torsion: one of these at random.
void Chain::mutate() {
    proposal_ = here_;
    const int what = random_.below(2 + ligand_.torsions());
    if (what >= 2) {
        proposal_[static_cast<std::size_t>(5 + what)] = static_cast<float>(random_.uniform(-kPi, kPi));
        return;
    }
    const Vec3 ball = random_.in_unit_ball();
    const Vec3 change = (what == 0 ? kAmplitude : swing_) * ball;
    std::vector<float> direction(here_.size() - 1, 0.0F);
    const std::size_t first = what == 0 ? 0 : 3;
    direction[first] = static_cast<float>(change.x);
    direction[first + 1] = static_cast<float>(change.y);
    direction[first + 2] = static_cast<float>(change.z);
    move_pose(here_, direction, 1, proposal_);
}

void Chain::take(const std::vector<float>& coordinates, float energy) {
    const double climb = static_cast<double>(energy) - static_cast<double>(energy_);
    const bool accepted = !begun_ || climb <= 0 || random_.uniform(0, 1) < std::exp(-climb / kTemperature);
    if (!accepted) return;
    begun_ = true;
    here_ = coordinates;
    energy_ = energy;
    if (found_.wants(static_cast<double>(energy))) {
        found_.add({static_cast<double>(energy), coordinates, heavy_positions(ligand_, coordinates)});
    }
}

}  // namespace sluice::docking
