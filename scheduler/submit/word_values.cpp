// SPDX-License-Identifier: Apache-2.0
//
// Values that are words from a fixed list.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "scheduler/model/signal.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

constexpr std::array kExclusive{"user", "mcs"};

template <class Words>
bool is_one_of(std::string_view text, const Words& words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return same_word(text, word); });
}

std::optional<SocketOrder> socket_order(std::string_view word) {
    if (word.empty() || word == "*") return SocketOrder::automatic;
    if (same_word(word, "block")) return SocketOrder::block;
    if (same_word(word, "cyclic")) return SocketOrder::cyclic;
    if (same_word(word, "fcyclic")) return SocketOrder::fcyclic;
    return std::nullopt;
}

bool read_node_order(std::string_view text, StepSpec& step) {
    constexpr std::string_view kPlane = "plane=";
    if (text == "*" || same_word(text, "block")) step.distribution = Distribution::block;
    else if (same_word(text, "cyclic")) step.distribution = Distribution::cyclic;
    else if (same_word(text, "arbitrary")) step.distribution = Distribution::arbitrary;
    else if (same_word(text.substr(0, kPlane.size()), kPlane)) {
        const auto size = parse_count(text.substr(kPlane.size()));
        if (!size || *size == 0) return false;
        step.distribution = Distribution::plane;
        step.plane_size = *size;
    } else {
        return false;
    }
    return true;
}

}  // namespace

Read<std::uint32_t> mail_types_of(const Value& value) {
    const auto types = parse_mail_types(value.text);
    return types ? Read<std::uint32_t>{*types} : invalid(value);
}

Applied check_exclusive(const Value& value) {
    if (value.text.empty() || is_one_of(value.text, kExclusive)) return {};
    return invalid(value);
}

Applied read_distribution(const Value& value, StepSpec& step) {
    auto text = value.text.substr(0, value.text.find(','));  // Pack and NoPack follow; nodes are chosen before
    const auto words = split(text, ':');
    if (words.size() > 3 || !read_node_order(words[0], step)) return invalid(value);
    const auto sockets = socket_order(words.size() > 1 ? words[1] : "");
    const auto cores = socket_order(words.size() > 2 ? words[2] : "");
    if (!sockets || !cores) return invalid(value);
    step.socket_order = *sockets;
    step.core_order = *cores;
    return {};
}

Read<SignalWarning> warning_of(const Value& value) {
    SignalWarning warning;
    auto text = value.text;
    if (const auto colon = text.find(':'); colon != std::string_view::npos) {
        for (const char c : text.substr(0, colon)) {
            if (c == 'B' || c == 'b') warning.batch_only = true;
            else if (c != 'R' && c != 'r') return invalid(value);
        }
        text.remove_prefix(colon + 1);
    }
    const auto at = text.find('@');
    const auto signal = read_signal(text.substr(0, at));
    if (!signal) return invalid(value);
    warning.signal = *signal;
    if (at == std::string_view::npos) return warning;
    const auto seconds = parse_count(text.substr(at + 1));
    if (!seconds || *seconds > UINT16_MAX) return invalid(value);
    warning.before = Duration{*seconds};
    return warning;
}

Read<std::vector<std::string>> limits_of(const Value& value) {
    constexpr std::array kNames{"all", "none", "as", "core", "cpu", "data", "fsize", "memlock", "nofile", "nproc", "rss", "stack"};
    if (!value.given || value.text.empty()) return std::vector<std::string>{"ALL"};
    std::vector<std::string> names;
    for (auto word : split(value.text)) {
        if (same_word(word.substr(0, 7), "rlimit_")) word.remove_prefix(7);
        if (!is_one_of(word, kNames)) return stop(fmt::format("--propagate={} is not valid.", value.text));
        names.emplace_back(word);
        std::ranges::transform(names.back(), names.back().begin(), [](unsigned char c) { return std::toupper(c); });
    }
    return names;
}

}  // namespace sluice::submit
