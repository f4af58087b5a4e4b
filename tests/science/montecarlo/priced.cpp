// SPDX-License-Identifier: Apache-2.0
#include "tests/science/montecarlo/priced.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::montecarlo {

std::vector<Estimate> priced_all(Experiment& experiment, double paths) {
    const Team alone;
    Valuation valuation{experiment, alone, {.paths = paths}};
    while (!valuation.is_done()) valuation.next_round();
    return valuation.results();
}

std::vector<Estimate> priced_all(const Contract& contract, const Sampling& sampling, double paths) {
    const Team alone;
    return priced_all(*make_experiment(contract, sampling, alone), paths);
}

Estimate priced(const Contract& contract, const Sampling& sampling, double paths) {
    return priced_all(contract, sampling, paths).front();
}

bool agrees(const Estimate& found, double expected, double tolerance) {
    return std::abs(found.value - expected) <= std::max(tolerance, 4 * found.error);
}

}  // namespace sluice::montecarlo
