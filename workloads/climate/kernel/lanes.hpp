// SPDX-License-Identifier: Apache-2.0
// Several cells of a row at a time, as a register holds them.
//
// Written out, because compilers keep a pointer for each neighbour that a loop over a row looks at, and then run out of
// registers. Every cell goes through the same instructions, whatever its lane.
#pragma once

#ifdef __FMA__
#include <immintrin.h>
#endif

#include <cstddef>
#include <cstring>

namespace sluice::climate {

inline constexpr int kLanes = 4;
using Lanes = double __attribute__((vector_size(kLanes * sizeof(double))));

inline Lanes load(const double* cells) {
    Lanes lanes;
    std::memcpy(&lanes, cells, sizeof lanes);
    return lanes;
}

/// The same for what is used several times: compilers that may take operands from memory load it each time.
inline Lanes load_once(const double* cells) {
    Lanes lanes = load(cells);
#ifdef __AVX__
    asm("" : "+x"(lanes));
#endif
    return lanes;
}

inline void store(double* cells, Lanes lanes) { std::memcpy(cells, &lanes, sizeof lanes); }

/// The first `count` lanes alone.
inline void store_some(double* cells, Lanes lanes, int count) {
    std::memcpy(cells, &lanes, static_cast<std::size_t>(count) * sizeof(double));
}

inline Lanes in_all_lanes(double value) { return Lanes{value, value, value, value}; }

/// a b + c with one rounding.
inline Lanes fused(Lanes a, Lanes b, Lanes c) {
#ifdef __FMA__
    return _mm256_fmadd_pd(a, b, c);
#else
    Lanes result{};
    for (int lane = 0; lane < kLanes; ++lane) result[lane] = __builtin_fma(a[lane], b[lane], c[lane]);
    return result;
#endif
}
inline Lanes fused(double a, Lanes b, Lanes c) { return fused(in_all_lanes(a), b, c); }
inline Lanes fused(Lanes a, double b, Lanes c) { return fused(a, in_all_lanes(b), c); }
inline Lanes fused(Lanes a, double b, double c) { return fused(a, in_all_lanes(b), in_all_lanes(c)); }

inline Lanes magnitude(Lanes lanes) {
    using Bits = long long __attribute__((vector_size(sizeof(Lanes))));
    Bits bits;
    std::memcpy(&bits, &lanes, sizeof bits);
    bits &= ~(1LL << 63);
    std::memcpy(&lanes, &bits, sizeof bits);
    return lanes;
}

}  // namespace sluice::climate
