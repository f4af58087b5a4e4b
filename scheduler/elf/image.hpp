// SPDX-License-Identifier: Apache-2.0
//
// What the file of a program says of itself: for which machine it is, which libraries it needs, which functions of
// others it uses. Reads bytes, opens nothing, and trusts no number in them. 64-bit files of this byte order only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/error.hpp"

namespace sluice::elf {

struct Image {
    std::uint16_t machine = 0;         // e_machine
    bool is_dynamic = false;           // has a dynamic section: what it needs can be seen
    std::vector<std::string> needed;   // sonames
    std::vector<std::string> folders;  // DT_RPATH and DT_RUNPATH, "$ORIGIN" still in them
    std::vector<std::string> imports;  // names that others must define
};

/// Error: no such file.
Result<Image> read_image(std::string_view bytes);

}  // namespace sluice::elf
