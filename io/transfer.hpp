// SPDX-License-Identifier: Apache-2.0
// Blocks of numbers between memory and a dataset.
#pragma once

#include <filesystem>
#include <string>

#include "io/block.hpp"
#include "io/handle.hpp"
#include "io/number.hpp"

namespace sluice::io {

/// A dataset, and what it is called in error texts. Borrows all of it.
struct Place {
    hid_t dataset;
    const std::string& name;
    const std::filesystem::path& file;
};

/// By one process, through HDF5. `type` is that of the values in memory. Throws Error.
void write_block(const Place& place, const Block& block, hid_t type, const void* values);

/// Throws Error if a checksum does not fit.
void read_block(const Place& place, const Block& block, hid_t type, void* values);

inline void read_block(const Place& place, const Block& block, Number number, void* values) {
    read_block(place, block, native_type(number), values);
}

}  // namespace sluice::io
