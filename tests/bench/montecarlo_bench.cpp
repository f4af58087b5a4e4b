// SPDX-License-Identifier: Apache-2.0
//
// Paths and path-steps a second on one core, beside bare normal numbers from the same generator in the same
// run, and beside QuantLib where it is installed. "of_bare_normals": the rate of normal numbers drawn inside
// the pricing, over the rate of drawing them alone.
#include "tests/bench/bench.hpp"
#include "tests/bench/quantlib_prices.hpp"
#include "workloads/montecarlo/kernel/make_experiment.hpp"
#include "workloads/montecarlo/kernel/philox.hpp"
#include "workloads/montecarlo/kernel/valuation.hpp"

namespace {

using namespace sluice;
using namespace sluice::montecarlo;
using namespace sluice::bench;

struct Case {
    std::string name;
    Contract contract;
    Sampling sampling;
    double paths;
    std::optional<double> (*theirs)();  // paths a second of QuantLib, doing the same
    double goal;                        // times QuantLib
};

/// The best of some repetitions: other work on the machine only ever slows.
template <class Work>
double best_seconds(int repetitions, const Work& work) {
    double best = 1e300;
    for (int n = 0; n < repetitions; ++n) {
        const Stopwatch watch;
        work();
        best = std::min(best, watch.seconds());
    }
    return best;
}

double normals_per_second(int batches) {
    Batch normals;
    double sink = 0;
    const double seconds = best_seconds(9, [&] {
        for (int batch = 0; batch < batches; ++batch) {
            philox_normals(Seed{1}, {0, 0}, static_cast<std::uint64_t>(batch), normals);
            sink += normals[0][0];
        }
    });
    if (sink == 0) fmt::print(stderr, "no number at all\n");
    return batches * static_cast<double>(kBatchPaths) / seconds;
}

std::vector<double> all_correlated(std::size_t n, double rho) {
    std::vector<double> matrix(n * n, rho);
    for (std::size_t i = 0; i < n; ++i) matrix[i * n + i] = 1;
    return matrix;
}

std::vector<Case> cases() {
    const Sampling plain{.controls = false};
    std::vector<Asset> five(5, Asset{100, 0.25});
    const Basket basket{Basket::Kind::arithmetic, five, std::vector<double>(5, 0.2), all_correlated(5, 0.5)};
    return {
        {"european", {.terms = European{}}, plain, 4e6, quantlib_european, 50},
        {"european_with_control", {.terms = European{}}, {}, 4e6, nullptr, 0},
        {"asian", {.steps = 252, .terms = Asian{}}, plain, 6e4, quantlib_asian, 50},
        {"asian_with_controls", {.steps = 252, .terms = Asian{}}, {}, 6e4, nullptr, 0},
        {"barrier", {.steps = 252, .terms = Barrier{}}, plain, 6e4, quantlib_barrier, 50},
        {"barrier_continuous", {.steps = 252, .terms = Barrier{.continuous = true}}, plain, 6e4, nullptr, 0},
        {"lookback", {.steps = 252, .terms = Lookback{}}, plain, 6e4, nullptr, 0},
        {"basket", {.terms = basket}, plain, 2e6, quantlib_basket, 50},
        {"heston", {.steps = 32, .terms = Heston{}}, plain, 4e5, quantlib_heston, 20},
        {"american",
         {.right = Right::put,
          .asset = {36, 0.2},
          .strike = 40,
          .rate = 0.06,
          .steps = 50,
          .terms = American{}},
         plain,
         131072,
         quantlib_american,
         20},
    };
}

/// QuantLib's paths a second, likewise the best of some repetitions; nothing without QuantLib.
std::optional<double> best_of_theirs(const Case& each) {
    if (each.theirs == nullptr) return std::nullopt;
    std::optional<double> best;
    for (int n = 0; n < 5; ++n) best = std::max(best, each.theirs());
    return best;
}

/// Seconds for one run, and the paths that it took: with early exercise those of the training too.
void run(const Case& each, double share, double bare) {
    const Team alone;
    double paths = 0;
    const double seconds = best_seconds(5, [&] {
        const auto experiment = make_experiment(each.contract, each.sampling, alone);
        Valuation valuation{*experiment, alone, {.paths = each.paths * share}};
        while (!valuation.is_done()) valuation.next_round();
        paths = valuation.paths();
    });
    if (const auto* american = std::get_if<American>(&each.contract.terms)) {
        paths += static_cast<double>(american->training_paths);
    }
    const int steps = each.contract.steps;
    const auto* basket = std::get_if<Basket>(&each.contract.terms);
    const double numbers = steps * (basket != nullptr ? static_cast<double>(basket->assets.size())
                                    : std::holds_alternative<Heston>(each.contract.terms) ? 2.0
                                                                                          : 1.0);
    const double rate = paths / seconds;
    const auto theirs = best_of_theirs(each);
    const std::string beside =
        theirs ? fmt::format(R"(, "quantlib": {:.4g}, "times_quantlib": {:.3g}, "goal": {})", *theirs * steps,
                             rate / *theirs, each.goal)
               : "";
    report("montecarlo_" + each.name, rate * steps, steps == 1 ? "paths/s" : "path-steps/s",
           fmt::format(R"("steps": {}, "paths_per_second": {:.4g}, "of_bare_normals": {:.3g}{})", steps, rate,
                       rate * numbers / bare, beside));
}

}  // namespace

int main(int argc, char** argv) {
    const bool smoke = is_smoke_run(argc, argv);
    const double bare = normals_per_second(smoke ? 100 : 20'000);
    report("montecarlo_bare_normals", bare, "1/s", fmt::format(R"("lanes": {})", kLanes));
    for (const Case& each : cases()) {
        if (smoke && each.name == "american") continue;
        run(smoke ? Case{each.name, each.contract, each.sampling, 1, nullptr, 0} : each, 1, bare);
    }
}
