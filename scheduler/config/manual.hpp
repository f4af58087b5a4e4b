// SPDX-License-Identifier: Apache-2.0
//
// The manual page cluster.yaml(5), made from the schema.
#pragma once

#include <string>
#include <string_view>

namespace sluice {

/// roff for the man macros.
std::string manual_page();

/// The small file that the page shows.
extern const std::string_view kManualExample;

}  // namespace sluice
