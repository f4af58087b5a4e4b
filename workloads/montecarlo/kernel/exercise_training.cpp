// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/exercise_training.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "workloads/montecarlo/kernel/cholesky.hpp"
#include "workloads/montecarlo/kernel/regression_sums.hpp"
#include "workloads/montecarlo/kernel/streams.hpp"

namespace sluice::montecarlo {
namespace {

constexpr std::size_t kBatchesInBlock = 8;
constexpr std::size_t kFewestPaths = 50;  // in the money, for a regression

class Training {
  public:
    Training(const ExercisePaths& model, const ExerciseBasis& basis, std::size_t paths, Seed seed,
             const Team& team)
        : model_{model},
          basis_{basis},
          team_{team},
          steps_{static_cast<std::size_t>(model.layout().steps)},
          blocks_{std::max<std::size_t>(1, (paths - 1) / (kBatchesInBlock * kBatchPaths) + 1)},
          discount_{std::pow(model.steps().discount, 1.0 / static_cast<double>(steps_))} {
        draw_paths(seed);
    }

    ExerciseRule rule() {
        ExerciseRule rule(steps_);
        exercise_at_end();
        for (std::size_t step = steps_ - 1; step-- > 0;) {
            rule[step] = regress(step, rule[step + 1]);
        }
        return rule;
    }

  private:
    /// Of this rank, for one batch.
    struct Paths {
        std::size_t block;
        std::unique_ptr<Batch[]> highest, second;  // by step; no second with one asset
        Batch value;                               // of what the path pays later, at the present step's time
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
        paths.highest = std::make_unique_for_overwrite<Batch[]>(steps_);
        if (two) paths.second = std::make_unique_for_overwrite<Batch[]>(steps_);
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
        return {highest, paths.second ? paths.second[step][pack] : highest};
    }

    void exercise_at_end() {
        for (Paths& paths : paths_) {
            for (std::size_t pack = 0; pack < kPacks; ++pack) {
                paths.value[pack] = model_.intrinsic(seen(paths, steps_ - 1, pack));
            }
        }
    }

    /// Where the rule of a step says so the path is exercised there: that is what it is worth then.
    void exercise(Paths& paths, std::size_t step, std::span<const double> coefficients) const {
        if (coefficients.empty()) return;
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            const Seen now = seen(paths, step, pack);
            const Lanes pays = model_.intrinsic(now);
            const Lanes waiting =
                basis_.polynomial(coefficients, model_.scaled(now.highest), model_.scaled(now.second));
            const Mask better = (pays > 0) & (pays >= waiting);
            paths.value[pack] = select(better, pays, paths.value[pack]);
        }
    }

    /// Paths in the money count; what they pay later is discounted to this step.
    void observe(Paths& paths, std::size_t step, Observed& observed) const {
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            const Seen now = seen(paths, step, pack);
            observed.counts[pack] = select(model_.intrinsic(now) > 0, constant(1.0), Lanes{});
            observed.x[pack] = model_.scaled(now.highest);
            if (basis_.two_prices()) observed.y[pack] = model_.scaled(now.second);
            paths.value[pack] *= discount_;
        }
        observed.value = paths.value;
    }

    /// One pass over the paths, which are more than a cache holds: the rule of the next step, then the sums of this one.
    std::vector<double> regress(std::size_t step, std::span<const double> next_rule) {
        const std::size_t size = regression_sums(basis_);
        std::vector<double> by_block(blocks_ * size, 0.0), total(size, 0.0);
        Observed observed;
        for (Paths& paths : paths_) {
            exercise(paths, step + 1, next_rule);
            observe(paths, step, observed);
            add_to_sums(basis_, observed, std::span{by_block}.subspan(paths.block * size, size));
        }
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
    double discount_;  // of one step
    std::vector<Paths> paths_;
};

}  // namespace

ExerciseRule train(const ExercisePaths& model, const ExerciseBasis& basis, std::size_t paths, Seed seed,
                   const Team& team) {
    return Training{model, basis, paths, seed, team}.rule();
}

}  // namespace sluice::montecarlo
