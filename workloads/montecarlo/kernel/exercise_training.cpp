// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/exercise_training.hpp"

#include <algorithm>
#include <cmath>

#include "workloads/montecarlo/kernel/cholesky.hpp"
#include "workloads/montecarlo/kernel/streams.hpp"

namespace sluice::montecarlo {
namespace {

constexpr std::size_t kBatchesInBlock = 8;
constexpr std::size_t kFewestPaths = 50;  // in the money, for a regression

/// Sums over paths in the money: their number, then basis products (upper triangle), then basis times value.
std::size_t sums_of(std::size_t basis) { return 1 + basis * (basis + 1) / 2 + basis; }

class Training {
  public:
    Training(const ExercisePaths& model, const ExerciseBasis& basis, std::size_t paths, Seed seed,
             const Team& team)
        : model_{model},
          basis_{basis},
          team_{team},
          steps_{static_cast<std::size_t>(model.layout().steps)},
          blocks_{std::max<std::size_t>(1, (paths - 1) / (kBatchesInBlock * kBatchPaths) + 1)} {
        draw_paths(seed);
    }

    ExerciseRule rule() {
        ExerciseRule rule(steps_);
        exercise_at_end();
        for (std::size_t step = steps_ - 1; step-- > 0;) {
            discount();
            rule[step] = regress(step);
            if (!rule[step].empty()) exercise(step, rule[step]);
        }
        return rule;
    }

  private:
    /// Of this rank, for one batch.
    struct Paths {
        std::size_t block;
        std::vector<Batch> highest, second;  // by step; second is empty with one asset
        Batch value;                         // of what the path pays later, at the present step's time
    };

    void draw_paths(Seed seed) {
        Draw draw{{.seed = seed}, model_.layout(), kTrainingPaths};
        for (std::size_t batch = 0; batch < blocks_ * kBatchesInBlock; ++batch) {
            if (team_.is_mine(batch / kBatchesInBlock)) add_batch(draw, batch);
        }
    }

    void add_batch(Draw& draw, std::size_t batch) {
        const bool two = model_.assets() > 1;
        Paths& paths = paths_.emplace_back();
        paths.block = batch / kBatchesInBlock;
        paths.highest.resize(steps_);
        if (two) paths.second.resize(steps_);
        draw.begin(batch);
        Positions positions = model_.start();
        for (std::size_t step = 0; step < steps_; ++step) {
            model_.advance(draw, static_cast<int>(step), positions);
            for (std::size_t pack = 0; pack < kPacks; ++pack) {
                const Seen seen = model_.look(positions, pack);
                paths.highest[step][pack] = seen.highest;
                if (two) paths.second[step][pack] = seen.second;
            }
        }
    }

    Seen seen(const Paths& paths, std::size_t step, std::size_t pack) const {
        const Lanes highest = paths.highest[step][pack];
        return {highest, paths.second.empty() ? highest : paths.second[step][pack]};
    }

    void exercise_at_end() {
        for (Paths& paths : paths_) {
            for (std::size_t pack = 0; pack < kPacks; ++pack) {
                paths.value[pack] = model_.intrinsic(seen(paths, steps_ - 1, pack));
            }
        }
    }

    void discount() {
        const double factor = std::pow(model_.steps().discount, 1.0 / static_cast<double>(steps_));
        for (Paths& paths : paths_) {
            for (Lanes& value : paths.value) value *= factor;
        }
    }

    void exercise(std::size_t step, std::span<const double> coefficients) {
        std::array<Lanes, ExerciseBasis::kLargest> terms;
        for (Paths& paths : paths_) {
            for (std::size_t pack = 0; pack < kPacks; ++pack) {
                const Seen now = seen(paths, step, pack);
                const Lanes pays = model_.intrinsic(now);
                basis_.evaluate(model_.scaled(now.highest), model_.scaled(now.second), terms);
                Lanes waiting{};
                for (std::size_t k = 0; k < coefficients.size(); ++k) waiting += coefficients[k] * terms[k];
                const Mask better = (pays > 0) & (pays >= waiting);
                paths.value[pack] = select(better, pays, paths.value[pack]);
            }
        }
    }

    /// Adds a batch to the sums.
    void accumulate(const Paths& paths, std::size_t step, std::span<double> sums) const {
        const std::size_t n = basis_.size();
        std::array<Lanes, ExerciseBasis::kLargest> terms;
        std::vector<Lanes> lanes(sums.size());
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            const Seen now = seen(paths, step, pack);
            const Mask counts = model_.intrinsic(now) > 0;
            if (!any(counts)) continue;
            const Lanes one = select(counts, constant(1.0), Lanes{});
            basis_.evaluate(model_.scaled(now.highest), model_.scaled(now.second), terms);
            Lanes* sum = lanes.data();
            *sum++ += one;
            for (std::size_t i = 0; i < n; ++i) {
                const Lanes term = one * terms[i];
                for (std::size_t j = i; j < n; ++j) *sum++ += term * terms[j];
            }
            const Lanes value = one * paths.value[pack];
            for (std::size_t i = 0; i < n; ++i) *sum++ += value * terms[i];
        }
        for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += sum(lanes[k]);
    }

    std::vector<double> regress(std::size_t step) const {
        const std::size_t size = sums_of(basis_.size());
        std::vector<double> by_block(blocks_ * size, 0.0), total(size, 0.0);
        for (const Paths& paths : paths_)
            accumulate(paths, step, std::span{by_block}.subspan(paths.block * size, size));
        team_.gather(by_block);
        for (std::size_t k = 0; k < by_block.size(); ++k) total[k % size] += by_block[k];
        if (total[0] < static_cast<double>(kFewestPaths)) return {};
        return solve(std::span{total}.subspan(1));
    }

    /// With as many of the basis as the paths can tell apart.
    std::vector<double> solve(std::span<const double> sums) const {
        const std::size_t n = basis_.size();
        const std::span<const double> right = sums.subspan(n * (n + 1) / 2);
        for (std::size_t kept = n; kept > 0; --kept) {
            std::vector<double> matrix(kept * kept);
            for (std::size_t i = 0, next = 0; i < n; ++i) {
                for (std::size_t j = i; j < n; ++j, ++next) {
                    if (j < kept) matrix[i * kept + j] = matrix[j * kept + i] = sums[next];
                }
            }
            if (const auto lower = cholesky(matrix, kept)) return solve_factored(*lower, right.first(kept));
        }
        return {};
    }

    const ExercisePaths& model_;
    const ExerciseBasis& basis_;
    const Team& team_;
    std::size_t steps_, blocks_;
    std::vector<Paths> paths_;
};

}  // namespace

ExerciseRule train(const ExercisePaths& model, const ExerciseBasis& basis, std::size_t paths, Seed seed,
                   const Team& team) {
    return Training{model, basis, paths, seed, team}.rule();
}

}  // namespace sluice::montecarlo
