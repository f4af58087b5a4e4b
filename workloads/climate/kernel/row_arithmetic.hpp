// SPDX-License-Identifier: Apache-2.0
// A product and a sum with one rounding, as an instruction of the machine.
//
// Written out where it is wanted, never left to the compiler: a loop's vector part and its remainder then
// round alike, and a result does not depend on where a row begins.
#pragma once

namespace sluice::climate {

/// a b + c.
inline double fused(double a, double b, double c) { return __builtin_fma(a, b, c); }

}  // namespace sluice::climate
