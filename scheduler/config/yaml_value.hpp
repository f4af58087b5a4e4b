// SPDX-License-Identifier: Apache-2.0
//
// YAML as a tree that remembers where each token stood and keeps duplicate keys. Scalars stay text: what
// a text means is said by the form of its key (form.hpp).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scheduler/config/diagnostic.hpp"

namespace sluice {

struct YamlEntry;

struct YamlValue {
    enum class Kind { null, scalar, list, map };

    Kind kind = Kind::null;
    Place place;
    std::string text;                // of a scalar
    std::vector<YamlValue> items;    // of a list
    std::vector<YamlEntry> entries;  // of a map, in the order of the file

    static YamlValue scalar(std::string text);
    /// The first value under the key; nothing for a value that is no map.
    [[nodiscard]] const YamlValue* find(std::string_view key) const;
    /// Where the value of the key stands; where this value stands if it has no such key.
    [[nodiscard]] Place place_of(std::string_view key) const;
};

struct YamlEntry {
    std::string key;
    Place place;
    YamlValue value;
};

/// "a list", "a map", "nothing", "'text'": what a message says was found.
std::string describe(const YamlValue& value);

/// Block-style text that reads back as the same tree.
std::string write_yaml(const YamlValue& value);

}  // namespace sluice
