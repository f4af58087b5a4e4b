// SPDX-License-Identifier: Apache-2.0
//
// Amounts of memory and disk, counted in mebibytes as Slurm's users do.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "scheduler/model/error.hpp"

namespace sluice {

class Mebibytes {
  public:
    constexpr Mebibytes() noexcept = default;
    constexpr explicit Mebibytes(std::int64_t count) noexcept : count_{count} {}
    [[nodiscard]] constexpr std::int64_t count() const noexcept { return count_; }

    friend constexpr auto operator<=>(Mebibytes, Mebibytes) = default;
    friend constexpr Mebibytes operator+(Mebibytes a, Mebibytes b) { return Mebibytes{a.count_ + b.count_}; }
    friend constexpr Mebibytes operator-(Mebibytes a, Mebibytes b) { return Mebibytes{a.count_ - b.count_}; }
    friend constexpr Mebibytes operator*(Mebibytes a, std::int64_t n) { return Mebibytes{a.count_ * n}; }
    constexpr Mebibytes& operator+=(Mebibytes b) { return count_ += b.count_, *this; }
    constexpr Mebibytes& operator-=(Mebibytes b) { return count_ -= b.count_, *this; }

  private:
    std::int64_t count_ = 0;
};

/// Reads `400`, `400M`, `4G`, `4GB`, `1T`, `2048K` in any case; a bare number is mebibytes; K rounds up.
Result<Mebibytes> parse_memory(std::string_view text);
/// `200M`, `4G`, `1.50G`: the largest unit in which squeue and scontrol write it.
std::string format_memory(Mebibytes amount);

}  // namespace sluice
