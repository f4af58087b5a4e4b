// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/minimiser.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "workloads/docking/kernel/vec3.hpp"

namespace sluice::docking {
namespace {

constexpr float kArmijo = 1e-4F;
constexpr int kMostTries = 10;
constexpr float kFlat = 2e-4F;     // kcal/mol: a step that promises less ends the descent

float product(const std::vector<float>& a, const std::vector<float>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0F);
}

}  // namespace

void move_pose(std::span<const float> from, std::span<const float> direction, float step,
               std::span<float> to) {
    for (std::size_t k = 0; k < 3; ++k) to[k] = from[k] + step * direction[k];
    const Quaternion before{from[3], from[4], from[5], from[6]};
    const Vec3 turn{direction[3], direction[4], direction[5]};
    const Quaternion after = normalised(from_rotation_vector(static_cast<double>(step) * turn) * before);
    to[3] = static_cast<float>(after.w);
    to[4] = static_cast<float>(after.x);
    to[5] = static_cast<float>(after.y);
    to[6] = static_cast<float>(after.z);
    constexpr float whole = 6.28318531F;
    for (std::size_t k = 7; k < to.size(); ++k) {
        const float angle = from[k] + step * direction[k - 1];
        to[k] = angle - whole * std::round(angle / whole);
    }
}

void Minimiser::start(std::span<const float> coordinates, int most_steps) {
    here_.assign(coordinates.begin(), coordinates.end());
    trial_ = here_;
    freedoms_ = static_cast<int>(coordinates.size()) - 1;
    const auto n = static_cast<std::size_t>(freedoms_);
    for (auto* vector : {&gradient_, &direction_, &change_, &curved_}) vector->assign(n, 0);
    steps_left_ = most_steps;
    begun_ = scaled_ = false;
    scale_to(1);
}

void Minimiser::scale_to(float diagonal) {
    const auto n = static_cast<std::size_t>(freedoms_);
    inverse_.assign(n * n, 0);
    for (std::size_t k = 0; k < n; ++k) inverse_[k * n + k] = diagonal;
}

bool Minimiser::absorb(float energy, std::span<const float> gradient) {
    if (!begun_) {
        begun_ = true;
        energy_ = energy;
        gradient_.assign(gradient.begin(), gradient.end());
    } else if (energy <= energy_ + kArmijo * length_ * slope_) {
        accept(energy, gradient);
    } else {
        return backtrack(energy);
    }
    if (steps_left_-- == 0) return true;
    choose_direction();
    if (!(-0.5F * length_ * slope_ > kFlat)) return true;
    set_trial();
    return false;
}

void Minimiser::accept(float energy, std::span<const float> gradient) {
    update_curvature(gradient);
    here_.swap(trial_);
    energy_ = energy;
    gradient_.assign(gradient.begin(), gradient.end());
}

/// To the minimum of the parabola through what is known, within reason.
bool Minimiser::backtrack(float energy) {
    if (++tries_ >= kMostTries) return true;
    const float bend = energy - energy_ - length_ * slope_;
    const float wanted = -0.5F * slope_ * length_ * length_ / bend;
    length_ = std::isfinite(wanted) ? std::clamp(wanted, 0.1F * length_, 0.5F * length_) : 0.1F * length_;
    set_trial();
    return false;
}

void Minimiser::choose_direction() {
    const auto n = static_cast<std::size_t>(freedoms_);
    for (std::size_t row = 0; row < n; ++row) {
        float sum = 0;
        for (std::size_t k = 0; k < n; ++k) sum -= inverse_[row * n + k] * gradient_[k];
        direction_[row] = sum;
    }
    slope_ = product(direction_, gradient_);
    if (slope_ >= 0) {  // rounding has spoilt the curvature: begin anew
        scale_to(1);
        for (std::size_t k = 0; k < n; ++k) direction_[k] = -gradient_[k];
        slope_ = -product(gradient_, gradient_);
    }
    length_ = 1;  // however far that leads: from a clash, leaps find pockets that no path leads into
    tries_ = 0;
}

void Minimiser::set_trial() {
    trial_.resize(here_.size());
    move_pose(here_, direction_, length_, trial_);
}

/// The BFGS update of the inverse Hessian, for the step of `length_` directions just made.
void Minimiser::update_curvature(std::span<const float> gradient) {
    const auto n = static_cast<std::size_t>(freedoms_);
    for (std::size_t k = 0; k < n; ++k) change_[k] = gradient[k] - gradient_[k];
    const float along = length_ * product(direction_, change_);
    if (along < 1e-8F) return;
    if (!scaled_) scale_to(along / product(change_, change_));
    scaled_ = true;
    for (std::size_t row = 0; row < n; ++row) {
        float sum = 0;
        for (std::size_t k = 0; k < n; ++k) sum += inverse_[row * n + k] * change_[k];
        curved_[row] = sum;
    }
    const float widen = (1 + product(change_, curved_) / along) / along * length_ * length_;
    const float mix = length_ / along;
    for (std::size_t row = 0; row < n; ++row) {
        const float a = widen * direction_[row] - mix * curved_[row], b = mix * direction_[row];
        for (std::size_t k = 0; k < n; ++k) inverse_[row * n + k] += a * direction_[k] - b * curved_[k];
    }
}

}  // namespace sluice::docking
