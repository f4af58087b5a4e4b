// SPDX-License-Identifier: Apache-2.0
//
// Signals by number or name.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice {

/// `10`, `USR1`, `SIGTERM`, in any case; empty for anything else.
std::optional<std::uint32_t> read_signal(std::string_view text);

}  // namespace sluice
