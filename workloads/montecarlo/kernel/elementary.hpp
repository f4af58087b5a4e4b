// SPDX-License-Identifier: Apache-2.0
// exp and log for lanes. Coefficients: Chebyshev fits computed with 40 digits. Errors measured in the tests.
#pragma once

#include "workloads/montecarlo/kernel/polynomial.hpp"

namespace sluice::montecarlo {

/// e^x for -700 <= x <= 700. Relative error below 3e-16.
inline Lanes exp_within(Lanes x) {
    constexpr std::array kTaylorLike{1.0,
                                     1.0,
                                     0.5000000000000019,
                                     0.1666666666666668,
                                     0.0416666666664881,
                                     0.008333333333319601,
                                     0.0013888888952314775,
                                     0.00019841269890047113,
                                     2.4801485482328494e-05,
                                     2.755724091857897e-06,
                                     2.763263963904103e-07,
                                     2.5110037605963777e-08};
    constexpr double per_ln2 = 1.4426950408889634;
    constexpr double ln2_high = 0.69314718036912382, ln2_low = 1.9082149292705877e-10;
    constexpr double rounder = 0x1.8p52;  // adding it leaves the nearest integer in the low bits
    const Lanes shifted = x * per_ln2 + rounder;
    const Lanes whole = shifted - rounder;
    const Lanes rest = (x - whole * ln2_high) - whole * ln2_low;
    const Lanes power = polynomial(kTaylorLike, rest);
    return lanes_of(bits_of(power) + (bits_of(shifted) << 52));
}

/// e^x; below -700 it is what e^-700 is, above 700 what e^700 is. Relative error below 3e-16.
inline Lanes exp(Lanes x) { return exp_within(min(max(x, constant(-700.0)), constant(700.0))); }

/// e^x, or 1 where x is positive.
inline Lanes exp_up_to_one(Lanes x) { return exp_within(min(max(x, constant(-700.0)), Lanes{})); }

/// Natural logarithm of a positive, normal number. Error below 2e-16 + 2e-16 |log x|.
inline Lanes log(Lanes x) {
    // x = m 2^k with m between sqrt(1/2) and sqrt(2); log m = 2 artanh s, s = (m - 1) / (m + 1).
    constexpr std::array kArtanh{0.666666666666667,  0.39999999999899505, 0.28571428625975487,
                                 0.2222221113479508, 0.18182889125261723, 0.15331721600556042,
                                 0.14616449685043406};
    constexpr std::uint64_t sqrt_half = 0x3fe6a09e00000000;
    constexpr double ln2_high = 0.69314718036912382, ln2_low = 1.9082149292705877e-10;
    const Bits above = bits_of(x) - sqrt_half;
    const Bits exponent = above >> 52;  // k modulo 4096
    const Lanes m = lanes_of(bits_of(x) - (exponent << 52));
    constexpr std::uint64_t two_to_52 = 0x4330000000000000;
    const Bits biased = (exponent + 2048) & 0xfff;
    const Lanes k = lanes_of(biased | two_to_52) - (0x1p52 + 2048);
    const Lanes f = m - 1.0;
    const Lanes s = f / (2.0 + f);
    const Lanes square = s * s;
    const Lanes curved = square * polynomial(kArtanh, square);
    // 2 s = f - f s exactly up to rounding: keeps the digits of f near x = 1.
    return k * ln2_high + (f - (s * (f - curved) - k * ln2_low));
}

}  // namespace sluice::montecarlo
