// SPDX-License-Identifier: Apache-2.0
#include "io/transfer.hpp"

#include <algorithm>

#include "io/error.hpp"

namespace sluice::io {
namespace {

SpaceHandle in_memory(const Block& block) {
    const hsize_t count = std::max<hsize_t>(block.size(), 1);
    SpaceHandle space{H5Screate_simple(1, &count, nullptr)};
    if (block.size() == 0) H5Sselect_none(space.id());
    return space;
}

SpaceHandle in_file(hid_t dataset, const Block& block) {
    SpaceHandle space{H5Dget_space(dataset)};
    if (block.size() == 0) {
        H5Sselect_none(space.id());
    } else {
        H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, block.start.data(), nullptr, block.count.data(),
                            nullptr);
    }
    return space;
}

}  // namespace

void write_block(const Place& place, const Block& block, hid_t type, const void* values) {
    const PropertyHandle transfer{H5Pcreate(H5P_DATASET_XFER)};
    H5Pset_dxpl_mpio(transfer.id(), H5FD_MPIO_COLLECTIVE);
    checked(H5Dwrite(place.dataset, type, in_memory(block).id(),
                     in_file(place.dataset, block).id(), transfer.id(), values),
            "write", place.name, place.file);
}

void read_block(const Place& place, const Block& block, hid_t type, void* values) {
    if (block.size() == 0) return;
    checked(H5Dread(place.dataset, type, in_memory(block).id(),
                    in_file(place.dataset, block).id(), H5P_DEFAULT, values),
            "read", place.name, place.file);
}

}  // namespace sluice::io
