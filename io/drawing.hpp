// SPDX-License-Identifier: Apache-2.0
// The picture that a results file asks for by its attributes; docs/results.md lists them.
#pragma once

#include <optional>
#include <string>

#include "io/image.hpp"
#include "io/reader.hpp"

namespace sluice::io {

struct DrawingWish {
    std::string variable = {};                  // instead of what the file asks for
    std::optional<std::size_t> record = {};  // instead of the last one of a field, the first pose
};

/// Throws Error if there is nothing that can be drawn, or attributes do not fit the file.
Image draw_file(const Reader& reader, const DrawingWish& wish = {});

}  // namespace sluice::io
