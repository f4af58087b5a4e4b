// SPDX-License-Identifier: Apache-2.0
//
// Sets of CPUs as hexadecimal masks: 0x5 is CPUs 0 and 2.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::binding {

using CpuList = std::vector<std::uint32_t>;  // ascending, each once

std::string format_mask(const CpuList& cpus);
/// With or without 0x. Nothing for what is no mask or too long.
std::optional<CpuList> parse_mask(std::string_view text);

}  // namespace sluice::binding
