// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/features.hpp"

#include <algorithm>
#include <cctype>

namespace sluice::engine {

using Alternatives = std::vector<std::vector<std::size_t>>;

// More than anybody needs, and few enough that no text from outside can exhaust memory or the stack.
constexpr std::size_t kLongestText = 1024;
constexpr std::size_t kMostAlternatives = 1024;

/// Recursive descent over: either = both {'|' both}; both = unit {('&'|',') unit}; unit = NAME | '(' either ')'.
class FeatureParser {
  public:
    explicit FeatureParser(std::string_view text) : text_{text} {}

    Result<FeatureExpression> run() {
        auto alternatives = either();
        if (!failed_ && at_ == text_.size()) {
            expression_.alternatives_ = std::move(alternatives);
            return std::move(expression_);
        }
        return fail(Errc::invalid_feature, "'" + std::string{text_} + "' at '" + std::string{text_.substr(at_)} + "'");
    }

  private:
    [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool take(char c) { return peek() == c ? (++at_, true) : false; }

    Alternatives either() {
        auto left = both();
        while (!failed_ && take('|')) {
            take('|');
            auto right = both();
            left.insert(left.end(), right.begin(), right.end());
        }
        return left;
    }

    Alternatives both() {
        auto left = unit();
        while (!failed_ && (take('&') || take(','))) {
            take('&');
            left = product(left, unit());
        }
        return left;
    }

    Alternatives product(const Alternatives& left, const Alternatives& right) {
        Alternatives all;
        if (left.size() * right.size() > kMostAlternatives) failed_ = true;
        if (failed_) return all;
        for (const auto& l : left) {
            for (const auto& r : right) {
                all.push_back(l);
                all.back().insert(all.back().end(), r.begin(), r.end());
            }
        }
        return all;
    }

    Alternatives unit() {
        if (take('(') || take('[')) {
            auto inner = either();
            if (!take(')') && !take(']')) failed_ = true;
            return inner;
        }
        return name();
    }

    Alternatives name() {
        const auto begin = at_;
        const auto part_of_name = [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' || c == ':';
        };
        while (part_of_name(peek())) ++at_;
        if (at_ == begin) {
            failed_ = true;
            return {};
        }
        expression_.names_.emplace_back(text_.substr(begin, at_ - begin));
        return {{expression_.names_.size() - 1}};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    bool failed_ = false;
    FeatureExpression expression_;
};

Result<FeatureExpression> FeatureExpression::parse(std::string_view text) {
    if (text.empty()) return FeatureExpression{};
    if (text.size() > kLongestText) return fail(Errc::invalid_feature, "the expression is too long");
    return FeatureParser{text}.run();
}

bool FeatureExpression::matches(std::span<const std::string> features) const {
    if (alternatives_.empty()) return true;
    const auto present = [&](std::size_t i) { return std::ranges::find(features, names_[i]) != features.end(); };
    return std::ranges::any_of(alternatives_, [&](const auto& all) { return std::ranges::all_of(all, present); });
}

}  // namespace sluice::engine
