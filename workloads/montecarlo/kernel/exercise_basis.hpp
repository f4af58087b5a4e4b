// SPDX-License-Identifier: Apache-2.0
// Polynomials of one or two prices: 1, x, x^2, ... or 1, x, y, x^2, xy, y^2, ... up to a total order.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "workloads/montecarlo/kernel/lanes.hpp"

namespace sluice::montecarlo {

class ExerciseBasis {
  public:
    static constexpr int kHighestOrder = 8;
    static constexpr std::size_t kLargest = (kHighestOrder + 1) * (kHighestOrder + 2) / 2;

    ExerciseBasis(bool two_prices, int order) : two_prices_{two_prices}, order_{order} {}

    std::size_t size() const {
        const auto n = static_cast<std::size_t>(order_) + 1;
        return two_prices_ ? n * (n + 1) / 2 : n;
    }

    /// The terms of total order n are those of order n - 1 times x and, with two prices, the last of them
    /// times y.
    void evaluate(Lanes x, Lanes y, std::span<Lanes> terms) const {
        terms[0] = constant(1.0);
        std::size_t filled = 1;
        for (std::size_t order = 1; order <= static_cast<std::size_t>(order_); ++order) {
            const std::size_t before = two_prices_ ? order : 1, from = filled - before;
            for (std::size_t k = 0; k < before; ++k) terms[filled + k] = terms[from + k] * x;
            if (two_prices_) terms[filled + before] = terms[filled - 1] * y;
            filled += two_prices_ ? before + 1 : 1;
        }
    }

    bool two_prices() const { return two_prices_; }

    /// The polynomial with these coefficients, which may be fewer than the basis has terms.
    Lanes polynomial(std::span<const double> coefficients, Lanes x, Lanes y) const {
        Lanes value{};
        if (!two_prices_) {
            for (std::size_t k = coefficients.size(); k-- > 0;) value = value * x + coefficients[k];
            return value;
        }
        std::array<Lanes, kLargest> terms;
        evaluate(x, y, terms);
        for (std::size_t k = 0; k < coefficients.size(); ++k) value += coefficients[k] * terms[k];
        return value;
    }

  private:
    bool two_prices_;
    int order_;
};

}  // namespace sluice::montecarlo
