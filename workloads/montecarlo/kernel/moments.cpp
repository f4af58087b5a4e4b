// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/moments.hpp"

#include <algorithm>
#include <stdexcept>

namespace sluice::montecarlo {
namespace {

double sum_of(const Batch& values) {
    std::array<Lanes, 4> strands{};
    for (std::size_t pack = 0; pack < kPacks; pack += 4) {
        for (std::size_t k = 0; k < 4; ++k) strands[k] += values[pack + k];
    }
    return sum((strands[0] + strands[1]) + (strands[2] + strands[3]));
}

/// Of the departures from two means.
double sum_of_products(const Batch& a, double mean_a, const Batch& b, double mean_b) {
    std::array<Lanes, 4> strands{};
    for (std::size_t pack = 0; pack < kPacks; pack += 4) {
        for (std::size_t k = 0; k < 4; ++k) strands[k] += (a[pack + k] - mean_a) * (b[pack + k] - mean_b);
    }
    return sum((strands[0] + strands[1]) + (strands[2] + strands[3]));
}

}  // namespace

Moments::Moments(Shape shape) : shape_{shape}, data_(shape.packed(), 0.0) {}

Moments::Moments(Shape shape, std::span<const double> packed)
    : shape_{shape}, data_(packed.begin(), packed.end()) {
    if (packed.size() != shape.packed()) throw std::invalid_argument{"moments of another shape"};
}

void Moments::add(std::span<const Batch> values) {
    Moments batch{shape_};
    batch.data_[0] = kBatchPaths;
    const std::size_t first_control = shape_.quantities - shape_.controls;
    for (std::size_t q = 0; q < shape_.quantities; ++q) batch.data_[1 + q] = sum_of(values[q]) / kBatchPaths;
    for (std::size_t q = 0; q < shape_.quantities; ++q) {
        const double mean_q = batch.mean(q);
        batch.data_[batch.squares_at(q)] = sum_of_products(values[q], mean_q, values[q], mean_q);
        for (std::size_t c = 0; c < shape_.controls; ++c) {
            const std::size_t control = first_control + c;
            batch.data_[batch.products_at(q, c)] =
                sum_of_products(values[q], mean_q, values[control], batch.mean(control));
        }
    }
    merge(batch);
}

void Moments::add_one(std::span<const double> values) {
    Moments one{shape_};
    one.data_[0] = 1;
    std::ranges::copy(values, one.data_.begin() + 1);
    merge(one);
}

void Moments::merge(const Moments& later) {
    if (later.count() == 0) return;
    const double all = count() + later.count();
    const double share = later.count() / all, factor = count() * share;
    boost::container::small_vector<double, 12> apart(shape_.quantities);
    for (std::size_t q = 0; q < shape_.quantities; ++q) apart[q] = later.mean(q) - mean(q);
    const std::size_t first_control = shape_.quantities - shape_.controls;
    for (std::size_t q = 0; q < shape_.quantities; ++q) {
        data_[squares_at(q)] += later.data_[squares_at(q)] + factor * apart[q] * apart[q];
        for (std::size_t c = 0; c < shape_.controls; ++c) {
            data_[products_at(q, c)] +=
                later.data_[products_at(q, c)] + factor * apart[q] * apart[first_control + c];
        }
        data_[1 + q] += share * apart[q];
    }
    data_[0] = all;
}

}  // namespace sluice::montecarlo
