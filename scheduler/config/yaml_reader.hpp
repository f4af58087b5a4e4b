// SPDX-License-Identifier: Apache-2.0
//
// From text to a tree of YAML values. Of YAML, a configuration uses maps, lists and scalars; aliases, tags,
// keys that are no scalars and several documents in one file are refused.
#pragma once

#include <optional>
#include <string_view>

#include "scheduler/config/diagnostic.hpp"
#include "scheduler/config/yaml_value.hpp"

namespace sluice {

/// Nothing, and at least one diagnostic in the report, if the text is not such YAML. Never throws.
std::optional<YamlValue> read_yaml(std::string_view text, Report& report);

}  // namespace sluice
