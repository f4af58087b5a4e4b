// SPDX-License-Identifier: Apache-2.0
// Points, rotations and their algebra, in double precision.
#pragma once

#include <array>
#include <cmath>

namespace sluice::docking {

struct Vec3 {
    double x = 0, y = 0, z = 0;

    friend Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
    friend Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
    friend Vec3 operator*(double s, Vec3 a) { return {s * a.x, s * a.y, s * a.z}; }
    friend bool operator==(Vec3, Vec3) = default;
};

inline double dot(Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline double distance2(Vec3 a, Vec3 b) { return dot(a - b, a - b); }
inline double length(Vec3 a) { return std::sqrt(dot(a, a)); }

struct Quaternion {
    double w = 1, x = 0, y = 0, z = 0;

    friend Quaternion operator*(Quaternion a, Quaternion b) {
        return {a.w * b.w - a.x * b.x - a.y * b.y - a.z * b.z, a.w * b.x + a.x * b.w + a.y * b.z - a.z * b.y,
                a.w * b.y - a.x * b.z + a.y * b.w + a.z * b.x, a.w * b.z + a.x * b.y - a.y * b.x + a.z * b.w};
    }
};

inline Quaternion normalised(Quaternion q) {
    const double scale = 1 / std::sqrt(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z);
    return {scale * q.w, scale * q.x, scale * q.y, scale * q.z};
}

/// A turn by |r| radians about r.
inline Quaternion from_rotation_vector(Vec3 r) {
    const double angle = length(r);
    if (angle < 1e-12) return {1, 0.5 * r.x, 0.5 * r.y, 0.5 * r.z};
    const double s = std::sin(0.5 * angle) / angle;
    return {std::cos(0.5 * angle), s * r.x, s * r.y, s * r.z};
}

struct Matrix3 {
    std::array<Vec3, 3> rows;

    friend Vec3 operator*(const Matrix3& m, Vec3 v) {
        return {dot(m.rows[0], v), dot(m.rows[1], v), dot(m.rows[2], v)};
    }
};

/// Of a unit quaternion.
inline Matrix3 rotation_matrix(Quaternion q) {
    return {
        {Vec3{1 - 2 * (q.y * q.y + q.z * q.z), 2 * (q.x * q.y - q.w * q.z), 2 * (q.x * q.z + q.w * q.y)},
         Vec3{2 * (q.x * q.y + q.w * q.z), 1 - 2 * (q.x * q.x + q.z * q.z), 2 * (q.y * q.z - q.w * q.x)},
         Vec3{2 * (q.x * q.z - q.w * q.y), 2 * (q.y * q.z + q.w * q.x), 1 - 2 * (q.x * q.x + q.y * q.y)}}};
}

}  // namespace sluice::docking
