// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/pose_set.hpp"

#include <algorithm>

namespace sluice::docking {

double rmsd(const std::vector<Vec3>& a, const std::vector<Vec3>& b) {
    double sum = 0;
    for (std::size_t k = 0; k < a.size(); ++k) sum += distance2(a[k], b[k]);
    return std::sqrt(sum / static_cast<double>(a.size()));
}

void PoseSet::add(FoundPose pose) {
    if (!wants(pose.energy)) return;
    const auto alike = [&](const FoundPose& other) { return rmsd(other.positions, pose.positions) < apart_; };
    const auto better = std::ranges::upper_bound(poses_, pose.energy, {}, &FoundPose::energy);
    if (std::any_of(poses_.begin(), better, alike)) return;
    const auto place = better - poses_.begin();
    poses_.erase(std::remove_if(better, poses_.end(), alike), poses_.end());
    poses_.insert(poses_.begin() + place, std::move(pose));
    if (poses_.size() > most_) poses_.pop_back();
}

}  // namespace sluice::docking
