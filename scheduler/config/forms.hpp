// SPDX-License-Identifier: Apache-2.0
//
// The forms of single values in cluster.yaml: numbers, words, amounts, durations, names and lists of them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/config/form.hpp"
#include "scheduler/model/gres.hpp"
#include "scheduler/model/memory.hpp"
#include "scheduler/model/time.hpp"

namespace sluice {

Form<std::uint32_t> whole_number(std::uint32_t least, std::uint32_t most);
Form<std::uint16_t> port_number();
Form<bool> yes_or_no();
/// `400M`, `4G`; a bare number is mebibytes.
Form<Mebibytes> memory_size(Mebibytes least, Mebibytes most);
/// `30`, `30s`, `5m`, `1h`, `2d`.
Form<Duration> duration(Duration least, Duration most);
/// Slurm's limit forms, from one minute.
Form<TimeLimit> time_limit();
/// A name of letters, digits, `_`, `-` and `.`.
Form<std::string> name();
/// A host name or IP address.
Form<std::string> host();
/// A path from the root directory.
Form<std::string> absolute_path();

/// A host list such as `n[1-4,7]`, as one text or as a YAML list. No name twice.
Form<std::vector<std::string>> host_names();
/// The same for addresses, which also have colons.
Form<std::vector<std::string>> host_addresses();
/// Names, as a YAML list or separated by commas. No name twice.
Form<std::vector<std::string>> names();
/// Numbers in their order, as a YAML list or separated by commas. The same number may come again.
Form<std::vector<std::uint32_t>> number_list(std::uint32_t least, std::uint32_t most);
/// `gpu:tesla:2`, as a YAML list or separated by commas. No kind twice.
Form<std::vector<GresCount>> gres_list();
/// Environment variables and their values.
Form<std::map<std::string, std::string>> environment();

/// What is wrong with a word that is none of `allowed`.
std::string not_one_of(const std::string& word, const std::vector<std::string>& allowed,
                       const std::vector<std::string>& later);
/// The word's index in the list, in any case; the list's size if it is not there.
std::size_t index_of_word(const std::string& word, const std::vector<std::string>& words);
FormDoc words_doc(const std::vector<std::string>& words);

/// A word for each value of an enumeration. `later` are words that are known but not supported yet.
template <class E>
Form<E> one_of(const std::vector<std::pair<std::string, E>>& table, std::vector<std::string> later = {}) {
    std::vector<std::string> words;
    for (const auto& [word, value] : table) words.push_back(word);
    auto parse = [table, words, later = std::move(later)](const std::string& text) -> Parsed<E> {
        const auto index = index_of_word(text, words);
        if (index == words.size()) return tl::unexpected{not_one_of(text, words, later)};
        return table[index].second;
    };
    auto format = [table](E value) {
        for (const auto& [word, each] : table)
            if (each == value) return word;
        return std::string{};
    };
    return scalar_form<E>(words_doc(words), std::move(parse), std::move(format));
}

}  // namespace sluice
