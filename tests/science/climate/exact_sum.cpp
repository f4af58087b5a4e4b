// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/exact_sum.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <random>
#include <vector>

namespace sluice::climate {
namespace {

ExactSum sum_of(const std::vector<double>& terms) {
    ExactSum sum;
    for (const double term : terms) sum.add(term);
    return sum;
}

std::vector<double> mixed_terms() {
    std::mt19937 random{42};
    std::uniform_real_distribution<double> exponent{-20, 30}, sign{-1, 1};
    std::vector<double> terms;
    for (int n = 0; n < 10'000; ++n) terms.push_back(sign(random) * std::exp2(exponent(random)));
    return terms;
}

TEST_CASE("a sum does not depend on the order of its terms") {
    std::vector<double> terms = mixed_terms();
    const double forwards = sum_of(terms).value();
    std::ranges::reverse(terms);
    CHECK(sum_of(terms).value() == forwards);
    std::ranges::sort(terms);
    CHECK(sum_of(terms).value() == forwards);
}

TEST_CASE("the pieces of two sums, added, are pieces of the whole") {
    const std::vector<double> terms = mixed_terms();
    const auto split = static_cast<std::ptrdiff_t>(GENERATE(0, 1, 5000, 10'000));
    const ExactSum::Pieces first = sum_of({terms.begin(), terms.begin() + split}).pieces();
    const ExactSum::Pieces second = sum_of({terms.begin() + split, terms.end()}).pieces();
    ExactSum::Pieces both{};
    std::ranges::transform(first, second, both.begin(), std::plus<>{});
    CHECK(ExactSum{both}.value() == sum_of(terms).value());
}

TEST_CASE("small terms are not lost beside large ones") {
    CHECK(sum_of({1e16, 1.0, -1e16}).value() == 1.0);
    CHECK(sum_of({-1.5, -2.25}).value() == -3.75);
}

TEST_CASE("a term that is not a number is left out") {
    CHECK(sum_of({1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
              .value() == 1);
}

}  // namespace
}  // namespace sluice::climate
