// SPDX-License-Identifier: Apache-2.0
// Options on several correlated assets at maturity: on their weighted mean, geometric mean, largest or
// smallest.
//
// Controls: for the mean, the option on the geometric mean, whose price is known, and the mean itself;
// otherwise the assets' sum.
#include <stdexcept>

#include "workloads/montecarlo/kernel/cholesky.hpp"
#include "workloads/montecarlo/kernel/closed_form.hpp"
#include "workloads/montecarlo/kernel/elementary.hpp"
#include "workloads/montecarlo/kernel/path_steps.hpp"
#include "workloads/montecarlo/kernel/products.hpp"

namespace sluice::montecarlo {
namespace {

using Kind = Basket::Kind;

std::vector<double> factor_of(const Basket& basket) {
    auto lower = cholesky(basket.correlation, basket.assets.size());
    if (!lower) throw std::invalid_argument{"the correlation matrix is not positive definite"};
    return *std::move(lower);
}

class BasketOption final : public Product {
  public:
    BasketOption(const Contract& contract, const Basket& basket, const Sampling& sampling)
        : contract_{contract}, basket_{basket}, sampling_{sampling}, lower_{factor_of(basket)} {
        for (const Asset& asset : basket.assets) steps_.emplace_back(contract, asset);
    }

    Layout layout() const override {
        return {.steps = 1, .normals = static_cast<int>(basket_.assets.size())};
    }
    std::vector<std::string> estimates() const override {
        if (!has_greeks()) return {"price"};
        std::vector<std::string> names{"price"};
        for (std::size_t a = 1; a <= basket_.assets.size(); ++a) names.push_back("delta" + std::to_string(a));
        return names;
    }
    std::vector<double> control_means() const override {
        if (!sampling_.controls) return {};
        double sum = 0;
        for (std::size_t a = 0; a < basket_.assets.size(); ++a) {
            sum += basket_.weights[a] * discounted_forward(contract_, basket_.assets[a]);
        }
        if (has_geometric_control()) return {geometric_basket(contract_, basket_), sum};
        return {sum};
    }

    void sample(Draw& draw, std::span<Batch> values) const override {
        std::vector<Batch> normals(basket_.assets.size());
        for (std::size_t a = 0; a < normals.size(); ++a) draw.normals(0, static_cast<int>(a), normals[a]);
        for (std::size_t pack = 0; pack < kPacks; ++pack) sample_pack(normals, pack, values);
    }

  private:
    bool has_greeks() const { return sampling_.greeks && basket_.kind == Kind::arithmetic; }
    bool has_geometric_control() const { return basket_.kind == Kind::arithmetic; }

    void sample_pack(std::vector<Batch>& normals, std::size_t pack, std::span<Batch> values) const {
        const std::size_t n = basket_.assets.size();
        Lanes sum{}, logs{}, largest{}, smallest = constant(1e300);
        for (std::size_t a = n;
             a-- > 0;) {  // backwards: the normal numbers of later assets are no longer needed
            Lanes noise{};
            for (std::size_t k = 0; k <= a; ++k) noise += lower_[a * n + k] * normals[k][pack];
            const Lanes position = (steps_[a].start + steps_[a].drift) + steps_[a].noise * noise;
            const Lanes end = exp(position);
            logs += basket_.weights[a] * position;
            sum += basket_.weights[a] * end;
            largest = max(largest, end);
            smallest = min(smallest, end);
            normals[a][pack] = end;
        }
        const Lanes geometric = exp(logs);
        const Lanes of_kind[] = {sum, geometric, largest, smallest};
        const Lanes underlying = of_kind[static_cast<std::size_t>(basket_.kind)];
        const double sign = sign_of(contract_.right), discount = steps_[0].discount;
        values[0][pack] = discount * payoff(sign, underlying, contract_.strike);
        if (has_greeks())
            sample_deltas(normals, select(values[0][pack] > 0, constant(sign * discount), Lanes{}), pack,
                          values);
        if (!sampling_.controls) return;
        values.back()[pack] = discount * sum;
        if (has_geometric_control())
            values[values.size() - 2][pack] = discount * payoff(sign, geometric, contract_.strike);
    }

    void sample_deltas(const std::vector<Batch>& ends, Lanes pays, std::size_t pack,
                       std::span<Batch> values) const {
        for (std::size_t a = 0; a < basket_.assets.size(); ++a) {
            values[1 + a][pack] = pays * (basket_.weights[a] / basket_.assets[a].spot) * ends[a][pack];
        }
    }

    Contract contract_;
    Basket basket_;
    Sampling sampling_;
    std::vector<double> lower_;
    std::vector<PathSteps> steps_;
};

Contract in_one_step(Contract contract) {
    contract.steps = 1;
    return contract;
}

}  // namespace

std::unique_ptr<Product> make_basket(const Contract& contract, const Basket& terms,
                                     const Sampling& sampling) {
    return std::make_unique<BasketOption>(in_one_step(contract), terms, sampling);
}

}  // namespace sluice::montecarlo
