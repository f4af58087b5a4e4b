// SPDX-License-Identifier: Apache-2.0
// Points on the unit sphere and vectors along it, in space: x to longitude 0 on the equator, z to the north
// pole.
#pragma once

#include <algorithm>
#include <cmath>

namespace sluice::climate::sphere {

struct Vector {
    double x, y, z;

    friend Vector operator+(const Vector& a, const Vector& b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
    friend Vector operator-(const Vector& a, const Vector& b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
    friend Vector operator*(double s, const Vector& a) { return {s * a.x, s * a.y, s * a.z}; }
};

inline double dot(const Vector& a, const Vector& b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline Vector cross(const Vector& a, const Vector& b) {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
inline double length(const Vector& a) { return std::sqrt(dot(a, a)); }
inline Vector unit(const Vector& a) { return 1 / length(a) * a; }

/// Longitude from -pi to pi and latitude, radians.
struct Place {
    double longitude, latitude;
};
inline Place place_of(const Vector& point) {
    return {std::atan2(point.y, point.x), std::atan2(point.z, std::hypot(point.x, point.y))};
}
inline Vector point_at(const Place& place) {
    const double ring = std::cos(place.latitude);
    return {ring * std::cos(place.longitude), ring * std::sin(place.longitude), std::sin(place.latitude)};
}

/// Unit vectors along the sphere; at a pole, those of the limit along the meridian of `longitude`.
inline Vector east_at(const Place& place) {
    return {-std::sin(place.longitude), std::cos(place.longitude), 0};
}
inline Vector north_at(const Place& place) {
    const double up = std::sin(place.latitude);
    return {-up * std::cos(place.longitude), -up * std::sin(place.longitude), std::cos(place.latitude)};
}

}  // namespace sluice::climate::sphere
