// SPDX-License-Identifier: Apache-2.0
//
// Whether a file is text that YAML can be read from at all: UTF-8, no control characters, no indentation by
// tabs. YAML parsers meet these with misleading messages, so they are looked for beforehand.
#pragma once

#include <string_view>

#include "scheduler/config/diagnostic.hpp"

namespace sluice {

void check_plain_text(std::string_view text, Report& report);

}  // namespace sluice
