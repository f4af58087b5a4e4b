// SPDX-License-Identifier: Apache-2.0
//
// Which characters names, addresses, variables and paths are made of. Names become parts of file names,
// host lists, environment variables and comma-separated options, so they are kept plain.
#pragma once

#include <string_view>

namespace sluice {

inline constexpr std::string_view kNameRule =
    "up to 63 letters, digits, _, - and ., the first a letter or digit";

bool is_name(std::string_view text);
/// A host name, an IPv4 or an IPv6 address, as far as their characters go.
bool is_address(std::string_view text);
/// The name of an environment variable.
bool is_variable(std::string_view text);
bool is_absolute_path(std::string_view text);

}  // namespace sluice
