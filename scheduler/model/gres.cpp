// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/gres.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "scheduler/model/number.hpp"

namespace sluice {
namespace {

tl::unexpected<Error> wrong(std::string_view item, std::string_view reason) {
    return fail(Errc::invalid_gres, fmt::format("'{}': {}", item, reason));
}

bool is_name(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.';
    });
}

/// Cuts off and returns the text before the first separator; what follows stays in `rest`.
std::string_view cut(std::optional<std::string_view>& rest, char separator) {
    const auto text = *rest;
    const auto at = text.find(separator);
    rest = at == std::string_view::npos ? std::nullopt : std::optional{text.substr(at + 1)};
    return text.substr(0, at);
}

bool all_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// `name`, `name:count`, `name:type` or `name:type:count`.
Result<GresCount> parse_item(std::string_view item) {
    std::optional<std::string_view> rest{item};
    GresCount gres{std::string{cut(rest, ':')}, "", 1};
    if (!is_name(gres.name) || gres.name == "none") return wrong(item, "a gres begins with its name");

    if (rest && !all_digits(*rest)) {
        gres.type = cut(rest, ':');
        if (!is_name(gres.type)) return wrong(item, "a gres is name[:type][:count]");
    }
    if (!rest) return gres;
    const auto count = parse_number<std::uint32_t>(*rest);
    if (!count) return wrong(item, fmt::format("the count is not a whole number up to {}", UINT32_MAX));
    gres.count = *count;
    return gres;
}

}  // namespace

Result<std::vector<GresCount>> parse_gres(std::string_view text) {
    std::vector<GresCount> list;
    if (text == "none") return list;
    for (std::optional<std::string_view> rest{text}; rest;) {
        const auto item = cut(rest, ',');
        auto gres = parse_item(item);
        if (!gres) return tl::unexpected{gres.error()};
        const auto same = [&](const auto& other) {
            return other.name == gres->name && other.type == gres->type;
        };
        if (std::ranges::any_of(list, same)) return wrong(item, "this kind is named twice");
        list.push_back(std::move(*gres));
    }
    return list;
}

std::string format_gres(std::span<const GresCount> gres) {
    std::string text;
    for (const auto& [name, type, count] : gres) {
        if (!text.empty()) text += ',';
        text += type.empty() ? fmt::format("{}:{}", name, count) : fmt::format("{}:{}:{}", name, type, count);
    }
    return text;
}

}  // namespace sluice
