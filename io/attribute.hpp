// SPDX-License-Identifier: Apache-2.0
// Attributes of a file or dataset: text (fixed length, so that every reader understands it) and numbers.
//
// One process writes them.
#pragma once

#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace sluice::io {

/// A file, or a dataset in it, that carries attributes. Borrows the identifier.
struct Bearer {
    hid_t id;
    const std::filesystem::path& file;  // for error texts
};

void write_attribute(const Bearer& bearer, const std::string& name, std::string_view text);
void write_attribute(const Bearer& bearer, const std::string& name, double number);
void write_attribute(const Bearer& bearer, const std::string& name, std::int64_t number);

bool has_attribute(const Bearer& bearer, const std::string& name);

/// Throw Error if there is none of that name or it is of another kind.
std::string read_text(const Bearer& bearer, const std::string& name);
double read_number(const Bearer& bearer, const std::string& name);
std::int64_t read_integer(const Bearer& bearer, const std::string& name);

}  // namespace sluice::io
