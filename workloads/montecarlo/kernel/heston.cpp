// SPDX-License-Identifier: Apache-2.0
// A European option with stochastic variance: Andersen's QE-M scheme.
//
// Variance: a squared normal number where it is well above zero, a mixture of zero and an exponential where
// it is not, matching mean and variance of the exact transition. Asset: trapezoidal integral of the variance
// (gamma1 = gamma2 = 1/2) with the correction that makes the discounted asset a martingale. Control: the
// asset. Source: L. Andersen, Efficient simulation of the Heston stochastic volatility model, J. Comput.
// Finance 11(3), 2008.
#include "workloads/montecarlo/kernel/elementary.hpp"
#include "workloads/montecarlo/kernel/inverse_normal.hpp"
#include "workloads/montecarlo/kernel/path_steps.hpp"
#include "workloads/montecarlo/kernel/products.hpp"

namespace sluice::montecarlo {
namespace {

/// The constants of a step; names as in the paper.
struct QeStep {
    double decay, theta, c1, c2;  // mean = theta + (v - theta) decay, variance = c1 v + c2
    double k1, k2, k3, k4, a;     // log S: K0 + K1 v + K2 v' + sqrt(K3 v + K4 v') z
    double growth;                // (r - q) dt

    QeStep(const Heston& h, double dt, double net_rate)
        : decay{std::exp(-h.kappa * dt)},
          theta{h.theta},
          c1{h.sigma * h.sigma * decay * (1 - decay) / h.kappa},
          c2{h.theta * h.sigma * h.sigma * (1 - decay) * (1 - decay) / (2 * h.kappa)},
          k1{0.5 * dt * (h.kappa * h.rho / h.sigma - 0.5) - h.rho / h.sigma},
          k2{0.5 * dt * (h.kappa * h.rho / h.sigma - 0.5) + h.rho / h.sigma},
          k3{0.5 * dt * (1 - h.rho * h.rho)},
          k4{k3},
          a{k2 + 0.5 * k4},
          growth{net_rate * dt} {}
};

struct State {
    Lanes variance, log_price;
};

constexpr double kSwitch = 1.5;  // of psi, between the two shapes

/// From a normal number that drives the variance, the uniform number it came from, and one for the asset.
inline State qe_step(const QeStep& s, State now, Lanes normal_v, Lanes uniform_v, Lanes normal_s) {
    const Lanes mean = s.theta + (now.variance - s.theta) * s.decay;
    const Lanes psi = (s.c1 * now.variance + s.c2) / (mean * mean);

    // quadratic: v' = a (b + z)^2
    const Lanes inverse = 2.0 / min(psi, constant(kSwitch));
    const Lanes b2 = max(inverse - 1.0 + sqrt(inverse) * sqrt(inverse - 1.0), Lanes{});
    const Lanes scale = mean / (1.0 + b2);
    const Lanes root = sqrt(b2) + normal_v;
    Lanes variance = scale * root * root;
    const Lanes damping = 1.0 - 2.0 * s.a * scale;
    Lanes log_of = damping;  // one logarithm for both shapes
    Lanes exponent = s.a * b2 * scale / damping;

    const Mask low = psi > kSwitch;
    const bool some_low = any(low);
    Lanes beta{}, p{};
    if (some_low) {  // exponential: zero with probability p, else exponential of rate beta
        const Lanes high_psi = max(psi, constant(kSwitch));
        p = (high_psi - 1.0) / (high_psi + 1.0);
        beta = (1.0 - p) / mean;
        const Lanes drawn = log((1.0 - p) / (1.0 - uniform_v)) / beta;
        variance = select(low, max(drawn, Lanes{}), variance);
        const Lanes martingale = p + beta * (1.0 - p) / (beta - s.a);
        log_of = select(low, 1.0 / (martingale * martingale), log_of);
        exponent = select(low, Lanes{}, exponent);
    }
    const Lanes k0 = -exponent + 0.5 * log(log_of) - (s.k1 + 0.5 * s.k3) * now.variance;
    const Lanes spread = sqrt(s.k3 * now.variance + s.k4 * variance);
    return {variance,
            now.log_price + s.growth + k0 + s.k1 * now.variance + s.k2 * variance + spread * normal_s};
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
        paths.fill({constant(v0_), constant(std::log(contract_.asset.spot))});
        Batch uniforms_v, normals_v, normals_s;
        for (int step = 0; step < contract_.steps; ++step) {
            draw.uniforms(step, 0, uniforms_v);
            normals_v = uniforms_v;
            inverse_normal(normals_v);
            draw.normals(step, 0, normals_s);
            for (std::size_t pack = 0; pack < kPacks; ++pack) {
                paths[pack] = qe_step(step_, paths[pack], normals_v[pack], uniforms_v[pack], normals_s[pack]);
            }
        }
        finish(paths, values);
    }

  private:
    void finish(const std::array<State, kPacks>& paths, std::span<Batch> values) const {
        const double sign = sign_of(contract_.right);
        const double discount = std::exp(-contract_.rate * contract_.maturity);
        for (std::size_t pack = 0; pack < kPacks; ++pack) {
            const Lanes end = exp(paths[pack].log_price);
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
