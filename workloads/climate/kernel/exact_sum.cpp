// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/kernel/exact_sum.hpp"

#include <cmath>

namespace sluice::climate {
namespace {

constexpr int kFractionBits = 60;
constexpr int kPieceBits = 32;
constexpr double kLimit = 0x1p67;

}  // namespace

ExactSum::ExactSum(const Pieces& pieces) {
    for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
        total_ = total_ * (Integer{1} << kPieceBits) + *piece;
    }
}

void ExactSum::add(double term) {
    if (std::abs(term) < kLimit) total_ += static_cast<Integer>(std::ldexp(term, kFractionBits));
}

double ExactSum::value() const { return std::ldexp(static_cast<double>(total_), -kFractionBits); }

ExactSum::Pieces ExactSum::pieces() const {
    Pieces pieces{};
    Integer rest = total_;
    for (std::int64_t& piece : pieces) {
        piece = static_cast<std::int64_t>(rest & 0xffffffff);
        rest >>= kPieceBits;
    }
    pieces.back() += static_cast<std::int64_t>(rest) * (std::int64_t{1} << kPieceBits);  // the sign
    return pieces;
}

}  // namespace sluice::climate
