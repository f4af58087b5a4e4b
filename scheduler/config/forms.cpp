// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "scheduler/config/names.hpp"
#include "scheduler/config/suggest.hpp"
#include "scheduler/model/number.hpp"
#include "scheduler/model/word.hpp"

namespace sluice {
namespace {

constexpr std::string_view kDigits = "0123456789";

std::string_view without_sign(std::string_view text) { return text.substr(text.starts_with('-') ? 1 : 0); }

std::string no_number(const std::string& text) {
    const auto digits = without_sign(text);
    const bool numeric = !digits.empty() && digits.find_first_not_of(kDigits) == std::string_view::npos;
    return fmt::format("'{}' is {}", text, numeric ? "out of range" : "not a whole number");
}

template <std::unsigned_integral T>
Form<T> number_form(T least, T most) {
    auto parse = [least, most](const std::string& text) -> Parsed<T> {
        const auto number = parse_number<T>(text);
        if (!number || *number < least || *number > most) return tl::unexpected{no_number(text)};
        return *number;
    };
    return scalar_form<T>(form_doc(fmt::format("a whole number from {} to {}", least, most),
                                   fmt::format(R"("type":"integer","minimum":{},"maximum":{})", least, most)),
                          parse, [](T number) { return std::to_string(number); });
}

Form<std::string> checked_text(FormDoc doc, bool (*is_right)(std::string_view), std::string what) {
    auto parse = [is_right, what = std::move(what)](const std::string& text) -> Parsed<std::string> {
        if (!is_right(text)) return tl::unexpected{fmt::format("'{}' is not {}", text, what)};
        return text;
    };
    return scalar_form<std::string>(std::move(doc), parse, [](const std::string& text) { return text; });
}

std::string in_largest_unit(std::int64_t amount, std::initializer_list<std::pair<std::int64_t, char>> units) {
    for (const auto& [size, letter] : units) {
        if (amount >= size && amount % size == 0) return fmt::format("{}{}", amount / size, letter);
    }
    return std::to_string(amount);
}

std::string format_exactly(Mebibytes amount) {
    return in_largest_unit(amount.count(), {{1 << 20, 'T'}, {1 << 10, 'G'}, {1, 'M'}});
}

std::string format_setting(Duration duration) {
    return in_largest_unit(duration.count(), {{86'400, 'd'}, {3'600, 'h'}, {60, 'm'}, {1, 's'}});
}

/// Seconds in the unit at the end of the text; empty for an unknown unit.
std::optional<std::int64_t> seconds_in(std::string_view unit) {
    if (unit.empty() || unit == "s") return 1;
    if (unit == "m") return 60;
    if (unit == "h") return 3'600;
    if (unit == "d") return 86'400;
    return std::nullopt;
}

std::optional<Duration> parse_setting(std::string_view text) {
    const auto digits = text.substr(0, text.find_first_not_of(kDigits));
    const auto number = parse_number<std::uint32_t>(digits);
    const auto unit = seconds_in(text.substr(digits.size()));
    if (!number || !unit) return std::nullopt;
    return Duration{*number * *unit};
}

Parsed<TimeLimit> parse_limit(const std::string& text) {
    auto limit = parse_time_limit(text);
    if (!limit) return tl::unexpected{fmt::format("'{}' is not a time limit", text)};
    if (*limit == Duration{0}) return tl::unexpected{fmt::format("'{}' is out of range", text)};
    return *limit;
}

}  // namespace

Form<std::uint32_t> whole_number(std::uint32_t least, std::uint32_t most) { return number_form(least, most); }

Form<std::uint16_t> port_number() { return number_form<std::uint16_t>(1, UINT16_MAX); }

Form<bool> yes_or_no() {
    auto form = one_of<bool>({{"true", true}, {"false", false}});
    form.doc.json = R"("type":"boolean")";
    return form;
}

Form<Mebibytes> memory_size(Mebibytes least, Mebibytes most) {
    auto parse = [least, most](const std::string& text) -> Parsed<Mebibytes> {
        const auto amount = parse_memory(text);
        if (!amount) return tl::unexpected{amount.error().detail};
        if (*amount < least || *amount > most)
            return tl::unexpected{fmt::format("'{}' is out of range", text)};
        return *amount;
    };
    return scalar_form<Mebibytes>(
        form_doc(fmt::format("an amount such as 400M or 4G, from {} to {}", format_exactly(least),
                             format_exactly(most)),
                 R"("type":["string","integer"],"pattern":"^[0-9]+([KMGTkmgt][Bb]?)?$")"),
        parse, format_exactly);
}

Form<Duration> duration(Duration least, Duration most) {
    auto parse = [least, most](const std::string& text) -> Parsed<Duration> {
        const auto setting = parse_setting(text);
        if (!setting) return tl::unexpected{fmt::format("'{}' is not a duration", text)};
        if (*setting < least || *setting > most)
            return tl::unexpected{fmt::format("'{}' is out of range", text)};
        return *setting;
    };
    return scalar_form<Duration>(form_doc(fmt::format("a duration such as 30s, 5m, 1h or 2d, from {} to {}",
                                                      format_setting(least), format_setting(most)),
                                          R"("type":["string","integer"],"pattern":"^[0-9]+[smhd]?$")"),
                                 parse, format_setting);
}

Form<TimeLimit> time_limit() {
    return scalar_form<TimeLimit>(
        form_doc("minutes, or M:S, H:M:S, D-H, D-H:M, D-H:M:S, UNLIMITED, from one minute",
                 R"("type":["string","integer"],"pattern":"^([0-9]+-)?[0-9]+(:[0-9]+){0,2}$|^UNLIMITED$")"),
        parse_limit, format_time_limit);
}

Form<std::string> name() {
    return checked_text(
        form_doc(std::string{kNameRule}, R"("type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9._-]*$")"),
        is_name, "a name");
}

Form<std::string> host() {
    return checked_text(form_doc("a host name or IP address", R"("type":"string")"), is_address, "a host");
}

Form<std::string> absolute_path() {
    return checked_text(form_doc("a path that begins with /", R"("type":"string","pattern":"^/")"),
                        is_absolute_path, "an absolute path");
}

std::string not_one_of(const std::string& word, const std::vector<std::string>& allowed,
                       const std::vector<std::string>& later) {
    if (std::ranges::find(later, word) != later.end()) return fmt::format("'{}' is not supported yet", word);
    return fmt::format("unknown word '{}'{}", word, did_you_mean(word, allowed));
}

std::size_t index_of_word(const std::string& word, const std::vector<std::string>& words) {
    const auto found = std::ranges::find_if(words, [&](const auto& each) { return same_word(each, word); });
    return static_cast<std::size_t>(found - words.begin());
}

FormDoc words_doc(const std::vector<std::string>& words) {
    return form_doc(fmt::format("{}", fmt::join(words, ", ")),
                    fmt::format(R"("type":"string","enum":["{}"])", fmt::join(words, R"(",")")));
}

}  // namespace sluice
