// SPDX-License-Identifier: Apache-2.0
// An option on the mean of a path: sum of weights times prices (arithmetic), or the like for logarithms
// (geometric).
//
// Controls: the option on the geometric mean of the same path, whose price is known (Kemna and Vorst, J.
// Banking and Finance 14, 1990), and the mean itself.
#include <numeric>

#include "workloads/montecarlo/kernel/closed_form.hpp"
#include "workloads/montecarlo/kernel/elementary.hpp"
#include "workloads/montecarlo/kernel/path_steps.hpp"
#include "workloads/montecarlo/kernel/products.hpp"

namespace sluice::montecarlo {
namespace {

/// Of the prices after 0, 1, ..., steps steps.
std::vector<double> fixing_weights(Asian::Fixings fixings, int steps) {
    std::vector<double> weights(static_cast<std::size_t>(steps) + 1, 1.0);
    if (fixings == Asian::Fixings::discrete) weights.front() = 0;
    if (fixings == Asian::Fixings::continuous) weights.front() = weights.back() = 0.5;
    const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (double& weight : weights) weight /= all;
    return weights;
}

/// What a path has summed up, for each path of a batch.
struct Sums {
    Batch position{}, prices{}, logs{};
    Batch prices_by_noise{};  // derivative of `prices` by the volatility, over it
};

class AsianOption final : public Product {
  public:
    AsianOption(const Contract& contract, const Asian& terms, const Sampling& sampling)
        : contract_{contract},
          steps_{contract},
          sampling_{sampling},
          weights_{fixing_weights(terms.fixings, contract.steps)},
          arithmetic_{terms.mean == Asian::Mean::arithmetic} {}

    Layout layout() const override { return {.steps = contract_.steps}; }
    std::vector<std::string> estimates() const override {
        if (!has_greeks()) return {"price"};
        return {"price", "delta", "vega"};
    }
    std::vector<double> control_means() const override {
        if (!sampling_.controls) return {};
        if (!arithmetic_) return {discounted_forward(contract_, contract_.asset)};
        return {geometric_asian(contract_, weights_), mean_of_prices()};
    }
    double shift_to_payoff() const override { return shift_if_out_of_money(contract_); }

    void sample(Draw& draw, std::span<Batch> values) const override {
        Sums sums;
        for (Lanes& position : sums.position) position += steps_.start;
        const double today = weights_.front() * contract_.asset.spot;
        for (Lanes& prices : sums.prices) prices += today;
        for (Lanes& logs : sums.logs) logs += weights_.front() * steps_.start;
        Batch normals;
        for (int step = 0; step < contract_.steps; ++step) {
            draw.normals(step, 0, normals);
            add_step(step + 1, normals, sums);
        }
        finish(sums, values);
    }

  private:
    bool has_greeks() const { return sampling_.greeks && arithmetic_; }
    bool has_geometric() const { return !arithmetic_ || sampling_.controls; }

    void add_step(int step, const Batch& normals, Sums& sums) const {
        const double weight = weights_[static_cast<std::size_t>(step)];
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            const Lanes position = sums.position[pack] + (steps_.drift + steps_.noise * normals[pack]);
            sums.position[pack] = position;
            sums.logs[pack] += weight * position;
            if (arithmetic_) sums.prices[pack] += weight * exp(position);
        }
        if (has_greeks()) add_vega(step, weight, sums);
    }

    /// d S(t) / d v = S(t) (W(t) - v t), and W(t) follows from the position.
    void add_vega(int step, double weight, Sums& sums) const {
        const double v = contract_.asset.volatility, t = step * steps_.dt, drift = step * steps_.drift;
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            const Lanes position = sums.position[pack];
            const Lanes walk = (position - (steps_.start + drift)) / v;
            sums.prices_by_noise[pack] += weight * exp(position) * (walk - v * t);
        }
    }

    void finish(const Sums& sums, std::span<Batch> values) const {
        const double sign = sign_of(contract_.right), strike = contract_.strike;
        const std::size_t controls = values.size() - control_count();
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            const Lanes geometric = has_geometric() ? exp(sums.logs[pack]) : Lanes{};
            const Lanes mean = arithmetic_ ? sums.prices[pack] : geometric;
            values[0][pack] = steps_.discount * payoff(sign, mean, strike);
            if (has_greeks()) {
                const Lanes pays =
                    select(sign * (mean - strike) > 0, constant(sign * steps_.discount), Lanes{});
                values[1][pack] = pays * mean / contract_.asset.spot;
                values[2][pack] = pays * sums.prices_by_noise[pack];
            }
            if (!sampling_.controls) continue;
            if (arithmetic_) values[controls][pack] = steps_.discount * payoff(sign, geometric, strike);
            values.back()[pack] = steps_.discount * (arithmetic_ ? mean : exp(sums.position[pack]));
        }
    }

    std::size_t control_count() const { return !sampling_.controls ? 0 : arithmetic_ ? 2 : 1; }

    double mean_of_prices() const {
        const double growth = contract_.rate - contract_.asset.dividend;
        double mean = 0;
        for (std::size_t i = 0; i < weights_.size(); ++i) {
            mean +=
                weights_[i] * contract_.asset.spot * std::exp(growth * steps_.dt * static_cast<double>(i));
        }
        return steps_.discount * mean;
    }

    Contract contract_;
    PathSteps steps_;
    Sampling sampling_;
    std::vector<double> weights_;
    bool arithmetic_;
};

}  // namespace

std::unique_ptr<Product> make_asian(const Contract& contract, const Asian& terms, const Sampling& sampling) {
    return std::make_unique<AsianOption>(contract, terms, sampling);
}

}  // namespace sluice::montecarlo
