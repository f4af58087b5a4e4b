// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/evaluator.hpp"

namespace sluice::docking {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

Vec8 everywhere(const Vec3& v) {
    return {all(static_cast<float>(v.x)), all(static_cast<float>(v.y)), all(static_cast<float>(v.z))};
}

}  // namespace

Vec8 Evaluator::Matrix8::operator*(const Vec3& v) const {
    return all(static_cast<float>(v.x)) * columns[0] + all(static_cast<float>(v.y)) * columns[1] +
           all(static_cast<float>(v.z)) * columns[2];
}

Evaluator::Evaluator(const Ligand& ligand, const Field& field, float softening)
    : field_{field},
      softening_{softening},
      fragments_{ligand.fragments},
      pose_(at(7 + ligand.torsions())),
      gradient_(at(6 + ligand.torsions())),
      frames_(fragments_.size()),
      forces_(fragments_.size()),
      torques_(fragments_.size()) {
    std::vector<int> place_of(ligand.atoms.size(), -1);
    for (std::size_t k = 0; k < ligand.atoms.size(); ++k) {
        const Ligand::Atom& atom = ligand.atoms[k];
        if (!atom.heavy) continue;
        place_of[k] = static_cast<int>(atoms_.size());
        atoms_.push_back({atom.fragment, field.index_of(atom.species), atom.offset});
    }
    for (const auto& [a, b] : ligand.pairs) {
        pairs_.push_back({place_of[at(a)], place_of[at(b)],
                          pair_kind(ligand.atoms[at(a)].species, ligand.atoms[at(b)].species)});
    }
    positions_.resize(atoms_.size());
    pulls_.resize(atoms_.size());
    pose_[3] = all(1);
}

void Evaluator::set_pose(int lane, std::span<const float> coordinates) {
    for (std::size_t k = 0; k < coordinates.size(); ++k) pose_[k][lane] = coordinates[k];
}

void Evaluator::gradient(int lane, std::span<float> gradient) const {
    for (std::size_t k = 0; k < gradient.size(); ++k) gradient[k] = gradient_[k][lane];
}

void Evaluator::evaluate() {
    energy_ = F8{};
    place_frames();
    place_atoms();
    add_field();
    add_pairs();
    project();
}

Evaluator::Matrix8 Evaluator::from_quaternion(const F8* q) {
    const F8 w = q[0], x = q[1], y = q[2], z = q[3];
    return {{{1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)},
             {2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x)},
             {2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)}}};
}

Evaluator::Matrix8 Evaluator::product(const Matrix8& a, const Matrix8& b) {
    Matrix8 result;
    for (int k = 0; k < 3; ++k) {
        const Vec8& c = b.columns[k];
        result.columns[k] = c.x * a.columns[0] + c.y * a.columns[1] + c.z * a.columns[2];
    }
    return result;
}

/// Rodrigues' formula.
Evaluator::Matrix8 Evaluator::turn_about(const Vec3& axis, F8 angle) {
    const auto [s, c] = sin_cos(angle);
    const F8 v = 1 - c;
    const auto x = static_cast<float>(axis.x), y = static_cast<float>(axis.y), z = static_cast<float>(axis.z);
    return {{{c + v * (x * x), v * (x * y) + s * z, v * (x * z) - s * y},
             {v * (x * y) - s * z, c + v * (y * y), v * (y * z) + s * x},
             {v * (x * z) + s * y, v * (y * z) - s * x, c + v * (z * z)}}};
}

void Evaluator::place_frames() {
    frames_[0] = Frame{from_quaternion(&pose_[3]), Vec8{pose_[0], pose_[1], pose_[2]}, Vec8{}};
    for (std::size_t k = 1; k < fragments_.size(); ++k) {
        const Ligand::Fragment& fragment = fragments_[k];
        const Frame& parent = frames_[at(fragment.parent)];
        frames_[k] = Frame{product(parent.turn, turn_about(fragment.axis, pose_[6 + k])),
                           parent.origin + parent.turn * fragment.offset, parent.turn * fragment.axis};
    }
}

void Evaluator::place_atoms() {
    for (std::size_t k = 0; k < atoms_.size(); ++k) {
        const Frame& frame = frames_[at(atoms_[k].fragment)];
        positions_[k] = frame.origin + frame.turn * atoms_[k].offset;
    }
}

void Evaluator::add_field() {
    for (std::size_t k = 0; k < atoms_.size(); ++k) {
        const FieldValue value = field_.at(atoms_[k].species, positions_[k]);
        energy_ += value.energy;
        pulls_[k] = value.gradient;
    }
}

void Evaluator::add_pairs() {
    for (const Pair& pair : pairs_) {
        const Vec8 apart = positions_[at(pair.a)] - positions_[at(pair.b)];
        const F8 r2 = dot(apart, apart);
        if (!any(r2 < static_cast<float>(kCutoff * kCutoff))) continue;
        PairEnergy value = pair_energy(pair.kind, r2);
        const Vec8 pull = (value.slope * soften(value.energy, softening_)) * apart;
        energy_ += value.energy;
        pulls_[at(pair.a)] = pulls_[at(pair.a)] + pull;
        pulls_[at(pair.b)] = pulls_[at(pair.b)] - pull;
    }
}

/// Sums pulls to forces and torques of fragments, leaves first, and those to slopes along the freedoms.
void Evaluator::project() {
    for (std::size_t k = 0; k < fragments_.size(); ++k) forces_[k] = torques_[k] = everywhere({});
    for (std::size_t k = 0; k < atoms_.size(); ++k) {
        const std::size_t f = at(atoms_[k].fragment);
        forces_[f] = forces_[f] + pulls_[k];
        torques_[f] = torques_[f] + cross(positions_[k] - frames_[f].origin, pulls_[k]);
    }
    for (std::size_t k = fragments_.size() - 1; k > 0; --k) {
        const std::size_t parent = at(fragments_[k].parent);
        gradient_[5 + k] = dot(frames_[k].axis, torques_[k]);
        forces_[parent] = forces_[parent] + forces_[k];
        torques_[parent] =
            torques_[parent] + torques_[k] + cross(frames_[k].origin - frames_[parent].origin, forces_[k]);
    }
    const F8 root[6] = {forces_[0].x,  forces_[0].y,  forces_[0].z,
                        torques_[0].x, torques_[0].y, torques_[0].z};
    for (std::size_t k = 0; k < 6; ++k) gradient_[k] = root[k];
}

}  // namespace sluice::docking
