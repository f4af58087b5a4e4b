// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/docked.hpp"

namespace sluice::docking {
namespace {

constexpr std::size_t kNumbers = 11;  // of a pose, before its positions

RankedPose unpack_one(const double* n, std::size_t atoms) {
    RankedPose pose;
    pose.affinity = n[0];
    pose.rmsd = n[1];
    pose.cluster = static_cast<int>(n[2]);
    pose.score = {.terms = {n[6], n[7], n[8], n[9], n[10]}, .inter = n[4], .intra = n[5], .total = n[3]};
    for (std::size_t k = 0; k < atoms; ++k) {
        const double* position = n + kNumbers + 3 * k;
        pose.positions.push_back({position[0], position[1], position[2]});
    }
    return pose;
}

}  // namespace

std::vector<double> pack(const Poses& poses) {
    std::vector<double> numbers;
    for (const RankedPose& pose : poses) {
        const Terms& t = pose.score.terms;
        numbers.insert(numbers.end(), {pose.affinity, pose.rmsd, static_cast<double>(pose.cluster),
                                       pose.score.total, pose.score.inter, pose.score.intra, t.gauss1,
                                       t.gauss2, t.repulsion, t.hydrophobic, t.hydrogen_bond});
        for (const Vec3& p : pose.positions) numbers.insert(numbers.end(), {p.x, p.y, p.z});
    }
    return numbers;
}

Poses unpack(const std::vector<double>& numbers, std::size_t atoms) {
    Poses poses;
    const std::size_t stride = kNumbers + 3 * atoms;
    for (std::size_t at = 0; at + stride <= numbers.size(); at += stride) {
        poses.push_back(unpack_one(numbers.data() + at, atoms));
    }
    return poses;
}

}  // namespace sluice::docking
