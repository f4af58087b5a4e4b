// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/sphere/jet.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include "workloads/climate/kernel/quadrature.hpp"
#include "workloads/climate/sphere/planet.hpp"

namespace sluice::climate::sphere {
namespace {

using std::numbers::pi;

constexpr double kStrongest = 80;                                     // m s-1
constexpr double kSouthern = pi / 7, kNorthern = pi / 2 - kSouthern;  // where the jet begins and ends
constexpr double kMeanDepth = 10e3;                                   // m

/// Integral of f from low to high by Gauss's rule on one interval.
template <class Function>
double integral(double low, double high, Function f) {
    double sum = 0;
    for (const QuadraturePoint& at : kGaussPoints) {
        sum += at.weight * f(0.5 * (low + high) + 0.5 * (high - low) * at.position);
    }
    return (high - low) * sum;
}

/// What balances the wind: a slope of the depth, m per radian.
double slope(double latitude) {
    const double u = jet_wind(latitude);
    const double turning = 2 * kRotation * std::sin(latitude) + std::tan(latitude) / kRadius * u;
    return -kRadius / kPlanetGravity * u * turning;
}

/// The depth across the jet, relative to that south of it, at equally spaced latitudes.
class Profile {
  public:
    Profile() {
        for (int n = 0; n < kIntervals; ++n) {
            below_[n + 1] = below_[n] + integral(latitude(n), latitude(n + 1), slope);
        }
        double mean = 0.5 * (1 - std::sin(kNorthern)) * below_[kIntervals];
        for (int n = 0; n < kIntervals; ++n) {
            mean += integral(latitude(n), latitude(n + 1),
                             [this](double at) { return 0.5 * std::cos(at) * relative(at); });
        }
        southern_ = kMeanDepth - mean;
    }

    double depth(double at) const { return southern_ + relative(at); }

  private:
    static constexpr int kIntervals = 1000;

    static double latitude(int n) { return kSouthern + n * (kNorthern - kSouthern) / kIntervals; }

    double relative(double at) const {
        if (at <= kSouthern) return 0;
        if (at >= kNorthern) return below_[kIntervals];
        const int n = static_cast<int>((at - kSouthern) / (kNorthern - kSouthern) * kIntervals);
        return below_[n] + integral(latitude(n), at, slope);
    }

    std::array<double, kIntervals + 1> below_{};
    double southern_ = 0;
};

}  // namespace

double jet_wind(double latitude) {
    if (latitude <= kSouthern || latitude >= kNorthern) return 0;
    const double width = kNorthern - kSouthern;
    return kStrongest * std::exp(4 / (width * width) + 1 / ((latitude - kSouthern) * (latitude - kNorthern)));
}

double jet_depth(double latitude) {
    static const Profile profile;
    return profile.depth(latitude);
}

double jet_disturbance(double longitude, double latitude) {
    const double east = 3 * longitude, north = 15 * (pi / 4 - latitude);
    return 120 * std::cos(latitude) * std::exp(-east * east - north * north);
}

}  // namespace sluice::climate::sphere
