// SPDX-License-Identifier: Apache-2.0
#include "io/principal_axes.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::io {
namespace {

using Matrix3 = std::array<Vector3, 3>;

Vector3 middle_of(std::span<const Vector3> points) {
    Vector3 middle{};
    for (const Vector3& point : points)
        for (std::size_t k = 0; k < 3; ++k) middle[k] += point[k] / static_cast<double>(points.size());
    return middle;
}

Matrix3 covariance(std::span<const Vector3> points, const Vector3& middle) {
    Matrix3 sum{};
    for (const Vector3& point : points)
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 3; ++j) sum[i][j] += (point[i] - middle[i]) * (point[j] - middle[j]);
    return sum;
}

/// Turns the columns p and q of `vectors` so that element (p, q) of the symmetric matrix vanishes: one step of
/// Jacobi's method.
void rotate(Matrix3& matrix, Matrix3& vectors, std::size_t p, std::size_t q) {
    if (matrix[p][q] == 0) return;
    const double angle = 0.5 * std::atan2(2 * matrix[p][q], matrix[q][q] - matrix[p][p]);
    const double c = std::cos(angle), s = std::sin(angle);
    const auto turn = [&](double& a, double& b) {
        const double before = a;
        a = c * before - s * b;
        b = s * before + c * b;
    };
    for (std::size_t k = 0; k < 3; ++k) turn(matrix[k][p], matrix[k][q]);
    for (std::size_t k = 0; k < 3; ++k) turn(matrix[p][k], matrix[q][k]);
    for (std::size_t k = 0; k < 3; ++k) turn(vectors[k][p], vectors[k][q]);
}

Vector3 cross(const Vector3& a, const Vector3& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

}  // namespace

double dot(const Vector3& a, const Vector3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

PrincipalAxes principal_axes(std::span<const Vector3> points) {
    PrincipalAxes result{middle_of(points), {}};
    Matrix3 matrix = covariance(points, result.middle);
    Matrix3 vectors{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
    for (int sweep = 0; sweep < 12; ++sweep)
        for (const auto& [p, q] : {std::pair{0, 1}, {0, 2}, {1, 2}})
            rotate(matrix, vectors, static_cast<std::size_t>(p), static_cast<std::size_t>(q));

    std::array<std::size_t, 3> order{0, 1, 2};
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return matrix[a][a] > matrix[b][b]; });
    for (std::size_t n = 0; n < 2; ++n)
        result.axes[n] = {vectors[0][order[n]], vectors[1][order[n]], vectors[2][order[n]]};
    result.axes[2] = cross(result.axes[0], result.axes[1]);
    return result;
}

}  // namespace sluice::io
