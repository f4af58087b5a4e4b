// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/license.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scheduler/model/number.hpp"

namespace sluice {
namespace {

Result<LicenseCount> parse_one(std::string_view item) {
    const auto colon = item.find(':');
    LicenseCount license{std::string{item.substr(0, colon)}, 1};
    if (license.name.empty()) return fail(Errc::invalid_license, fmt::format("'{}' names no licence", item));
    if (colon == std::string_view::npos) return license;
    const auto count = parse_number<std::uint32_t>(item.substr(colon + 1));
    if (!count || *count == 0) return fail(Errc::invalid_license, fmt::format("'{}': the count is not a number above 0", item));
    license.count = *count;
    return license;
}

}  // namespace

Result<std::vector<LicenseCount>> parse_licenses(std::string_view text) {
    std::vector<LicenseCount> list;
    for (std::size_t at = 0; at <= text.size();) {
        const auto comma = std::min(text.find(',', at), text.size());
        auto one = parse_one(text.substr(at, comma - at));
        if (!one) return tl::unexpected{one.error()};
        const auto same = std::ranges::find(list, one->name, &LicenseCount::name);
        if (same != list.end()) return fail(Errc::invalid_license, fmt::format("'{}' is named twice", one->name));
        list.push_back(std::move(*one));
        at = comma + 1;
    }
    return list;
}

std::string format_licenses(std::span<const LicenseCount> licenses) {
    std::string text;
    for (const auto& [name, count] : licenses) text += fmt::format("{}{}:{}", text.empty() ? "" : ",", name, count);
    return text;
}

}  // namespace sluice
