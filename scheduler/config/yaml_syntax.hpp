// SPDX-License-Identifier: Apache-2.0
//
// What the YAML parser complains of, in words that help. The parser stops at the token it cannot use; the
// mistake is often before it, so the place is moved to where the administrator has to look.
#pragma once

#include <string_view>

#include "scheduler/config/diagnostic.hpp"

namespace sluice {

/// `place` and `message` are the parser's; `open` is the innermost list or map that it did not see closed.
void report_syntax_error(std::string_view text, Place place, std::string_view message, Place open,
                         Report& report);

/// The parser lets a quoted text run on to the next quote or to the end of the file, so that one forgotten
/// quote swallows lines. Here a quoted text must end on its line. `text` begins at the scalar.
void check_quotes(std::string_view text, Place place, Report& report);

}  // namespace sluice
