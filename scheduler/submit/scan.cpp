// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/scan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scheduler/submit/option_table.hpp"

namespace sluice::submit {
namespace {

/// A long name of an option; an option may have two.
struct Name {
    std::string_view text;
    const Option* option;
};

class Scanner {
  public:
    Scanner(Command command, std::span<const std::string> words) : words_{words} {
        for (const auto* option : options_of(command)) add(*option);
        for (const auto& option : unsupported_options()) {
            if (includes(option.commands, command)) add(option);
        }
        std::ranges::sort(names_, {}, &Name::text);
    }

    Scanned run() {
        while (result_.error.empty() && next_ < words_.size() && is_option(words_[next_])) {
            const std::string_view word = words_[next_++];
            if (word == "--") break;
            if (word.starts_with("--")) read_long(word.substr(2));
            else read_letters(word.substr(1));
        }
        result_.operands.assign(words_.begin() + static_cast<std::ptrdiff_t>(next_), words_.end());
        return std::move(result_);
    }

  private:
    static bool is_option(std::string_view word) { return word.size() > 1 && word[0] == '-'; }

    void add(const Option& option) {
        options_.push_back(&option);
        names_.push_back({option.name, &option});
        if (!option.also.empty()) names_.push_back({option.also, &option});
    }

    void fail(std::string error) { result_.error = std::move(error); }

    /// The option that the word names, in full or by a prefix; empty, with the error set, if there is none.
    const Option* find_long(std::string_view name, std::string_view word) {
        std::vector<Name> candidates;
        for (const auto& each : names_) {
            if (each.text == name) return each.option;
            if (each.text.starts_with(name)) candidates.push_back(each);
        }
        const auto same = [&](const Name& each) { return each.option == candidates.front().option; };
        if (candidates.empty()) fail(fmt::format("unrecognized option '--{}'", word));
        else if (std::ranges::all_of(candidates, same)) return candidates.front().option;
        else fail(ambiguous(word, candidates));
        return nullptr;
    }

    static std::string ambiguous(std::string_view word, const std::vector<Name>& candidates) {
        auto text = fmt::format("option '--{}' is ambiguous; possibilities:", word);
        for (const auto& each : candidates) text += fmt::format(" '--{}'", each.text);
        return text;
    }

    void read_long(std::string_view word) {
        const auto equals = word.find('=');
        const auto name = word.substr(0, equals);
        const auto* option = find_long(name, word);
        if (option == nullptr) return;
        if (equals != std::string_view::npos) {
            if (option->takes == Takes::nothing) {
                return fail(fmt::format("option '--{}' doesn't allow an argument", option->name));
            }
            return keep(*option, word.substr(equals + 1));
        }
        if (option->takes != Takes::value) return keep(*option);
        if (next_ == words_.size()) return fail(fmt::format("option '--{}' requires an argument", name));
        keep(*option, words_[next_++]);
    }

    /// `-Qv` is two options, `-n4` one with its value.
    void read_letters(std::string_view letters) {
        while (!letters.empty() && result_.error.empty()) {
            const auto found = std::ranges::find(options_, letters[0], &Option::letter);
            if (found == options_.end()) return fail(fmt::format("invalid option -- '{}'", letters[0]));
            letters.remove_prefix(1);
            if ((*found)->takes == Takes::nothing) {
                keep(**found);
                continue;
            }
            return read_letter_value(**found, letters);
        }
    }

    void read_letter_value(const Option& option, std::string_view glued) {
        if (!glued.empty()) return keep(option, glued);
        if (option.takes == Takes::optional_value) return keep(option);
        if (next_ == words_.size()) {
            return fail(fmt::format("option requires an argument -- '{}'", option.letter));
        }
        keep(option, words_[next_++]);
    }

    void keep(const Option& option) { result_.options.push_back({&option, "", false}); }
    void keep(const Option& option, std::string_view text) {
        result_.options.push_back({&option, std::string{text}, true});
    }

    std::span<const std::string> words_;
    std::size_t next_ = 0;
    std::vector<const Option*> options_;
    std::vector<Name> names_;
    Scanned result_;
};

}  // namespace

Scanned scan(Command command, std::span<const std::string> words) { return Scanner{command, words}.run(); }

}  // namespace sluice::submit
