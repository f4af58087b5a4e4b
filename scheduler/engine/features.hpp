// SPDX-License-Identifier: Apache-2.0
//
// Feature expressions of --constraint: names joined by `&` (both) and `|` (either), with parentheses.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/error.hpp"

namespace sluice::engine {

class FeatureExpression {
  public:
    /// Error (invalid_feature): where the text is not an expression, or that it is too large a one. An
    /// empty text matches every node.
    static Result<FeatureExpression> parse(std::string_view text);

    [[nodiscard]] bool matches(std::span<const std::string> features) const;
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

  private:
    // Disjunction of conjunctions of indices into names_: small, and easy to evaluate.
    std::vector<std::vector<std::size_t>> alternatives_;
    std::vector<std::string> names_;
    friend class FeatureParser;
};

}  // namespace sluice::engine
