// SPDX-License-Identifier: Apache-2.0
// Barrier options, watched at the end of each step or at all times.
//
// At all times: given both ends of a step at distances a and b from the level, in the logarithm, the path
// between touches it with probability exp(-2 a b / (v^2 dt)) (Brownian bridge; Glasserman 2004, section 6.4).
// A path carries the probability of being untouched, so the payoff is exact for any number of steps; only the
// moment at which a rebate is paid is taken as the middle of the step.
//
// Controls: the European option, and the asset.
#include "workloads/montecarlo/kernel/closed_form.hpp"
#include "workloads/montecarlo/kernel/elementary.hpp"
#include "workloads/montecarlo/kernel/path_steps.hpp"
#include "workloads/montecarlo/kernel/products.hpp"

namespace sluice::montecarlo {
namespace {

struct Watched {
    Batch distance{};   // to the level in the logarithm; negative on the far side
    Batch untouched{};  // probability, given the path so far
    Batch rebate{};     // paid so far, discounted
};

class BarrierOption final : public Product {
  public:
    BarrierOption(const Contract& contract, const Barrier& terms, const Sampling& sampling)
        : contract_{contract},
          terms_{terms},
          steps_{contract},
          sampling_{sampling},
          inwards_{terms.side == Barrier::Side::down ? 1.0 : -1.0},
          level_{std::log(terms.level)} {}

    Layout layout() const override { return {.steps = contract_.steps}; }
    std::vector<double> control_means() const override {
        if (!sampling_.controls) return {};
        return {black_scholes(contract_.right, contract_.asset, contract_.strike, contract_.maturity,
                              contract_.rate),
                discounted_forward(contract_, contract_.asset)};
    }
    double shift_to_payoff() const override { return shift_if_out_of_money(contract_); }

    void sample(Draw& draw, std::span<Batch> values) const override {
        Watched paths;
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            paths.distance[pack] = constant(inwards_ * (steps_.start - level_));
            paths.untouched[pack] = constant(inwards_ * (steps_.start - level_) > 0 ? 1.0 : 0.0);
        }
        if (paths.untouched[0][0] == 0 && is_out()) paths.rebate.fill(constant(terms_.rebate));
        Batch normals;
        for (int step = 0; step < contract_.steps; ++step) {
            draw.normals(step, 0, normals);
            terms_.continuous ? watch_between(step, normals, paths) : watch_end(step, normals, paths);
        }
        finish(paths, values);
    }

  private:
    bool is_out() const { return terms_.effect == Barrier::Effect::out; }
    double rebate_paid_at(double time) const {
        return is_out() ? terms_.rebate * std::exp(-contract_.rate * time) : 0;
    }

    void watch_between(int step, const Batch& normals, Watched& paths) const {
        const double rebate = rebate_paid_at((step + 0.5) * steps_.dt);
        const double scale = -2 / (steps_.noise * steps_.noise);
        const double drift = inwards_ * steps_.drift, noise = inwards_ * steps_.noise;
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            const Lanes before = paths.distance[pack], after = before + (drift + noise * normals[pack]);
            const Lanes touches = exp_up_to_one(scale * before * after);  // 1 if the end is beyond
            const Lanes untouched = paths.untouched[pack], lost = untouched * touches;
            if (rebate != 0) paths.rebate[pack] += rebate * lost;
            paths.untouched[pack] = untouched - lost;
            paths.distance[pack] = after;
        }
    }

    void watch_end(int step, const Batch& normals, Watched& paths) const {
        const double rebate = rebate_paid_at((step + 1) * steps_.dt);
        const double drift = inwards_ * steps_.drift, noise = inwards_ * steps_.noise;
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            const Lanes distance = paths.distance[pack] + (drift + noise * normals[pack]);
            const Lanes before = paths.untouched[pack], untouched = select(distance > 0, before, Lanes{});
            if (rebate != 0) paths.rebate[pack] += rebate * (before - untouched);
            paths.untouched[pack] = untouched;
            paths.distance[pack] = distance;
        }
    }

    void finish(const Watched& paths, std::span<Batch> values) const {
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            const Lanes end = exp(level_ + inwards_ * paths.distance[pack]);
            const Lanes vanilla = steps_.discount * payoff(sign_of(contract_.right), end, contract_.strike);
            const Lanes untouched = paths.untouched[pack];
            values[0][pack] = is_out()
                                  ? vanilla * untouched + paths.rebate[pack]
                                  : vanilla * (1.0 - untouched) + steps_.discount * terms_.rebate * untouched;
            if (!sampling_.controls) continue;
            values[1][pack] = vanilla;
            values[2][pack] = steps_.discount * end;
        }
    }

    Contract contract_;
    Barrier terms_;
    PathSteps steps_;
    Sampling sampling_;
    double inwards_;  // +1 if the living side is above the level
    double level_;
};

}  // namespace

std::unique_ptr<Product> make_barrier(const Contract& contract, const Barrier& terms,
                                      const Sampling& sampling) {
    return std::make_unique<BarrierOption>(contract, terms, sampling);
}

}  // namespace sluice::montecarlo
