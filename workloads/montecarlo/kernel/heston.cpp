// SPDX-License-Identifier: Apache-2.0
// A European option with stochastic variance: Andersen's QE-M scheme.
//
// Variance: a squared normal number where it is well above zero, a mixture of zero and an exponential where
// it is not, matching mean and variance of the exact transition. Asset: trapezoidal integral of the variance
// (gamma1 = gamma2 = 1/2) with the correction that makes the discounted asset a martingale. Control: the
// asset. Source: L. Andersen, Efficient simulation of the Heston stochastic volatility model, J. Comput.
// Finance 11(3), 2008.
#include <algorithm>

#include "workloads/montecarlo/kernel/elementary.hpp"
#include "workloads/montecarlo/kernel/inverse_normal.hpp"
#include "workloads/montecarlo/kernel/path_steps.hpp"
#include "workloads/montecarlo/kernel/products.hpp"

namespace sluice::montecarlo {
namespace {

/// The constants of a step; names as in the paper.
struct QeStep {
    double decay, theta, c1, c2;  // mean = theta + (v - theta) decay, variance = c1 v + c2
    double k2, k34, a;            // log S: K0 + K1 v + K2 v' + sqrt(K3 v + K4 v') z; K3 = K4, K1 cancels a part of K0
    double growth;                // (r - q) dt

    QeStep(const Heston& h, double dt, double net_rate)
        : decay{std::exp(-h.kappa * dt)},
          theta{h.theta},
          c1{h.sigma * h.sigma * decay * (1 - decay) / h.kappa},
          c2{h.theta * h.sigma * h.sigma * (1 - decay) * (1 - decay) / (2 * h.kappa)},
          k2{0.5 * dt * (h.kappa * h.rho / h.sigma - 0.5) + h.rho / h.sigma},
          k34{0.5 * dt * (1 - h.rho * h.rho)},
          a{k2 + 0.5 * k34},
          growth{net_rate * dt} {}
};

/// log S is log_price + log(correction) / 2: a logarithm each time would cost more than all else.
struct State {
    Lanes variance, log_price, correction;
};

constexpr double kSwitch = 1.5;         // of psi, between the two shapes
constexpr int kStepsPerLogarithm = 16;  // corrections are of order one: so many neither overflow nor vanish

/// What the next variance is, and what it takes to keep the asset a martingale: the factor
/// sqrt(correction) exp(-exponent).
struct NextVariance {
    Lanes variance, exponent, correction;
};

/// From a normal number and the uniform number it came from. The paper's a (b + z)^2 is written as
/// mean (sqrt(q) + sqrt(1 - q) z)^2 with q = sqrt(1 - psi / 2), which is the same and takes fewer roots and divisions;
/// those take the time here, so both shapes share one.
inline NextVariance next_variance(const QeStep& s, Lanes now, Lanes normal, Lanes uniform) {
    const Lanes mean = s.theta + (now - s.theta) * s.decay;
    const Lanes psi = (s.c1 * now + s.c2) / (mean * mean);

    const Lanes q = sqrt(1.0 - 0.5 * min(psi, constant(kSwitch))), rest = 1.0 - q;
    const Lanes quadratic = mean * (q + normal * (2.0 * sqrt(q * rest) + rest * normal));
    const Lanes damping = 1.0 - 2.0 * s.a * mean * rest;
    const Lanes push = s.a * mean * q;

    const Mask low = psi > kSwitch;
    if (!any(low)) return {max(quadratic, Lanes{}), push / damping, damping};
    // Exponential: zero with probability p = (psi - 1) / (psi + 1), else exponential of rate 1 / scale.
    const Lanes above = psi + 1.0, scale = 0.5 * above * mean;
    const Lanes drawn = -scale * log(0.5 * above * (1.0 - uniform));
    const Lanes left = 1.0 - s.a * scale;
    const Lanes ratio = select(low, above * left, push) / select(low, (psi - 1.0) * left + 2.0, damping);
    return {max(select(low, drawn, quadratic), Lanes{}), select(low, Lanes{}, ratio),
            select(low, ratio * ratio, damping)};
}

/// From a normal number that drives the variance, the uniform number it came from, and one for the asset.
inline State qe_step(const QeStep& s, const State& now, Lanes normal_v, Lanes uniform_v, Lanes normal_s) {
    const NextVariance next = next_variance(s, now.variance, normal_v, uniform_v);
    const Lanes drift = s.growth - next.exponent - 0.5 * s.k34 * now.variance + s.k2 * next.variance;
    const Lanes spread = sqrt(s.k34 * (now.variance + next.variance));
    return {next.variance, now.log_price + drift + spread * normal_s, now.correction * next.correction};
}

inline State with_correction_in_price(const State& now) {
    return {now.variance, now.log_price + 0.5 * log(now.correction), constant(1.0)};
}

class HestonOption final : public Product {
  public:
    HestonOption(const Contract& contract, const Heston& terms, const Sampling& sampling)
        : contract_{contract},
          sampling_{sampling},
          v0_{terms.v0},
          dt_{contract.maturity / contract.steps},
          step_{terms, dt_, contract.rate - contract.asset.dividend} {}

    Layout layout() const override { return {.steps = contract_.steps, .normals = 1, .uniforms = 1}; }
    std::vector<std::string> estimates() const override {
        if (!sampling_.greeks) return {"price"};
        return {"price", "delta"};
    }
    std::vector<double> control_means() const override {
        if (!sampling_.controls) return {};
        return {discounted_forward(contract_, contract_.asset)};
    }

    void sample(Draw& draw, std::span<Batch> values) const override {
        std::array<State, kPacks> paths;
        paths.fill({constant(v0_), constant(std::log(contract_.asset.spot)), constant(1.0)});
        Batch uniforms_v, normals_v, normals_s;
        for (int step = 0; step < contract_.steps; ++step) {
            draw.uniforms(step, 0, uniforms_v);
            normals_v = uniforms_v;
            inverse_normal(normals_v);
            draw.normals(step, 0, normals_s);
            for (std::size_t pack = 0; pack < kPacks; ++pack) {
                paths[pack] = qe_step(step_, paths[pack], normals_v[pack], uniforms_v[pack], normals_s[pack]);
            }
            if (step % kStepsPerLogarithm == kStepsPerLogarithm - 1)
                std::ranges::transform(paths, paths.begin(), with_correction_in_price);
        }
        finish(paths, values);
    }

  private:
    void finish(const std::array<State, kPacks>& paths, std::span<Batch> values) const {
        const double sign = sign_of(contract_.right);
        const double discount = std::exp(-contract_.rate * contract_.maturity);
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            const Lanes end = exp(with_correction_in_price(paths[pack]).log_price);
            values[0][pack] = discount * payoff(sign, end, contract_.strike);
            if (sampling_.greeks) {
                values[1][pack] =
                    select(values[0][pack] > 0, sign * discount / contract_.asset.spot * end, Lanes{});
            }
            if (sampling_.controls) values.back()[pack] = discount * end;
        }
    }

    Contract contract_;
    Sampling sampling_;
    double v0_, dt_;
    QeStep step_;
};

}  // namespace

std::unique_ptr<Product> make_heston(const Contract& contract, const Heston& terms,
                                     const Sampling& sampling) {
    return std::make_unique<HestonOption>(contract, terms, sampling);
}

}  // namespace sluice::montecarlo
