// SPDX-License-Identifier: Apache-2.0
#include "io/layout.hpp"

namespace sluice::io {

PropertyHandle chunked(const Extents& chunk, Compression compression) {
    PropertyHandle creation{H5Pcreate(H5P_DATASET_CREATE)};
    H5Pset_attr_creation_order(creation.id(), kInOrder);
    H5Pset_chunk(creation.id(), static_cast<int>(chunk.size()), chunk.data());
    if (compression == Compression::deflate) {
        H5Pset_shuffle(creation.id());
        H5Pset_deflate(creation.id(), kDeflateLevel);
    }
    H5Pset_fletcher32(creation.id());
    return creation;
}

}  // namespace sluice::io
