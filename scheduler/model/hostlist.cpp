// SPDX-License-Identifier: Apache-2.0
//
// Expanding reads the whole text first and counts what it names; only then are names made, so that no
// text, however hostile, makes the program allocate more than kMaxHosts names.
#include "scheduler/model/hostlist.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "scheduler/model/number.hpp"

namespace sluice {
namespace {

constexpr std::size_t kMaxNameLength = 255;
constexpr std::size_t kMaxDigits = 18;  // any such number fits 64 bits
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kSeparators = ", \t\r\n";

/// `08-10`: the numbers from first to last, padded with zeros to the width.
struct Range {
    std::uint64_t first;
    std::uint64_t last;
    std::size_t width;
};

/// Literal text and the bracket after it; a name without brackets is one part without ranges.
struct Part {
    std::string_view literal;
    std::vector<Range> ranges;
};

/// What stands between two commas outside brackets.
using Element = std::vector<Part>;

std::string excerpt(std::string_view text) {
    constexpr std::size_t kShown = 60;
    return text.size() <= kShown ? std::string{text} : fmt::format("{}...", text.substr(0, kShown));
}

std::size_t longest_name(const Element& element) {
    std::size_t length = 0;
    for (const auto& [literal, ranges] : element)
        length += literal.size() + (ranges.empty() ? 0 : kMaxDigits);
    return length;
}

class Reader {
  public:
    explicit Reader(std::string_view text) : text_{text} {}

    Result<std::vector<Element>> elements();

  private:
    [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
    [[nodiscard]] bool next_is(char c) const { return !at_end() && text_[at_] == c; }
    bool take(char wanted);
    std::string_view take_while_not(std::string_view stops);
    void skip_blanks();
    [[nodiscard]] tl::unexpected<Error> wrong(std::size_t at, std::string_view reason) const;

    Result<Element> element();
    Result<std::string_view> literal();
    Result<std::vector<Range>> ranges();
    Result<Range> range();
    Result<std::string_view> digits();

    std::string_view text_;
    std::size_t at_ = 0;
};

bool Reader::take(char wanted) {
    const bool found = next_is(wanted);
    if (found) ++at_;
    return found;
}

std::string_view Reader::take_while_not(std::string_view stops) {
    const auto end = std::min(text_.find_first_of(stops, at_), text_.size());
    const auto taken = text_.substr(at_, end - at_);
    at_ = end;
    return taken;
}

void Reader::skip_blanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }

tl::unexpected<Error> Reader::wrong(std::size_t at, std::string_view reason) const {
    return fail(Errc::invalid_node_name,
                fmt::format("host list '{}', character {}: {}", excerpt(text_), at + 1, reason));
}

Result<std::vector<Element>> Reader::elements() {
    std::vector<Element> list;
    do {
        skip_blanks();
        auto next = element();
        if (!next) return tl::unexpected{next.error()};
        list.push_back(std::move(*next));
        skip_blanks();
    } while (take(',') || !at_end());
    return list;
}

Result<Element> Reader::element() {
    const auto start = at_;
    Element parts;
    do {
        const auto text = literal();
        if (!text) return tl::unexpected{text.error()};
        parts.push_back({*text, {}});
        if (!take('[')) break;
        auto numbers = ranges();
        if (!numbers) return tl::unexpected{numbers.error()};
        parts.back().ranges = std::move(*numbers);
    } while (!at_end() && kSeparators.find(text_[at_]) == std::string_view::npos);

    const bool open_end = parts.back().ranges.empty();
    if (at_ == start) return wrong(start, "a name is missing");
    if (open_end && parts.size() > 1)
        return wrong(at_ - parts.back().literal.size(), "text follows the last bracket");
    if (longest_name(parts) > kMaxNameLength) return wrong(start, "the name is too long");
    return parts;
}

Result<std::string_view> Reader::literal() {
    const auto text = take_while_not("[], \t\r\n");
    if (next_is(']')) return wrong(at_, "']' closes no bracket");
    return text;
}

/// What follows '[', up to and with the ']'.
Result<std::vector<Range>> Reader::ranges() {
    const auto opened = at_ - 1;
    std::vector<Range> list;
    do {
        const auto next = range();
        if (!next) return tl::unexpected{next.error()};
        list.push_back(*next);
    } while (take(','));
    if (take(']')) return list;
    if (at_end()) return wrong(opened, "the bracket is not closed");
    return wrong(at_, "only numbers, '-' and ',' stand in brackets");
}

Result<Range> Reader::range() {
    const auto start = at_;
    const auto first = digits();
    if (!first) return tl::unexpected{first.error()};
    auto last = first;
    if (take('-')) last = digits();
    if (!last) return tl::unexpected{last.error()};

    const Range range{*parse_number<std::uint64_t>(*first), *parse_number<std::uint64_t>(*last),
                      first->size()};
    if (range.last < range.first) return wrong(start, fmt::format("{}-{} runs backwards", *first, *last));
    if (range.last - range.first >= kMaxHosts) {
        return wrong(start, fmt::format("{}-{} is more than {} hosts", *first, *last, kMaxHosts));
    }
    return range;
}

Result<std::string_view> Reader::digits() {
    const auto start = at_;
    const auto end = std::min(text_.find_first_not_of(kDigits, at_), text_.size());
    if (end == start && end == text_.size()) return wrong(start, "the bracket is not closed");
    if (end == start) return wrong(start, "a number is missing");
    if (end - start > kMaxDigits) return wrong(start, "the number is too long");
    at_ = end;
    return text_.substr(start, end - start);
}

std::size_t count(const Part& part) {
    std::size_t sum = part.ranges.empty() ? 1 : 0;
    for (const auto& range : part.ranges) sum += range.last - range.first + 1;
    return sum;
}

/// How many hosts the element names, cut off just above kMaxHosts.
std::size_t count(const Element& element) {
    std::size_t product = 1;
    for (const auto& part : element) product = std::min(product * count(part), kMaxHosts + 1);
    return product;
}

std::size_t count(const std::vector<Element>& elements) {
    std::size_t sum = 0;
    for (const auto& element : elements) sum = std::min(sum + count(element), kMaxHosts + 1);
    return sum;
}

std::vector<std::string> extend(const std::vector<std::string>& stems, const Part& part) {
    std::vector<std::string> names;
    names.reserve(stems.size() * count(part));
    for (const auto& stem : stems) {
        const auto base = stem + std::string{part.literal};
        if (part.ranges.empty()) names.push_back(base);
        for (const auto& range : part.ranges) {
            for (auto n = range.first; n <= range.last; ++n) {
                names.push_back(fmt::format("{}{:0{}}", base, n, range.width));
            }
        }
    }
    return names;
}

/// A name as folding sees it: `rack2n08` is `rack2n` and `08`.
struct Split {
    std::string_view stem;
    std::string_view number;
};

Split split(std::string_view name) {
    const auto last_other = name.find_last_not_of(kDigits);
    const auto digits = name.size() - (last_other == std::string_view::npos ? 0 : last_other + 1);
    const auto cut = name.size() - std::min(digits, kMaxDigits);
    return {name.substr(0, cut), name.substr(cut)};
}

/// Neighbours in the list that share a stem, with their numbers as text.
struct Run {
    struct Numbers {
        std::string_view first;
        std::string_view last;
    };
    std::string_view stem;
    std::vector<Numbers> numbers;
};

bool follows(const Run::Numbers& numbers, std::string_view next) {
    const auto last = *parse_number<std::uint64_t>(numbers.last);
    return next == fmt::format("{:0{}}", last + 1, numbers.first.size());
}

std::vector<Run> runs_of(std::span<const std::string> hosts) {
    std::vector<Run> runs;
    for (const auto& host : hosts) {
        const auto [stem, number] = split(host);
        const bool joins = !runs.empty() && runs.back().stem == stem && !runs.back().numbers.empty();
        if (!joins || number.empty()) runs.push_back({stem, {}});
        if (number.empty()) continue;
        auto& numbers = runs.back().numbers;
        if (!numbers.empty() && follows(numbers.back(), number)) {
            numbers.back().last = number;
        } else {
            numbers.push_back({number, number});
        }
    }
    return runs;
}

std::string format(const Run::Numbers& numbers) {
    return numbers.first == numbers.last ? std::string{numbers.first}
                                         : fmt::format("{}-{}", numbers.first, numbers.last);
}

std::string format(const Run& run) {
    if (run.numbers.empty()) return std::string{run.stem};
    std::string list;
    for (const auto& numbers : run.numbers) list += (list.empty() ? "" : ",") + format(numbers);
    const bool single = run.numbers.size() == 1 && run.numbers[0].first == run.numbers[0].last;
    return single ? fmt::format("{}{}", run.stem, list) : fmt::format("{}[{}]", run.stem, list);
}

}  // namespace

Result<std::vector<std::string>> expand_hosts(std::string_view text) {
    const auto elements = Reader{text}.elements();
    if (!elements) return tl::unexpected{elements.error()};
    if (count(*elements) > kMaxHosts) {
        return fail(Errc::invalid_node_name,
                    fmt::format("host list '{}' names more than {} hosts", excerpt(text), kMaxHosts));
    }
    std::vector<std::string> hosts;
    for (const auto& element : *elements) {
        std::vector<std::string> names{""};
        for (const auto& part : element) names = extend(names, part);
        std::ranges::move(names, std::back_inserter(hosts));
    }
    return hosts;
}

std::string fold_hosts(std::span<const std::string> hosts) {
    std::string text;
    for (const auto& run : runs_of(hosts)) text += (text.empty() ? "" : ",") + format(run);
    return text;
}

}  // namespace sluice
