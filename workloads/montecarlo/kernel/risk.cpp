// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/risk.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "workloads/montecarlo/kernel/cholesky.hpp"
#include "workloads/montecarlo/kernel/closed_form.hpp"
#include "workloads/montecarlo/kernel/streams.hpp"

namespace sluice::montecarlo {
namespace {

constexpr std::size_t kBatchesInBlock = 1024;
constexpr std::size_t kScenarios = kBatchesInBlock * kBatchPaths;
constexpr std::array kLevels{0.95, 0.99};

double value_of(const OptionHolding& option, double spot, double maturity) {
    Asset asset = option.asset;
    asset.spot = spot;
    return black_scholes(option.right, asset, option.strike, maturity, option.rate);
}

class Risk final : public Experiment {
  public:
    Risk(const Portfolio& portfolio, const Sampling& sampling)
        : portfolio_{portfolio},
          draw_{{.seed = sampling.seed}, {.normals = static_cast<int>(portfolio.positions.size())}, kPaths},
          losses_(kScenarios) {
        auto lower = cholesky(portfolio.correlation, portfolio.positions.size());
        if (!lower) throw std::invalid_argument{"the correlation matrix is not positive definite"};
        lower_ = *std::move(lower);
        for (const OptionHolding& option : portfolio.options) {
            today_.push_back(value_of(option, option.asset.spot, option.maturity));
        }
    }

    std::vector<std::string> estimates() const override {
        return {"VaR 95 %", "ES 95 %", "VaR 99 %", "ES 99 %"};
    }
    std::vector<double> control_means() const override { return {}; }
    double paths_in_block() const override { return kScenarios; }
    std::size_t blocks_in_round() const override { return 8; }

    Moments block(std::uint64_t number) override {
        for (std::size_t batch = 0; batch < kBatchesInBlock; ++batch) add_losses(number, batch);
        Moments moments{shape()};
        moments.add_one(measures());
        return moments;
    }

  private:
    void add_losses(std::uint64_t block, std::size_t batch) {
        const std::size_t n = portfolio_.positions.size();
        std::vector<Batch> returns(n);
        draw_.begin(block * kBatchesInBlock + batch);
        for (std::size_t k = 0; k < n; ++k) draw_.normals(0, static_cast<int>(k), returns[k]);
        Batch loss{};
        for (std::size_t i = n; i-- > 0;) {
            const Position& position = portfolio_.positions[i];
            for (std::size_t pack = 0; pack < kPacks; ++pack) {
                Lanes noise{};
                for (std::size_t k = 0; k <= i; ++k) noise += lower_[i * n + k] * returns[k][pack];
                returns[i][pack] = position.mean + position.deviation * noise;
                loss[pack] -= position.value * returns[i][pack];
            }
        }
        for (int path = 0; path < kBatchPaths; ++path) {
            losses_[batch * kBatchPaths + static_cast<std::size_t>(path)] =
                path_of(loss, path) - gain_of_options(returns, path);
        }
    }

    double gain_of_options(const std::vector<Batch>& returns, int path) const {
        double gain = 0;
        for (std::size_t o = 0; o < portfolio_.options.size(); ++o) {
            const OptionHolding& option = portfolio_.options[o];
            const double spot =
                option.asset.spot * std::max(1 + path_of(returns[option.factor], path), 1e-12);
            gain +=
                option.quantity * (value_of(option, spot, option.maturity - portfolio_.horizon) - today_[o]);
        }
        return gain;
    }

    std::vector<double> measures() {
        std::vector<double> found;
        auto from = losses_.begin();
        for (const double level : kLevels) {
            const auto at = losses_.begin() + static_cast<std::ptrdiff_t>(std::ceil(level * kScenarios)) - 1;
            std::nth_element(from, at, losses_.end());
            std::sort(at + 1, losses_.end());  // a fixed order for the sum
            found.push_back(*at);
            found.push_back(std::accumulate(at + 1, losses_.end(), 0.0) /
                            static_cast<double>(losses_.end() - at - 1));
            from = at;
        }
        return found;
    }

    Portfolio portfolio_;
    Draw draw_;
    std::vector<double> lower_, today_, losses_;
};

}  // namespace

std::unique_ptr<Experiment> make_risk(const Portfolio& portfolio, const Sampling& sampling) {
    return std::make_unique<Risk>(portfolio, sampling);
}

}  // namespace sluice::montecarlo
