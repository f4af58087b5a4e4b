// SPDX-License-Identifier: Apache-2.0
// Round numbers for the marks on an axis.
#pragma once

#include <string>
#include <vector>

namespace sluice::io {

struct Tick {
    double value;
    std::string label;
};

/// Multiples of 1, 2 or 5 times a power of ten within [low, high], about `wanted` of them, labelled with the
/// digits that tell them apart.
std::vector<Tick> round_ticks(double low, double high, int wanted);

/// The same for an angle in degrees: multiples of 90, 45, 30, 15, ... where the span is that wide.
std::vector<Tick> degree_ticks(double low, double high, int wanted);

/// Three significant digits, for numbers that are not round.
std::string short_number(double value);

}  // namespace sluice::io
