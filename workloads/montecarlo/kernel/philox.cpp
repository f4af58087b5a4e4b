// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/philox.hpp"

#include "workloads/montecarlo/kernel/inverse_normal.hpp"
#include "workloads/montecarlo/kernel/uniform.hpp"

namespace sluice::montecarlo {
namespace {

constexpr std::uint64_t kMultiplier0 = 0xD2511F53, kMultiplier1 = 0xCD9E8D57;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9, kWeyl1 = 0xBB67AE85;
constexpr int kRounds = 10;

struct RoundKeys {
    explicit RoundKeys(std::uint32_t key0, std::uint32_t key1) {
        for (std::size_t round = 0; round < kRounds; ++round) {
            first[round] = key0 + static_cast<std::uint32_t>(round) * kWeyl0;
            second[round] = key1 + static_cast<std::uint32_t>(round) * kWeyl1;
        }
    }
    explicit RoundKeys(Seed seed)
        : RoundKeys{static_cast<std::uint32_t>(seed.value), static_cast<std::uint32_t>(seed.value >> 32)} {}

    std::array<std::uint32_t, kRounds> first, second;
};

/// The four words of a counter in each lane; only the low halves count, the high ones may hold anything.
struct Words {
    Bits word0, word1, word2, word3;
};

inline Words ten_rounds(Words c, const RoundKeys& keys) {
#pragma GCC unroll 10
    for (std::size_t round = 0; round < kRounds; ++round) {
        const Bits product0 = multiply_low_halves(c.word0, Bits{} + kMultiplier0);
        const Bits product1 = multiply_low_halves(c.word2, Bits{} + kMultiplier1);
        c = {(product1 >> 32) ^ c.word1 ^ std::uint64_t{keys.first[round]}, product1,
             (product0 >> 32) ^ c.word3 ^ std::uint64_t{keys.second[round]}, product0};
    }
    return c;
}

inline Bits lane_numbers() {
    Bits numbers{};
    for (int lane = 0; lane < kLanes; ++lane) numbers[lane] = static_cast<std::uint64_t>(lane);
    return numbers;
}

/// Calls use(pack, word pair) for both halves of the batch.
template <class Use>
inline void for_each_pack(Seed seed, Stream stream, std::uint64_t batch, const Use& use) {
    const RoundKeys keys{seed};
    constexpr std::size_t half = kPacks / 2;
    const std::uint64_t first = batch * (kBatchPaths / 2);
    const Bits zero{};
    for (std::size_t pack = 0; pack < half; ++pack) {
        const Bits counter = lane_numbers() + (first + pack * kLanes);
        const Words words = ten_rounds({counter, counter >> 32, zero + std::uint64_t{stream.dimension},
                                        zero + std::uint64_t{stream.purpose}},
                                       keys);
        use(pack, (words.word0 & 0xffffffff) | (words.word1 << 32));
        use(pack + half, (words.word2 & 0xffffffff) | (words.word3 << 32));
    }
}

}  // namespace

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
    const auto spread = [](std::uint32_t word) { return Bits{} + std::uint64_t{word}; };
    const Words words =
        ten_rounds({spread(counter[0]), spread(counter[1]), spread(counter[2]), spread(counter[3])},
                   RoundKeys{key[0], key[1]});
    const auto low = [](Bits word) { return static_cast<std::uint32_t>(word[0]); };
    return {low(words.word0), low(words.word1), low(words.word2), low(words.word3)};
}

void philox_uniforms(Seed seed, Stream stream, std::uint64_t batch, Batch& uniforms) {
    for_each_pack(seed, stream, batch,
                  [&](std::size_t pack, Bits random) { uniforms[pack] = open_uniform(random); });
}

void philox_normals(Seed seed, Stream stream, std::uint64_t batch, Batch& normals) {
    philox_uniforms(seed, stream, batch, normals);
    inverse_normal(normals);
}

}  // namespace sluice::montecarlo
