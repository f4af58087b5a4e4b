// SPDX-License-Identifier: Apache-2.0
// A European option: one step to maturity, exact.
//
// Greeks (Glasserman 2004, sections 7.2 to 7.4): delta, vega and rho from the derivative of the payoff along
// the path, gamma from delta times the score of the density.
#include "workloads/montecarlo/kernel/elementary.hpp"
#include "workloads/montecarlo/kernel/path_steps.hpp"
#include "workloads/montecarlo/kernel/products.hpp"

namespace sluice::montecarlo {
namespace {

class EuropeanOption final : public Product {
  public:
    EuropeanOption(const Contract& contract, const Sampling& sampling)
        : contract_{contract}, steps_{contract}, sampling_{sampling} {}

    Layout layout() const override { return {}; }
    std::vector<std::string> estimates() const override {
        if (!sampling_.greeks) return {"price"};
        return {"price", "delta", "gamma", "vega", "rho"};
    }
    std::vector<double> control_means() const override {
        if (!sampling_.controls) return {};
        return {discounted_forward(contract_, contract_.asset)};
    }
    double shift_to_payoff() const override { return shift_if_out_of_money(contract_); }

    void sample(Draw& draw, std::span<Batch> values) const override {
        Batch normals;
        draw.normals(0, 0, normals);
        const double sign = sign_of(contract_.right), strike = contract_.strike;
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            const Lanes end = exp(steps_.start + steps_.drift + steps_.noise * normals[pack]);
            values[0][pack] = steps_.discount * payoff(sign, end, strike);
            if (sampling_.greeks) sample_greeks(normals[pack], end, pack, values);
            if (sampling_.controls) values.back()[pack] = steps_.discount * end;
        }
    }

  private:
    void sample_greeks(Lanes normal, Lanes end, std::size_t pack, std::span<Batch> values) const {
        const double sign = sign_of(contract_.right), spot = contract_.asset.spot;
        const Lanes pays =
            select(sign * (end - contract_.strike) > 0, constant(sign * steps_.discount), Lanes{});
        const Lanes delta = pays * end / spot;
        const double root = std::sqrt(contract_.maturity);
        values[1][pack] = delta;
        values[2][pack] = delta * (normal / (spot * steps_.noise) - 1 / spot);
        values[3][pack] = pays * end * (root * normal - steps_.noise * root);
        values[4][pack] = pays * contract_.strike * contract_.maturity;
    }

    Contract contract_;
    PathSteps steps_;
    Sampling sampling_;
};

Contract in_one_step(Contract contract) {
    contract.steps = 1;
    return contract;
}

}  // namespace

std::unique_ptr<Product> make_european(const Contract& contract, const Sampling& sampling) {
    return std::make_unique<EuropeanOption>(in_one_step(contract), sampling);
}

}  // namespace sluice::montecarlo
