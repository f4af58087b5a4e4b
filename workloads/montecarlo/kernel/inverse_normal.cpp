// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/inverse_normal.hpp"

#include "workloads/montecarlo/kernel/elementary.hpp"

namespace sluice::montecarlo {
namespace {

constexpr double kTailFrom = 5.0;  // in w: one number in 300 lies beyond

inline Lanes middle(Lanes w) {
    constexpr std::array kFit{
        2.1233134670146696,      0.3488020243990223,     -0.005907619380143867,  -0.0017715965126089968,
        0.00030865248371502585,  -7.06552440192075e-06,  -4.831829538913134e-06, 6.770208215011871e-07,
        1.8973980613630632e-08,  -1.536079729280368e-08, 1.2832707277982657e-09, 1.6947233791953766e-10,
        -4.4041973172661635e-11, 1.2087074039109755e-12, 7.706389257777531e-13,  -9.563500555536927e-14,
        -5.982873902112915e-15,  1.679320160197873e-15,  -3.1200398875030043e-17};
    return polynomial(kFit, w - 2.5);
}

Lanes tail(Lanes w) {
    constexpr std::array kFit{
        5.598758604257057,       1.4280110256518785,      0.001382038887750343,    -0.001035602933579633,
        0.0003696765253250806,   -0.00012225380124229347, 4.944279829565716e-05,   -2.6601526068093735e-05,
        1.5553751000910987e-05,  -8.07554866795089e-06,   3.2779680147974006e-06,  -8.453071284295147e-07,
        -1.9838132379329932e-08, 1.5607902112409345e-07,  -8.838792197409431e-08,  2.5143054354852095e-08,
        -1.1266157325100827e-09, -2.340454818318296e-09,  1.3266381653161402e-09,  -4.674232974076198e-10,
        4.8778689431121764e-11,  5.456833971854523e-11,   -2.4687875258600107e-11, 9.383844418647498e-13,
        1.3956767722320593e-12,  -2.312995754233466e-13};
    return polynomial(kFit, sqrt(max(w, constant(kTailFrom))) - 4.118);
}

}  // namespace

// Three loops, because one would need more registers than there are.
void inverse_normal(Batch& numbers) {
    Batch w, x;
    for (std::size_t pack = 0; pack < kPacks; ++pack) {
        const Lanes u = numbers[pack];
        w[pack] = -log(4.0 * (u * (1.0 - u)));
        x[pack] = 2.0 * u - 1.0;
    }
    for (std::size_t pack = 0; pack < kPacks; ++pack) numbers[pack] = x[pack] * middle(w[pack]);
    for (std::size_t pack = 0; pack < kPacks; ++pack) {
        const Mask beyond = w[pack] > kTailFrom;
        if (__builtin_expect(any(beyond), 0))
            numbers[pack] = select(beyond, x[pack] * tail(w[pack]), numbers[pack]);
    }
}

}  // namespace sluice::montecarlo
