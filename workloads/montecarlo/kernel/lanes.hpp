// SPDX-License-Identifier: Apache-2.0
// Several doubles side by side, as wide as the machine's vectors: GCC's vector extension and the little that
// it lacks.
//
// Every lane does the same arithmetic whatever the width, so a path's numbers do not depend on it.
#pragma once

#include <cmath>
#include <cstdint>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace sluice::montecarlo {

#if defined(__AVX512F__)
inline constexpr int kLanes = 8;
#else
inline constexpr int kLanes = 4;
#endif

using Lanes = double __attribute__((vector_size(kLanes * 8)));
using Bits = std::uint64_t __attribute__((vector_size(kLanes * 8)));
using Mask = std::int64_t __attribute__((vector_size(kLanes * 8)));  // a lane is all ones or zero

inline Bits bits_of(Lanes x) { return reinterpret_cast<Bits>(x); }
inline Lanes lanes_of(Bits x) { return reinterpret_cast<Lanes>(x); }

inline Lanes constant(double x) { return Lanes{} + x; }

inline Lanes select(Mask choose, Lanes yes, Lanes no) { return choose ? yes : no; }
inline Lanes max(Lanes a, Lanes b) { return a > b ? a : b; }
inline Lanes min(Lanes a, Lanes b) { return a < b ? a : b; }

inline Lanes sqrt(Lanes x) {
    Lanes root{};
    for (int lane = 0; lane < kLanes; ++lane) root[lane] = std::sqrt(x[lane]);
    return root;
}

inline bool any(Mask mask) {
#if defined(__AVX512F__)
    return _mm512_movepi64_mask(reinterpret_cast<__m512i>(mask)) != 0;
#elif defined(__AVX2__)
    return _mm256_movemask_pd(reinterpret_cast<__m256d>(mask)) != 0;
#else
    std::int64_t all = 0;
    for (int lane = 0; lane < kLanes; ++lane) all |= mask[lane];
    return all != 0;
#endif
}

/// Products of the low halves, 32 x 32 bits to 64; the high halves are ignored.
inline Bits multiply_low_halves(Bits a, Bits b) {
#if defined(__AVX512F__)
    // The mask of all lanes costs nothing; g++ 12 calls the form without it uninitialized (GCC bug 105593).
    return reinterpret_cast<Bits>(
        _mm512_maskz_mul_epu32(0xff, reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
#elif defined(__AVX2__)
    return reinterpret_cast<Bits>(
        _mm256_mul_epu32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
#else
    return (a & 0xffffffff) * (b & 0xffffffff);
#endif
}

inline double sum(Lanes x) {
    double total = x[0];
    for (int lane = 1; lane < kLanes; ++lane) total += x[lane];
    return total;
}

}  // namespace sluice::montecarlo
