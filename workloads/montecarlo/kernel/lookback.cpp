// SPDX-License-Identifier: Apache-2.0
// Lookback options: on the highest or lowest price of the path.
//
// Watched at all times, the extreme within a step is drawn given both its ends (Brownian bridge; Glasserman
// 2004, section 6.4): (x + y + sqrt((y - x)^2 - 2 v^2 dt log u)) / 2. Prices scale with the spot, so delta is
// the payoff's derivative along that scaling. Control: the asset.
#include "workloads/montecarlo/kernel/elementary.hpp"
#include "workloads/montecarlo/kernel/path_steps.hpp"
#include "workloads/montecarlo/kernel/products.hpp"

namespace sluice::montecarlo {
namespace {

class LookbackOption final : public Product {
  public:
    LookbackOption(const Contract& contract, const Lookback& terms, const Sampling& sampling)
        : contract_{contract}, terms_{terms}, steps_{contract}, sampling_{sampling} {
        const bool call = contract.right == Right::call, fixed = terms.strike == Lookback::Strike::fixed;
        towards_ = call == fixed ? 1.0 : -1.0;
    }

    Layout layout() const override {
        return {.steps = contract_.steps, .normals = 1, .uniforms = terms_.continuous ? 1 : 0};
    }
    std::vector<std::string> estimates() const override {
        if (!sampling_.greeks) return {"price"};
        return {"price", "delta"};
    }
    std::vector<double> control_means() const override {
        if (!sampling_.controls) return {};
        return {discounted_forward(contract_, contract_.asset)};
    }

    void sample(Draw& draw, std::span<Batch> values) const override {
        Batch position, extreme, normals, uniforms;
        position.fill(constant(steps_.start));
        extreme.fill(constant(towards_ * steps_.start));
        for (int step = 0; step < contract_.steps; ++step) {
            draw.normals(step, 0, normals);
            if (terms_.continuous) draw.uniforms(step, 0, uniforms);
            for (std::size_t pack = 0; pack < kPacks; ++pack) {
                const Lanes before = position[pack];
                const Lanes after = before + (steps_.drift + steps_.noise * normals[pack]);
                position[pack] = after;
                const Lanes here =
                    terms_.continuous ? extreme_between(before, after, uniforms[pack]) : towards_ * after;
                extreme[pack] = max(extreme[pack], here);
            }
        }
        finish(position, extreme, values);
    }

  private:
    /// The highest of towards_ times the path.
    Lanes extreme_between(Lanes before, Lanes after, Lanes uniform) const {
        const Lanes move = after - before;
        const Lanes spread = sqrt(move * move - 2 * steps_.noise * steps_.noise * log(uniform));
        return 0.5 * (towards_ * (before + after) + spread);
    }

    void finish(const Batch& position, const Batch& extreme, std::span<Batch> values) const {
        const double sign = sign_of(contract_.right), strike = contract_.strike, spot = contract_.asset.spot;
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            const Lanes best = exp(towards_ * extreme[pack]), end = exp(position[pack]);
            const bool fixed = terms_.strike == Lookback::Strike::fixed;
            const Lanes value = steps_.discount * (fixed ? payoff(sign, best, strike) : sign * (end - best));
            values[0][pack] = value;
            if (sampling_.greeks) {
                const Lanes scaled = select(value > 0, sign * steps_.discount / spot * best, Lanes{});
                values[1][pack] = fixed ? scaled : value / spot;
            }
            if (sampling_.controls) values.back()[pack] = steps_.discount * end;
        }
    }

    Contract contract_;
    Lookback terms_;
    PathSteps steps_;
    Sampling sampling_;
    double towards_;  // +1 if the highest price counts, -1 if the lowest
};

}  // namespace

std::unique_ptr<Product> make_lookback(const Contract& contract, const Lookback& terms,
                                       const Sampling& sampling) {
    return std::make_unique<LookbackOption>(contract, terms, sampling);
}

}  // namespace sluice::montecarlo
