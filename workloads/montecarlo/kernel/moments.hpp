// SPDX-License-Identifier: Apache-2.0
// Means and spreads of several quantities over many paths, and how they vary together with the controls.
//
// Parts are combined by Chan's formulas (Chan, Golub and LeVeque, 1979), which lose no digits to large means.
// The result depends on the order: combine blocks of paths in the order of their numbers, and it is the same
// however many ranks computed them.
#pragma once

#include <boost/container/small_vector.hpp>
#include <span>

#include "workloads/montecarlo/kernel/batch.hpp"

namespace sluice::montecarlo {

/// Controls are the last of the quantities.
struct Shape {
    std::size_t quantities, controls;

    std::size_t packed() const { return 1 + 2 * quantities + quantities * controls; }
    friend bool operator==(const Shape&, const Shape&) = default;
};

class Moments {
  public:
    explicit Moments(Shape shape);

    /// From pack(): shape.packed() numbers.
    Moments(Shape shape, std::span<const double> packed);

    /// One value of each quantity for each path of a batch.
    void add(std::span<const Batch> values);

    /// One value of each quantity.
    void add_one(std::span<const double> values);

    void merge(const Moments& later);

    Shape shape() const { return shape_; }
    std::span<const double> packed() const { return data_; }

    double count() const { return data_[0]; }
    double mean(std::size_t quantity) const { return data_[1 + quantity]; }

    /// Mean squared departure from the mean, and mean product of departures with a control's.
    double variance(std::size_t quantity) const { return data_[squares_at(quantity)] / count(); }
    double covariance(std::size_t quantity, std::size_t control) const {
        return data_[products_at(quantity, control)] / count();
    }

  private:
    std::size_t squares_at(std::size_t quantity) const { return 1 + shape_.quantities + quantity; }
    std::size_t products_at(std::size_t quantity, std::size_t control) const {
        return 1 + 2 * shape_.quantities + quantity * shape_.controls + control;
    }

    Shape shape_;
    boost::container::small_vector<double, 24> data_;  // count, means, sums of squares, sums of products
};

}  // namespace sluice::montecarlo
