// SPDX-License-Identifier: Apache-2.0
#include "io/fletcher32.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace sluice::io {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::uint64_t kModulus = 65535;
constexpr std::size_t kLanes = 16;
constexpr std::size_t kMostSteps = 360;  // more could overflow a lane of the second sum

/// Sum of words, and sum of sums, modulo kModulus.
struct Sums {
    std::uint64_t first = 0, second = 0;

    /// Of `count` further words whose own sums are `more`.
    void append(std::uint64_t count, const Sums& more) {
        second = (second + count % kModulus * first + more.second) % kModulus;
        first = (first + more.first) % kModulus;
    }
};

/// Of steps x kLanes words as they lie in memory. Word n of N counts N - n times in the second sum; lane by lane that is
/// kLanes times its own second sum less its place times its first.
Sums sums_of_block(const std::byte* bytes, std::size_t steps) {
    std::array<std::uint32_t, kLanes> first{}, second{};
    for (std::size_t step = 0; step < steps; ++step) {
        std::array<std::uint16_t, kLanes> words;
        std::memcpy(words.data(), bytes + step * sizeof words, sizeof words);
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            first[lane] += words[lane];
            second[lane] += first[lane];
        }
    }
    Sums sums;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        sums.first += first[lane];
        sums.second += kLanes * std::uint64_t{second[lane]} - lane * std::uint64_t{first[lane]};
    }
    return {sums.first % kModulus, sums.second % kModulus};
}

/// HDF5 folds carries in, and so has the modulus where a remainder would be zero, unless every word was.
std::uint32_t folded(std::uint64_t sum, bool all_zero) {
    // Exchanging the bytes of every word multiplies the sums by 256.
    const std::uint64_t remainder = 256 * (sum % kModulus) % kModulus;
    return static_cast<std::uint32_t>(remainder == 0 && !all_zero ? kModulus : remainder);
}

bool is_all_zero(std::span<const std::byte> bytes) {
    return bytes.empty() ||
           (bytes.front() == std::byte{0} && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

}  // namespace

std::uint32_t fletcher32(std::span<const std::byte> bytes) {
    constexpr std::size_t kStepBytes = 2 * kLanes;
    Sums sums;
    std::size_t place = 0;
    while (bytes.size() - place >= kStepBytes) {
        const std::size_t steps = std::min(kMostSteps, (bytes.size() - place) / kStepBytes);
        sums.append(steps * kLanes, sums_of_block(bytes.data() + place, steps));
        place += steps * kStepBytes;
    }
    for (; place < bytes.size(); place += 2) {
        const auto low = std::to_integer<std::uint64_t>(bytes[place]);
        const auto high = place + 1 < bytes.size() ? std::to_integer<std::uint64_t>(bytes[place + 1]) : 0;
        const std::uint64_t word = low + 256 * high;
        sums.append(1, {word, word});
    }
    const bool all_zero = sums.first == 0 && sums.second == 0 && is_all_zero(bytes);
    return folded(sums.second, all_zero) << 16 | folded(sums.first, all_zero);
}

}  // namespace sluice::io
