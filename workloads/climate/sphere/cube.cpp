// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/sphere/cube.hpp"

#include <array>

namespace sluice::climate::sphere {
namespace {

/// The middle of a panel and the directions in which a and b grow there.
struct Frame {
    Vector middle, along_a, along_b;
};

constexpr std::array<Frame, kPanels> kFrames{{
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0, 1, 0}, {-1, 0, 0}, {0, 0, 1}},
    {{-1, 0, 0}, {0, -1, 0}, {0, 0, 1}},
    {{0, -1, 0}, {1, 0, 0}, {0, 0, 1}},
    {{0, 0, 1}, {0, 1, 0}, {-1, 0, 0}},
    {{0, 0, -1}, {0, 1, 0}, {1, 0, 0}},
}};

}  // namespace

Vector point_at(const OnPanel& where) {
    const Frame& frame = kFrames[where.panel];
    return unit(frame.middle + std::tan(where.a) * frame.along_a + std::tan(where.b) * frame.along_b);
}

Tangents tangents_at(const OnPanel& where) {
    const Frame& frame = kFrames[where.panel];
    const double x = std::tan(where.a), y = std::tan(where.b);
    const double r = std::sqrt(1 + x * x + y * y);
    const Vector point = 1 / r * (frame.middle + x * frame.along_a + y * frame.along_b);
    const double dx = (1 + x * x) / r, dy = (1 + y * y) / r;
    return {dx * (frame.along_a - x / r * point), dy * (frame.along_b - y / r * point)};
}

OnPanel locate(const Vector& point) {
    int panel = 0;
    for (int other = 1; other < kPanels; ++other) {
        if (dot(point, kFrames[other].middle) > dot(point, kFrames[panel].middle)) panel = other;
    }
    const Frame& frame = kFrames[panel];
    const double height = dot(point, frame.middle);
    return {panel, std::atan2(dot(point, frame.along_a), height),
            std::atan2(dot(point, frame.along_b), height)};
}

}  // namespace sluice::climate::sphere
