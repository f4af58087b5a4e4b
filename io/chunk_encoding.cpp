// SPDX-License-Identifier: Apache-2.0
#include "io/chunk_encoding.hpp"

#include <zlib.h>

#include "io/error.hpp"
#include "io/fletcher32.hpp"

namespace sluice::io {
namespace {

/// First bytes of all elements, then second bytes, and so on: like bytes lie together.
std::vector<std::byte> shuffled(std::span<const std::byte> chunk, std::size_t bytes_per_element) {
    const std::size_t elements = chunk.size() / bytes_per_element;
    std::vector<std::byte> bytes(chunk.size());
    for (std::size_t byte = 0; byte < bytes_per_element; ++byte) {
        for (std::size_t n = 0; n < elements; ++n) bytes[byte * elements + n] = chunk[n * bytes_per_element + byte];
    }
    return bytes;
}

std::vector<std::byte> deflated(const std::vector<std::byte>& bytes) {
    uLongf size = compressBound(bytes.size());
    std::vector<std::byte> packed(size);
    if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                  bytes.size(), kDeflateLevel) != Z_OK)
        throw Error{"cannot compress a chunk"};
    packed.resize(size);
    return packed;
}

/// Least significant byte first.
std::array<std::byte, kChecksumBytes> checksum_of(std::span<const std::byte> content) {
    const std::uint32_t sum = fletcher32(content);
    std::array<std::byte, kChecksumBytes> bytes;
    for (std::size_t n = 0; n < bytes.size(); ++n) bytes[n] = static_cast<std::byte>(sum >> (8 * n));
    return bytes;
}

}  // namespace

EncodedChunk encode(std::span<const std::byte> chunk, std::size_t bytes_per_element, Compression compression) {
    if (compression == Compression::none) return {chunk, {}, checksum_of(chunk)};
    EncodedChunk encoded{{}, deflated(shuffled(chunk, bytes_per_element)), {}};
    encoded.content = encoded.packed;
    encoded.checksum = checksum_of(encoded.content);
    return encoded;
}

}  // namespace sluice::io
