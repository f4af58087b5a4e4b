// SPDX-License-Identifier: Apache-2.0
// Eight numbers at a time: GCC's vector extensions, and the functions that they lack.
#pragma once

#include <cstdint>

namespace sluice::docking {

inline constexpr int kLanes = 8;

using F8 = float __attribute__((vector_size(32)));
using I8 = std::int32_t __attribute__((vector_size(32)));

inline F8 all(float value) { return F8{} + value; }

inline F8 min(F8 a, F8 b) { return a < b ? a : b; }
inline F8 max(F8 a, F8 b) { return a > b ? a : b; }

inline F8 sqrt(F8 x) {
    F8 root;
    for (int lane = 0; lane < kLanes; ++lane) root[lane] = __builtin_sqrtf(x[lane]);
    return root;
}

inline I8 truncate(F8 x) { return __builtin_convertvector(x, I8); }
inline F8 to_float(I8 x) { return __builtin_convertvector(x, F8); }

/// Is any lane of a comparison true?
inline bool any(I8 mask) {
#ifdef __AVX__
    return __builtin_ia32_movmskps256(reinterpret_cast<F8>(mask)) != 0;
#else
    std::int32_t together = 0;
    for (int lane = 0; lane < kLanes; ++lane) together |= mask[lane];
    return together != 0;
#endif
}

/// To the nearest integer, for |x| below 2^22.
inline F8 round(F8 x) {
    const F8 big = all(12582912.0F);
    return (x + big) - big;
}

/// e^x for x <= 0, to 3e-7 relative; 0 below -80.
inline F8 exp_of_negative(F8 x) {
    const F8 t = 1.44269504F * max(x, all(-80.0F));
    const F8 whole = round(t);
    const F8 f = (t - whole) * 0.693147181F;
    F8 p = all(1.0F / 720);
    p = p * f + 1.0F / 120;
    p = p * f + 1.0F / 24;
    p = p * f + 1.0F / 6;
    p = p * f + 0.5F;
    p = p * f + 1.0F;
    p = p * f + 1.0F;
    const I8 power = (truncate(whole) + 127) << 23;
    return p * reinterpret_cast<F8>(power);
}

struct SinCos {
    F8 sin, cos;
};

/// To about 1e-6, for |x| below 1000.
inline SinCos sin_cos(F8 x) {
    const F8 quarter = round(x * 0.636619772F);
    const F8 r = (x - quarter * 1.5707963F) - quarter * 2.6794897e-8F;
    const F8 r2 = r * r;
    const F8 s = r * (1 + r2 * (-1.0F / 6 + r2 * (1.0F / 120 - r2 * (1.0F / 5040))));
    const F8 c = 1 + r2 * (-0.5F + r2 * (1.0F / 24 + r2 * (-1.0F / 720 + r2 * (1.0F / 40320))));
    const I8 q = truncate(quarter);
    const I8 odd = (q & 1) == 1;
    const F8 sine = odd ? c : s, cosine = odd ? s : c;
    return {(q & 2) == 2 ? -sine : sine, ((q + 1) & 2) == 2 ? -cosine : cosine};
}

struct Vec8 {
    F8 x, y, z;

    friend Vec8 operator+(const Vec8& a, const Vec8& b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
    friend Vec8 operator-(const Vec8& a, const Vec8& b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
    friend Vec8 operator*(F8 s, const Vec8& a) { return {s * a.x, s * a.y, s * a.z}; }
};

inline F8 dot(const Vec8& a, const Vec8& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline Vec8 cross(const Vec8& a, const Vec8& b) {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

}  // namespace sluice::docking
