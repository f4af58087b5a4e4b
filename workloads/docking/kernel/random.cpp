// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/random.hpp"

namespace sluice::docking {
namespace {

/// FNV-1a: the same on every machine, unlike std::hash.
std::uint64_t hash(std::string_view text) {
    std::uint64_t value = 14695981039346656037U;
    for (const char letter : text) value = (value ^ static_cast<unsigned char>(letter)) * 1099511628211U;
    return value;
}

std::mt19937_64 engine_for(std::uint64_t seed, std::uint64_t name, int number) {
    std::seed_seq sequence{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                           static_cast<std::uint32_t>(name), static_cast<std::uint32_t>(name >> 32),
                           static_cast<std::uint32_t>(number)};
    return std::mt19937_64{sequence};
}

}  // namespace

Random::Random(std::uint64_t seed, std::string_view name, int number)
    : engine_{engine_for(seed, hash(name), number)} {}

double Random::uniform(double low, double high) {
    constexpr double unit = 0x1p-53;
    return low + (high - low) * (static_cast<double>(engine_() >> 11) * unit);
}

int Random::below(int count) { return static_cast<int>(uniform(0, count)); }

Vec3 Random::in_unit_ball() {
    for (;;) {
        const double x = uniform(-1, 1), y = uniform(-1, 1), z = uniform(-1, 1);
        const Vec3 point{x, y, z};
        if (dot(point, point) <= 1) return point;
    }
}

/// Uniform over all rotations: a random direction in four dimensions.
Quaternion Random::orientation() {
    for (;;) {
        const double w = uniform(-1, 1), x = uniform(-1, 1), y = uniform(-1, 1), z = uniform(-1, 1);
        const double length2 = w * w + x * x + y * y + z * z;
        if (length2 <= 1 && length2 > 1e-4) return normalised({w, x, y, z});
    }
}

}  // namespace sluice::docking
