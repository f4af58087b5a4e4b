// SPDX-License-Identifier: Apache-2.0
// Room for chunks in an HDF5 file that other processes fill. HDF5 offers to write a chunk that is encoded already, but not
// to leave the writing to somebody else; this driver of it notes the place and lets the write go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "io/block.hpp"
#include "io/handle.hpp"

namespace sluice::io {

/// Access to files like HDF5's own driver for one process, but that reserve_chunk() works on them. Throws Error;
/// `path` is a file that can be opened.
PropertyHandle reserving_access(const std::filesystem::path& path);

/// Enters into the dataset's index a chunk of `bytes` that begins at element `start`, replacing the one that was there,
/// and returns its place in the file. Nothing is written there. Negative if HDF5 fails. Not for several threads at once.
std::int64_t reserve_chunk(hid_t dataset, const Extents& start, std::size_t bytes);

}  // namespace sluice::io
