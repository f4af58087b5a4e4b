// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>

#include "scheduler/commands/sacctmgr.hpp"

namespace sluice::commands {
namespace {

Result<Term> read_term(std::string_view word) {
    const auto equals = word.find('=');
    if (equals == 0) return fail(Errc::invalid_argument, fmt::format(" Unknown option: {}", word));
    Term term{lower_case(word.substr(0, equals)), Term::Sign::set, std::string{word.substr(equals + 1)}};
    if (term.key.back() == '+') term.sign = Term::Sign::add;
    if (term.key.back() == '-') term.sign = Term::Sign::remove;
    if (term.sign != Term::Sign::set) term.key.pop_back();
    return term;
}

/// Words that stand alone and are no names.
bool is_flag(std::string_view word) {
    constexpr std::array<std::string_view, 8> kFlags{"withassoc",       "withassociations", "tree",
                                                     "withsubaccounts", "withcoordinators", "withdeleted",
                                                     "wopinfo",         "wolimits"};
    return std::ranges::any_of(kFlags, [&](auto flag) { return equal_words(flag, word); });
}

}  // namespace

std::optional<Entity> read_entity(std::string_view word) {
    struct Name {
        std::string_view word;
        Entity entity;
    };
    constexpr std::array<Name, 9> kNames{{{"accounts", Entity::account},
                                          {"associations", Entity::association},
                                          {"clusters", Entity::cluster},
                                          {"qos", Entity::qos},
                                          {"users", Entity::user},
                                          {"assocs", Entity::association},
                                          {"acct", Entity::account},
                                          {"qoses", Entity::qos},
                                          {"associate", Entity::association}}};
    for (const auto& [name, entity] : kNames) {
        if (word.size() >= 1 && begins_with(name, word)) return entity;
    }
    return std::nullopt;
}

Result<Terms> read_terms(std::span<const std::string> words) {
    Terms terms;
    for (const auto& word : words) {
        if (equal_words(word, "where")) {
            terms.says_set = false;
        } else if (equal_words(word, "set")) {
            terms.says_set = true;
        } else if (word.find('=') != std::string::npos) {
            auto term = read_term(word);
            if (!term) return tl::unexpected{term.error()};
            (terms.says_set ? terms.set : terms.where).push_back(std::move(*term));
        } else if (is_flag(word)) {
            terms.where.push_back({lower_case(word), Term::Sign::set, "1"});
        } else {
            for (auto& name : split_list(word)) terms.names.push_back(std::move(name));
        }
    }
    terms.says_set = terms.says_set || !terms.set.empty();
    return terms;
}

std::vector<std::string> values_of(std::span<const Term> terms,
                                   std::initializer_list<std::string_view> keys) {
    std::vector<std::string> values;
    for (const auto& term : terms) {
        const bool meant = std::ranges::any_of(keys, [&](auto key) { return begins_with(key, term.key); });
        if (!meant) continue;
        for (auto& value : split_list(term.value)) values.push_back(std::move(value));
    }
    return values;
}

std::string association_line(const std::string& cluster, const Association& association) {
    auto line = fmt::format("  C = {:<10} A = {:<20}", cluster, association.account);
    if (!association.user.empty()) line += fmt::format(" U = {:<9}", association.user);
    if (!association.partition.empty()) line += fmt::format(" P = {:<10}", association.partition);
    return line;
}

}  // namespace sluice::commands
