// SPDX-License-Identifier: Apache-2.0
// Energy and gradient of eight poses of a ligand at once, one in each SIMD lane.
//
// A pose's coordinates are, in this order: position of the root's centre (3), orientation as a unit
// quaternion (4), torsions. The gradient has one component less: three for the position, three for turning
// about the axes of space, one for each torsion.
#pragma once

#include <span>
#include <vector>

#include "workloads/docking/kernel/field.hpp"
#include "workloads/docking/kernel/molecule.hpp"
#include "workloads/docking/kernel/pair_energy.hpp"

namespace sluice::docking {

class Evaluator {
  public:
    /// softening   cap for repulsive energies within the ligand, kcal/mol. Borrows the field.
    Evaluator(const Ligand& ligand, const Field& field, float softening);

    int coordinates() const { return static_cast<int>(pose_.size()); }
    int freedoms() const { return static_cast<int>(gradient_.size()); }

    void set_pose(int lane, std::span<const float> coordinates);

    /// Of all eight lanes.
    void evaluate();

    float energy(int lane) const { return energy_[lane]; }
    void gradient(int lane, std::span<float> gradient) const;

  private:
    struct Matrix8 {
        Vec8 columns[3];
        Vec8 operator*(const Vec3& v) const;
    };
    struct Frame {
        Matrix8 turn;
        Vec8 origin, axis;
    };
    struct Atom {
        int fragment, species;
        Vec3 offset;
    };
    struct Pair {
        int a, b;
        PairKind kind;
    };

    static Matrix8 from_quaternion(const F8* q);
    static Matrix8 product(const Matrix8& a, const Matrix8& b);
    static Matrix8 turn_about(const Vec3& axis, F8 angle);
    void place_frames();
    void place_atoms();
    void add_field();
    void add_pairs();
    void project();

    const Field& field_;
    float softening_;
    std::vector<Ligand::Fragment> fragments_;
    std::vector<Atom> atoms_;  // heavy ones
    std::vector<Pair> pairs_;
    std::vector<F8> pose_, gradient_;
    std::vector<Frame> frames_;
    std::vector<Vec8> positions_, pulls_;  // pulls: gradient by position
    std::vector<Vec8> forces_, torques_;   // of fragments
    F8 energy_{};
};

}  // namespace sluice::docking
