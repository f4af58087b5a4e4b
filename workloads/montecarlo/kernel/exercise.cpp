// SPDX-License-Identifier: Apache-2.0
// Controls: the European option on the same path (one asset), and the sum of the assets at the time of
// exercise, discounted: a martingale that is stopped keeps its mean (Rasmussen, J. Comput. Finance 9(2),
// 2005).
#include "workloads/montecarlo/kernel/exercise.hpp"

#include "workloads/montecarlo/kernel/closed_form.hpp"
#include "workloads/montecarlo/kernel/elementary.hpp"
#include "workloads/montecarlo/kernel/exercise_training.hpp"

namespace sluice::montecarlo {
namespace {

/// What each path of a batch has come to.
struct Fate {
    Batch waits{};    // 1 until exercise, then 0
    Batch paid{};     // discounted to today
    Batch stopped{};  // the assets' discounted sum when it was paid
    Batch delta{};
};

class EarlyExercise final : public Product {
  public:
    EarlyExercise(const Contract& contract, std::vector<Asset> assets, const ExercisePaths& model,
                  const ExerciseBasis& basis, ExerciseRule rule, const Sampling& sampling)
        : contract_{contract},
          assets_{std::move(assets)},
          model_{model},
          basis_{basis},
          rule_{std::move(rule)},
          sampling_{sampling} {}

    Layout layout() const override { return model_.layout(); }
    std::vector<std::string> estimates() const override {
        if (!has_greeks()) return {"price"};
        return {"price", "delta"};
    }
    std::vector<double> control_means() const override {
        if (!sampling_.controls) return {};
        double sum = 0;
        for (const Asset& asset : assets_) sum += asset.spot;
        if (assets_.size() > 1) return {sum};
        return {
            black_scholes(contract_.right, assets_[0], contract_.strike, contract_.maturity, contract_.rate),
            sum};
    }

    void sample(Draw& draw, std::span<Batch> values) const override {
        Fate fate;
        fate.waits.fill(constant(1.0));
        Positions positions = model_.start();
        for (int step = 0; step < contract_.steps; ++step) {
            model_.advance(draw, step, positions);
            exercise(step, positions, fate);
        }
        values[0] = fate.paid;
        if (has_greeks()) values[1] = fate.delta;
        if (sampling_.controls) give_controls(positions, fate, values);
    }

  private:
    bool has_greeks() const { return sampling_.greeks && assets_.size() == 1; }

    void exercise(int step, const Positions& positions, Fate& fate) const {
        const bool last = step + 1 == contract_.steps;
        const std::vector<double>& coefficients = rule_[static_cast<std::size_t>(step)];
        const double time = (step + 1) * model_.steps().dt, discount = std::exp(-contract_.rate * time);
        if (!last && coefficients.empty()) return;
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            if (!any(fate.waits[pack] > 0)) continue;
            const Seen seen = model_.look(positions, pack);
            const Lanes pays = model_.intrinsic(seen);
            Mask ends = last ? pays >= 0 : pays > 0;
            if (!last) {
                ends &= pays >= basis_.polynomial(coefficients, model_.scaled(seen.highest), model_.scaled(seen.second));
            }
            const Lanes now = select(ends, fate.waits[pack], Lanes{});
            fate.waits[pack] -= now;
            fate.paid[pack] += now * (discount * pays);
            if (sampling_.controls) fate.stopped[pack] += now * discounted_sum(positions, pack, seen, time);
            if (has_greeks()) {
                const Lanes slope =
                    constant(sign_of(contract_.right) * discount / assets_[0].spot) * seen.highest;
                fate.delta[pack] += select(pays > 0, now * slope, Lanes{});
            }
        }
    }

    Lanes discounted_sum(const Positions& positions, std::size_t pack, const Seen& seen, double time) const {
        const auto factor = [&](const Asset& asset) {
            return std::exp((asset.dividend - contract_.rate) * time);
        };
        if (assets_.size() == 1) return factor(assets_[0]) * seen.highest;
        Lanes sum{};
        for (std::size_t a = 0; a < assets_.size(); ++a) sum += factor(assets_[a]) * exp(positions[a][pack]);
        return sum;
    }

    void give_controls(const Positions& positions, const Fate& fate, std::span<Batch> values) const {
        values.back() = fate.stopped;
        if (assets_.size() > 1) return;
        Batch& european = values[values.size() - 2];
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            european[pack] = model_.steps().discount * model_.intrinsic(model_.look(positions, pack));
        }
    }

    Contract contract_;
    std::vector<Asset> assets_;
    ExercisePaths model_;
    ExerciseBasis basis_;
    ExerciseRule rule_;
    Sampling sampling_;
};

std::unique_ptr<Product> make(const Contract& contract, const std::vector<Asset>& assets,
                              const ExercisePaths& model, const American& exercise, const Sampling& sampling,
                              const Team& team) {
    const ExerciseBasis basis{assets.size() > 1, exercise.order};
    ExerciseRule rule = train(model, basis, exercise.training_paths, sampling.seed, team);
    return std::make_unique<EarlyExercise>(contract, assets, model, basis, std::move(rule), sampling);
}

}  // namespace

std::unique_ptr<Product> make_american(const Contract& contract, const American& terms,
                                       const Sampling& sampling, const Team& team) {
    const std::vector<Asset> assets{contract.asset};
    return make(contract, assets, ExercisePaths{contract, assets, {1.0}}, terms, sampling, team);
}

std::unique_ptr<Product> make_max_call(const Contract& contract, const MaxCall& terms,
                                       const Sampling& sampling, const Team& team) {
    const ExercisePaths model{contract, terms.assets, terms.correlation};
    return make(contract, terms.assets, model, terms.exercise, sampling, team);
}

}  // namespace sluice::montecarlo
