// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/sobol.hpp"

#include <bit>
#include <limits>
#include <stdexcept>

#include "workloads/montecarlo/kernel/streams.hpp"
#include "workloads/montecarlo/kernel/uniform.hpp"

namespace sluice::montecarlo {
namespace {

/// x^degree + ... + 1, one bit for each power.
struct Polynomial {
    std::uint32_t bits;
    int degree;
};

/// Primitive means: multiplying by x runs through all 2^degree - 1 remainders.
bool is_primitive(Polynomial p) {
    const std::uint32_t all = (1U << p.degree) - 1;
    std::uint32_t remainder = 1;
    for (std::uint32_t power = 1; power <= all; ++power) {
        remainder <<= 1;
        if ((remainder >> p.degree) != 0) remainder ^= p.bits;
        if (remainder == 1) return power == all;
    }
    return false;
}

std::vector<Polynomial> primitive_polynomials(std::size_t count) {
    std::vector<Polynomial> found;
    for (int degree = 1; found.size() < count; ++degree) {
        for (std::uint32_t bits = (1U << degree) + 1; bits < (2U << degree) && found.size() < count;
             bits += 2) {
            if (const Polynomial candidate{bits, degree}; is_primitive(candidate)) found.push_back(candidate);
        }
    }
    return found;
}

Directions van_der_corput() {
    Directions directions{};
    for (std::size_t bit = 0; bit < kSobolBits; ++bit) directions[bit] = std::uint64_t{1} << (63 - bit);
    return directions;
}

/// The first `degree` directions are free, the polynomial's recurrence gives the others.
void complete(Directions& directions, Polynomial p) {
    const auto degree = static_cast<std::size_t>(p.degree);
    for (std::size_t bit = degree; bit < kSobolBits; ++bit) {
        std::uint64_t next = directions[bit - degree] ^ (directions[bit - degree] >> degree);
        for (std::size_t k = 1; k < degree; ++k) {
            if (((p.bits >> (degree - k)) & 1U) != 0) next ^= directions[bit - k];
        }
        directions[bit] = next;
    }
}

Directions candidate_directions(Polynomial p, std::uint32_t dimension, std::uint32_t attempt) {
    Directions directions{};
    for (std::uint32_t bit = 0; bit < static_cast<std::uint32_t>(p.degree); ++bit) {
        const std::uint32_t random = philox({dimension, attempt, bit, 0}, {0, 0})[0];
        const std::uint64_t odd = (random & ((2U << bit) - 1)) | 1U;  // of bit + 1 digits
        directions[bit] = odd << (63 - bit);
    }
    complete(directions, p);
    return directions;
}

/// Unevenness of a candidate's projections with the dimensions closest to it and with the first ones.
int unevenness(const Directions& candidate, const std::vector<Directions>& before) {
    constexpr std::size_t closest = 24, first = 8;
    constexpr int digits = 10;
    int total = 0;
    for (std::size_t k = 0; k < before.size(); ++k) {
        if (k >= first && k + closest < before.size()) continue;
        const int t = t_value(candidate, before[k], digits);
        total += t * t;
    }
    return total;
}

Directions best_directions(Polynomial p, const std::vector<Directions>& before) {
    const std::uint32_t attempts = before.size() < 32 ? 128 : 16;
    Directions best{};
    int least = std::numeric_limits<int>::max();
    for (std::uint32_t attempt = 0; attempt < attempts; ++attempt) {
        const Directions candidate =
            candidate_directions(p, static_cast<std::uint32_t>(before.size()), attempt);
        const int found = unevenness(candidate, before);
        if (found < least) {
            least = found;
            best = candidate;
        }
    }
    return best;
}

/// Vectors over GF(2) that are independent, each led by a bit that no other has.
class Independent {
  public:
    /// False if `vector` depends on those that are there.
    bool add(std::uint32_t vector) {
        while (vector != 0) {
            std::uint32_t& leader = led_by_[static_cast<std::size_t>(std::countl_zero(vector))];
            if (leader == 0) {
                leader = vector;
                return true;
            }
            vector ^= leader;
        }
        return false;
    }

  private:
    std::array<std::uint32_t, 32> led_by_{};
};

/// Row `digit` of the matrix that takes a point's number to its binary digits.
std::uint32_t row(const Directions& directions, int digit, int digits) {
    std::uint32_t bits = 0;
    for (int k = 0; k < digits; ++k) {
        bits |= static_cast<std::uint32_t>((directions[static_cast<std::size_t>(k)] >> (63 - digit)) & 1)
                << k;
    }
    return bits;
}

}  // namespace

int t_value(const Directions& a, const Directions& b, int digits) {
    std::array<std::uint32_t, 32> rows_a{}, rows_b{};
    for (int digit = 0; digit < digits; ++digit) {
        rows_a[static_cast<std::size_t>(digit)] = row(a, digit, digits);
        rows_b[static_cast<std::size_t>(digit)] = row(b, digit, digits);
    }
    int least = digits;
    Independent of_a;
    for (int from_a = 0; from_a <= digits; ++from_a) {
        Independent both = of_a;
        int from_b = 0;
        while (from_a + from_b < digits && both.add(rows_b[static_cast<std::size_t>(from_b)])) ++from_b;
        least = std::min(least, from_a + from_b);
        if (from_a < digits) of_a.add(rows_a[static_cast<std::size_t>(from_a)]);
    }
    return digits - least;
}

std::vector<Directions> sobol_directions(int dimensions) {
    if (dimensions > kSobolDimensions)
        throw std::invalid_argument{"Sobol's sequence has 1111 dimensions here"};
    std::vector<Directions> all{van_der_corput()};
    for (const Polynomial p : primitive_polynomials(static_cast<std::size_t>(std::max(dimensions, 1)) - 1)) {
        all.push_back(best_directions(p, all));
    }
    return all;
}

ScrambledSobol::ScrambledSobol(const Directions& directions, Seed seed, std::uint32_t dimension,
                               std::uint32_t replicate)
    : directions_{} {
    const auto key =
        std::array{static_cast<std::uint32_t>(seed.value), static_cast<std::uint32_t>(seed.value >> 32)};
    const auto random = [&](std::uint32_t digit) {
        const auto words = philox({digit, replicate, dimension, kScrambling}, key);
        return std::uint64_t{words[0]} << 32 | words[1];
    };
    for (std::uint32_t digit = 0; digit < 64; ++digit) {
        const std::uint64_t own = std::uint64_t{1} << (63 - digit);
        const std::uint64_t more_significant = digit == 0 ? 0 : ~std::uint64_t{0} << (64 - digit);
        const std::uint64_t mixed = (random(digit) & more_significant) | own;
        for (std::size_t k = 0; k < kSobolBits; ++k) {
            if (std::popcount(directions[k] & mixed) % 2 != 0) directions_[k] |= own;
        }
    }
    shift_ = random(64);
}

void ScrambledSobol::uniforms(std::uint64_t batch, Batch& numbers) const {
    constexpr std::size_t bits_of_batch = std::countr_zero(unsigned{kBatchPaths});
    constexpr std::size_t bits_of_lane = std::countr_zero(unsigned{kLanes});
    std::uint64_t common = shift_;
    for (std::size_t k = bits_of_batch; k < kSobolBits; ++k) {
        if (((batch >> (k - bits_of_batch)) & 1) != 0) common ^= directions_[k];
    }
    Bits point{};
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        std::uint64_t digits = common;
        for (std::size_t k = 0; k < bits_of_lane; ++k) {
            if (((lane >> k) & 1) != 0) digits ^= directions_[k];
        }
        point[lane] = digits;
    }
    for (std::size_t pack = 0; pack < kPacks; ++pack) {
        numbers[pack] = open_uniform(point);
        for (std::size_t k = 0, carried = pack; k < bits_of_batch - bits_of_lane; ++k, carried >>= 1) {
            point ^=
                directions_[bits_of_lane + k];  // counting up flips the trailing ones and the zero above them
            if ((carried & 1) == 0) break;
        }
    }
}

}  // namespace sluice::montecarlo
