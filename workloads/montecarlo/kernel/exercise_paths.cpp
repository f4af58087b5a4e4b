// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/exercise_paths.hpp"

#include <stdexcept>

#include "workloads/montecarlo/kernel/cholesky.hpp"

namespace sluice::montecarlo {

ExercisePaths::ExercisePaths(const Contract& contract, const std::vector<Asset>& assets,
                             const std::vector<double>& correlation)
    : contract_{contract} {
    for (const Asset& asset : assets) steps_.emplace_back(contract, asset);
    auto lower = cholesky(correlation, assets.size());
    if (!lower) throw std::invalid_argument{"the correlation matrix is not positive definite"};
    lower_ = *std::move(lower);
}

Positions ExercisePaths::start() const {
    Positions positions(assets());
    for (std::size_t a = 0; a < assets(); ++a) positions[a].fill(constant(steps_[a].start));
    return positions;
}

void ExercisePaths::advance(Draw& draw, int step, Positions& positions) const {
    Batch normals;
    for (std::size_t k = 0; k < assets(); ++k) {
        draw.normals(step, static_cast<int>(k), normals);
        for (std::size_t a = k; a < assets(); ++a) {
            const double noise = steps_[a].noise * lower_[a * assets() + k],
                         drift = a == k ? steps_[a].drift : 0;
            for (std::size_t pack = 0; pack < kPacks; ++pack)
                positions[a][pack] += noise * normals[pack] + drift;
        }
    }
}

Seen ExercisePaths::look_at_several(const Positions& positions, std::size_t pack) const {
    Lanes highest = positions[0][pack], second = highest;
    for (std::size_t a = 1; a < assets(); ++a) {
        const Lanes next = positions[a][pack];
        second = a == 1 ? min(highest, next) : max(second, min(highest, next));
        highest = max(highest, next);
    }
    return {exp(highest), exp(second)};
}

}  // namespace sluice::montecarlo
