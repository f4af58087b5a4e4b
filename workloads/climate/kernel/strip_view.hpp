// SPDX-License-Identifier: Apache-2.0
// Rows of all quantities of a strip, wherever they lie in memory.
#pragma once

#include <cstddef>

#include "workloads/climate/kernel/fields.hpp"
#include "workloads/climate/kernel/strip.hpp"

namespace sluice::climate {

template <class Value>
struct StripView {
    Value* origin;  // row 0 of the first quantity, column 0 of the strip
    std::ptrdiff_t row_step, quantity_step;
    int mask = -1;  // of row numbers, where rows follow each other round

    Value* row(Quantity quantity, int k) const {
        return origin + (k & mask) * row_step + static_cast<int>(quantity) * quantity_step;
    }
    operator StripView<const Value>() const { return {origin, row_step, quantity_step, mask}; }
};

/// The columns of a Fields (or const Fields) from `left` on.
template <class AnyFields>
auto strip_of(AnyFields& fields, int left) {
    auto* origin = fields.row(Quantity{}, 0) + left;
    return StripView<std::remove_pointer_t<decltype(origin)>>{origin, fields.row_step(),
                                                              fields.quantity_step()};
}

template <int count>
StripView<double> strip_of(RollingRows<count>& rows) {
    return {rows.row(0), RollingRows<count>::kRowStep, RollingRows<count>::kQuantityStep, count - 1};
}

}  // namespace sluice::climate
