// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/given.hpp"

#include <algorithm>
#include <boost/algorithm/string.hpp>
#include <charconv>
#include <optional>

namespace sluice::montecarlo {
namespace {

std::optional<double> number_in(std::string text) {
    boost::trim(text);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::string Given::place_of(const std::string& key) const {
    const auto found = words_.find(key);
    return found == words_.end() ? fmt::format("{}: {}", where_, key) : found->second.where;
}

const Word* Given::find(const std::string& key) {
    used_.insert(key);
    const auto found = words_.find(key);
    return found == words_.end() ? nullptr : &found->second;
}

double Given::number(const std::string& key, double by_default, double least, double most) {
    const std::vector<double> values = numbers(key, by_default, least, most);
    if (values.size() != 1) mistaken(key, "must be one number, not {}", values.size());
    return values.front();
}

std::vector<double> Given::numbers(const std::string& key, double by_default, double least, double most) {
    const Word* word = find(key);
    if (word == nullptr) return {by_default};
    std::vector<std::string> parts;
    boost::split(parts, word->text, boost::is_any_of(","));
    std::vector<double> values;
    for (const std::string& part : parts) {
        const auto value = number_in(part);
        if (!value || !(*value >= least && *value <= most)) {
            mistaken(key, "must be a number from {:g} to {:g}, not '{}'", least, most, part);
        }
        values.push_back(*value);
    }
    return values;
}

std::string Given::text(const std::string& key, const std::string& by_default) {
    const Word* word = find(key);
    return word == nullptr ? by_default : word->text;
}

bool Given::flag(const std::string& key, bool by_default) {
    if (find(key) == nullptr) return by_default;
    return choice(key, {"true", "yes", "false", "no"}) < 2;
}

std::size_t Given::choice(const std::string& key, const std::vector<std::string>& allowed) {
    const Word* word = find(key);
    if (word == nullptr) return 0;
    const auto found = std::ranges::find(allowed, word->text);
    if (found == allowed.end()) {
        mistaken(key, "is '{}'; it must be one of {}", word->text, boost::join(allowed, ", "));
    }
    return static_cast<std::size_t>(found - allowed.begin());
}

void Given::refuse_unused(const std::string& what) const {
    for (const auto& [key, word] : words_) {
        if (!used_.contains(key)) {
            run::mistaken("{} has no meaning for {}; it takes {}", word.where, what,
                          boost::join(used_, ", "));
        }
    }
}

}  // namespace sluice::montecarlo
