// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/sphere/nodes.hpp"

#include <cmath>
#include <numbers>

namespace sluice::climate::sphere {
namespace {

constexpr int kDegree = kNodes - 1;

/// Legendre's polynomial of degree kDegree and the one below it.
struct Legendre {
    double here, below;

    explicit Legendre(double x) : here{x}, below{1} {
        for (int n = 1; n < kDegree; ++n) {
            const double next = ((2 * n + 1) * x * here - n * below) / (n + 1);
            below = here;
            here = next;
        }
    }
};

/// Newton's iteration for the zeros of (1 - x^2) L'(x), from those of Chebyshev's polynomial.
double point(int i) {
    if (i == 0) return -1;
    if (i == kDegree) return 1;
    double x = -std::cos(std::numbers::pi * i / kDegree);
    for (int round = 0; round < 20; ++round) {
        const Legendre legendre{x};
        x -= (x * legendre.here - legendre.below) / ((kDegree + 1) * legendre.here);
    }
    return x;
}

Line barycentric_weights(const Line& points) {
    Line weights;
    for (int i = 0; i < kNodes; ++i) {
        weights[i] = 1;
        for (int m = 0; m < kNodes; ++m) {
            if (m != i) weights[i] /= points[i] - points[m];
        }
    }
    return weights;
}

/// A constant has slope zero to rounding: each diagonal is minus the sum of the rest of its row.
std::array<Line, kNodes> derivative_between(const Line& points) {
    const Line weights = barycentric_weights(points);
    std::array<Line, kNodes> slope{};
    for (int i = 0; i < kNodes; ++i) {
        for (int m = 0; m < kNodes; ++m) {
            if (m == i) continue;
            slope[i][m] = weights[m] / weights[i] / (points[i] - points[m]);
            slope[i][i] -= slope[i][m];
        }
    }
    return slope;
}

Nodes make_nodes() {
    Nodes made{};
    for (int i = 0; i < kNodes; ++i) {
        made.points[i] = point(i);
        const Legendre legendre{made.points[i]};
        made.weights[i] = 2 / (kDegree * (kDegree + 1) * legendre.here * legendre.here);
    }
    made.derivative = derivative_between(made.points);
    return made;
}

}  // namespace

const Nodes& nodes() {
    static const Nodes made = make_nodes();
    return made;
}

Line polynomials_at(double x) {
    const Line& points = nodes().points;
    Line values;
    for (int i = 0; i < kNodes; ++i) {
        values[i] = 1;
        for (int m = 0; m < kNodes; ++m) {
            if (m != i) values[i] *= (x - points[m]) / (points[i] - points[m]);
        }
    }
    return values;
}

}  // namespace sluice::climate::sphere
