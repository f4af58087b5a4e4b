// SPDX-License-Identifier: Apache-2.0
// QuantLib's Monte Carlo engines on the benchmark's contracts: paths a second, or nothing where it is not
// installed.
#pragma once

#include <optional>

namespace sluice::bench {

std::optional<double> quantlib_european();
std::optional<double> quantlib_asian();
std::optional<double> quantlib_barrier();
std::optional<double> quantlib_basket();
std::optional<double> quantlib_heston();
std::optional<double> quantlib_american();  // training paths count as paths

}  // namespace sluice::bench
