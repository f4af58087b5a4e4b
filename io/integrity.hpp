// SPDX-License-Identifier: Apache-2.0
// Is what a file holds still what was written? Reads every chunk, so that each checksum is compared.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "io/contents.hpp"
#include "io/reader.hpp"

namespace sluice::io {

/// A chunk that cannot be read.
struct Damage {
    std::string place;  // "elements [3, 0:70, 140:210], bytes 4016 to 43215 of the file"
    std::string why;
};

struct Findings {
    hsize_t chunks = 0;
    double smallest = std::numeric_limits<double>::infinity();  // of the finite numbers
    double largest = -std::numeric_limits<double>::infinity();
    hsize_t not_finite = 0;
    std::vector<Damage> damages;
};

/// A variable of numbers or of text of fixed length; others are left alone. Throws Error if it cannot be opened.
Findings examine(const Reader& reader, const VariableInfo& variable);

}  // namespace sluice::io
