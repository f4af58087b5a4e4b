// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/regression_sums.hpp"

#include <utility>
#include <vector>

namespace sluice::montecarlo {
namespace {

/// With one price the products of the basis are powers of x again: 2 order + 1 different sums, which stay in registers.
template <std::size_t order>
void add_powers(const Observed& observed, std::span<double> sums) {
    std::array<Lanes, 2 * order + 1> powers{};
    std::array<Lanes, order + 1> values{};
    for (std::size_t pack = 0; pack < kPacks; ++pack) {
        const Lanes x = observed.x[pack], square = x * x, value = observed.value[pack];
        std::array<Lanes, 2 * order + 1> term;
        term[0] = observed.counts[pack];
        term[1] = term[0] * x;
#pragma GCC unroll 16
        for (std::size_t k = 2; k <= 2 * order; ++k) term[k] = term[k - 2] * square;
#pragma GCC unroll 17
        for (std::size_t k = 0; k <= 2 * order; ++k) powers[k] += term[k];
#pragma GCC unroll 9
        for (std::size_t k = 0; k <= order; ++k) values[k] += term[k] * value;
    }
    double* next = sums.data();
    *next++ += sum(powers[0]);
    for (std::size_t i = 0; i <= order; ++i)
        for (std::size_t j = i; j <= order; ++j) *next++ += sum(powers[i + j]);
    for (const Lanes& of_term : values) *next++ += sum(of_term);
}

void add_products(const ExerciseBasis& basis, const Observed& observed, std::span<double> sums) {
    const std::size_t n = basis.size();
    std::array<Lanes, ExerciseBasis::kLargest> terms;
    std::vector<Lanes> lanes(sums.size());
    for (std::size_t pack = 0; pack < kPacks; ++pack) {
        const Lanes one = observed.counts[pack];
        if (!any(one > 0)) continue;
        basis.evaluate(observed.x[pack], observed.y[pack], terms);
        Lanes* sum = lanes.data();
        *sum++ += one;
        for (std::size_t i = 0; i < n; ++i) {
            const Lanes term = one * terms[i];
            for (std::size_t j = i; j < n; ++j) *sum++ += term * terms[j];
        }
        const Lanes value = one * observed.value[pack];
        for (std::size_t i = 0; i < n; ++i) *sum++ += value * terms[i];
    }
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += sum(lanes[k]);
}

}  // namespace

void add_to_sums(const ExerciseBasis& basis, const Observed& observed, std::span<double> sums) {
    if (basis.two_prices()) return add_products(basis, observed, sums);
    const auto add_if = [&]<std::size_t index>(std::integral_constant<std::size_t, index>) {
        if (basis.size() == index + 2) add_powers<index + 1>(observed, sums);
    };
    [&]<std::size_t... index>(std::index_sequence<index...>) {
        (add_if(std::integral_constant<std::size_t, index>{}), ...);
    }(std::make_index_sequence<ExerciseBasis::kHighestOrder>{});
}

}  // namespace sluice::montecarlo
