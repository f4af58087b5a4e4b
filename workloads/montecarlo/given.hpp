// SPDX-License-Identifier: Apache-2.0
// What a person wrote, key by key, before it is understood: the same for a portfolio file and for the command
// line.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "workloads/run/command_line.hpp"

namespace sluice::montecarlo {

struct Word {
    std::string text;   // several values are separated by commas
    std::string where;  // "portfolio.yaml:12: strike" or "--strike", for mistakes
};

/// Looks keys up and notes which were used, so that what has no meaning is found.
class Given {
  public:
    /// `where` names the whole for mistakes about what is missing.
    Given(std::map<std::string, Word> words, std::string where)
        : words_{std::move(words)}, where_{std::move(where)} {}

    bool has(const std::string& key) const { return words_.contains(key); }

    /// Between `least` and `most`; throws run::Mistake for anything else.
    double number(const std::string& key, double by_default, double least, double most);
    std::vector<double> numbers(const std::string& key, double by_default, double least, double most);
    std::string text(const std::string& key, const std::string& by_default);
    bool flag(const std::string& key, bool by_default);

    /// The index of the word among those allowed; the first is the default.
    std::size_t choice(const std::string& key, const std::vector<std::string>& allowed);

    /// Throws run::Mistake if a key was not asked for: it has no meaning for `what`.
    void refuse_unused(const std::string& what) const;

    template <class... Args>
    [[noreturn]] void mistaken(const std::string& key, fmt::format_string<Args...> text,
                               Args&&... args) const {
        run::mistaken("{} {}", place_of(key), fmt::format(text, std::forward<Args>(args)...));
    }

  private:
    std::string place_of(const std::string& key) const;
    const Word* find(const std::string& key);

    std::map<std::string, Word> words_;
    std::string where_;
    std::set<std::string> used_;
};

}  // namespace sluice::montecarlo
