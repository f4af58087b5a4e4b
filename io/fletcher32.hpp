// SPDX-License-Identifier: Apache-2.0
// The checksum of HDF5's filter of that name, at the speed of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sluice::io {

/// Of 16-bit words, most significant byte first; a last odd byte counts as the upper half of a word. Equal to what
/// HDF5 computes (H5_checksum_fletcher32), which takes one word at a time.
/// Source: J. G. Fletcher, IEEE Transactions on Communications 30, 247 (1982).
std::uint32_t fletcher32(std::span<const std::byte> bytes);

}  // namespace sluice::io
