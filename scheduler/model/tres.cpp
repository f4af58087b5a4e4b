// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/tres.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

#include "scheduler/model/memory.hpp"
#include "scheduler/model/number.hpp"

namespace sluice {
namespace {

constexpr std::array<std::string_view, 4> kPlain{"cpu", "mem", "node", "billing"};
constexpr std::string_view kAllowed = "cpu, mem, node, billing, gres/NAME, gres/NAME:TYPE or license/NAME";

/// Where the name stands in a list.
std::pair<std::size_t, std::string_view> rank(std::string_view name) {
    return {static_cast<std::size_t>(std::ranges::find(kPlain, name) - kPlain.begin()), name};
}

/// The kind of resource is written in any case, its own name as it is.
std::string with_lower_kind(std::string_view name) {
    std::string text{name};
    const auto kind = std::min(text.find('/'), text.size());
    std::transform(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(kind), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

Result<std::pair<std::string, std::string_view>> split(std::string_view item) {
    const auto equals = item.find('=');
    if (equals == std::string_view::npos)
        return fail(Errc::invalid_argument, fmt::format("'{}' is not NAME=COUNT", item));
    auto name = with_lower_kind(item.substr(0, equals));
    if (!is_tres(name))
        return fail(Errc::invalid_argument,
                    fmt::format("unknown resource '{}'; allowed: {}", name, kAllowed));
    return std::pair{std::move(name), item.substr(equals + 1)};
}

Result<std::int64_t> parse_count(std::string_view name, std::string_view text) {
    if (text == "-1") return std::int64_t{-1};
    if (name == "mem") {
        const auto memory = parse_memory(text);
        if (!memory) return tl::unexpected{memory.error()};
        return memory->count();
    }
    const auto count = parse_number<std::uint32_t>(text);
    if (!count)
        return fail(Errc::invalid_argument,
                    fmt::format("'{}={}': the count is not a whole number", name, text));
    return std::int64_t{*count};
}

Result<double> parse_weight(std::string_view name, std::string_view text) {
    double scale = 1;
    if (name == "mem" && !text.empty()) {
        const auto unit = std::toupper(static_cast<unsigned char>(text.back()));
        if (unit == 'M') scale = 1024;
        if (unit == 'T') scale = 1.0 / 1024;
        if (unit == 'M' || unit == 'G' || unit == 'T') text.remove_suffix(1);
    }
    double weight = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight);
    if (error != std::errc{} || end != text.data() + text.size() || !(weight >= 0) || weight > 1e9) {
        return fail(Errc::invalid_argument,
                    fmt::format("'{}={}': the weight is not a number from 0", name, text));
    }
    return weight * scale;
}

/// Calls `use` with each item between commas until one fails.
template <class Use>
Result<void> for_each_item(std::string_view text, Use use) {
    for (std::size_t at = 0; at <= text.size() && !text.empty();) {
        const auto comma = std::min(text.find(',', at), text.size());
        auto item = split(text.substr(at, comma - at));
        if (!item) return tl::unexpected{item.error()};
        if (auto used = use(std::move(item->first), item->second); !used) return used;
        at = comma + 1;
    }
    return {};
}

template <class List>
auto lower_bound(List& list, std::string_view name) {
    return std::ranges::lower_bound(list, rank(name), {}, [](const auto& each) { return rank(each.name); });
}

}  // namespace

bool is_tres(std::string_view name) {
    if (std::ranges::find(kPlain, name) != kPlain.end()) return true;
    return (name.starts_with("gres/") && name.size() > 5) ||
           (name.starts_with("license/") && name.size() > 8);
}

void add_tres(TresList& list, std::string_view name, std::int64_t count) {
    const auto place = lower_bound(list, name);
    if (place != list.end() && place->name == name) place->count += count;
    else list.insert(place, {std::string{name}, count});
}

std::int64_t count_of(const TresList& list, std::string_view name) {
    const auto found = std::ranges::find(list, name, &TresCount::name);
    return found == list.end() ? 0 : found->count;
}

Result<TresList> parse_tres(std::string_view text) {
    TresList list;
    const auto done =
        for_each_item(text, [&](const std::string& name, std::string_view value) -> Result<void> {
            const auto place = lower_bound(list, name);
            if (place != list.end() && place->name == name) {
                return fail(Errc::invalid_argument, fmt::format("'{}' is named twice", name));
            }
            const auto count = parse_count(name, value);
            if (!count) return tl::unexpected{count.error()};
            list.insert(place, {name, *count});
            return {};
        });
    if (!done) return tl::unexpected{done.error()};
    return list;
}

std::string format_tres(std::span<const TresCount> list) {
    std::string text;
    for (const auto& [name, count] : list) {
        const auto amount = name == "mem" ? format_memory(Mebibytes{count}) : std::to_string(count);
        text += fmt::format("{}{}={}", text.empty() ? "" : ",", name, amount);
    }
    return text;
}

Result<std::vector<TresWeight>> parse_weights(std::string_view text) {
    std::vector<TresWeight> list;
    const auto done =
        for_each_item(text, [&](const std::string& name, std::string_view value) -> Result<void> {
            const auto weight = parse_weight(name, value);
            if (!weight) return tl::unexpected{weight.error()};
            list.insert(lower_bound(list, name), {name, *weight});
            return {};
        });
    if (!done) return tl::unexpected{done.error()};
    return list;
}

std::string format_weights(std::span<const TresWeight> list) {
    std::string text;
    for (const auto& [name, weight] : list)
        text += fmt::format("{}{}={}", text.empty() ? "" : ",", name, weight);
    return text;
}

TresList merged(TresList list, const TresList& change) {
    for (const auto& [name, count] : change) {
        std::erase_if(list, [&name = name](const TresCount& each) { return each.name == name; });
        if (count >= 0) add_tres(list, name, count);
    }
    return list;
}

}  // namespace sluice
