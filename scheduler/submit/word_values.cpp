// SPDX-License-Identifier: Apache-2.0
//
// Values that are words from a fixed list.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

constexpr std::array kMailTypes{
    "none",          "begin",          "end",        "fail",       "requeue",
    "all",           "invalid_depend", "stage_out",  "time_limit", "time_limit_90",
    "time_limit_80", "time_limit_50",  "array_tasks"};
constexpr std::array kExclusive{"user", "mcs"};
constexpr std::array kBindWords{"q",         "quiet",   "v",     "verbose", "none",  "no",    "rank",
                                "rank_ldom", "sockets", "cores", "threads", "ldoms", "boards"};
constexpr std::array kBindLists{"map_cpu", "mask_cpu", "map_ldom", "mask_ldom"};
constexpr std::array kSocketOrders{"", "*", "block", "cyclic", "fcyclic"};

template <class Words>
bool is_one_of(std::string_view text, const Words& words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return same_word(text, word); });
}

Read<std::string> word_before_list(std::string_view text) {
    const auto colon = text.find(':');
    auto word = std::string{text.substr(0, colon)};
    if (!is_one_of(word, kBindLists)) {
        return stop(fmt::format("unrecognized --cpu-bind argument \"{}\"", text));
    }
    if (colon == std::string_view::npos || colon + 1 == text.size()) {
        return stop(fmt::format("missing list for \"--cpu-bind={}:<list>\"", word));
    }
    return word;
}

}  // namespace

Applied check_mail_types(const Value& value) {
    for (const auto word : split(value.text)) {
        if (!is_one_of(word, kMailTypes)) return invalid(value);
    }
    return {};
}

Applied check_exclusive(const Value& value) {
    if (value.text.empty() || is_one_of(value.text, kExclusive)) return {};
    return invalid(value);
}

/// Words first, at last perhaps one with a list after a colon, which has commas of its own.
Applied check_cpu_bind(const Value& value) {
    auto rest = value.text;
    while (!rest.empty()) {
        const auto word = rest.substr(0, rest.find(','));
        if (!is_one_of(word, kBindWords)) break;
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
    if (rest.empty()) return {};
    if (const auto known = word_before_list(rest); !known) {
        const auto before = prefixed(value.caller.command, "error: ", known.error().text);
        return tl::unexpected{Stop{"Failed to parse --cpu-bind= values.", kRequestError, true,
                                   before.substr(0, before.size() - 1)}};
    }
    return {};
}

Read<Distribution> distribution_of(const Value& value) {
    const auto nodes = value.text.substr(0, value.text.find_first_of(":,"));
    auto sockets = value.text.substr(nodes.size());
    if (sockets.starts_with(':')) sockets.remove_prefix(1);
    if (same_word(nodes, "arbitrary") || nodes.starts_with("plane")) {
        return stop(fmt::format("--distribution={} is not supported yet", nodes.substr(0, nodes.find('='))));
    }
    for (const auto order : split(sockets, ':')) {
        if (!is_one_of(order, kSocketOrders)) return invalid(value);
    }
    if (same_word(nodes, "block") || nodes == "*") return Distribution::block;
    if (same_word(nodes, "cyclic")) return Distribution::cyclic;
    return invalid(value);
}

}  // namespace sluice::submit
