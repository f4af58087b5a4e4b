// SPDX-License-Identifier: Apache-2.0
#include "io/transfer.hpp"

#include "io/error.hpp"

namespace sluice::io {
namespace {

SpaceHandle in_memory(const Block& block) {
    const hsize_t count = block.size();
    return SpaceHandle{H5Screate_simple(1, &count, nullptr)};
}

SpaceHandle in_file(hid_t dataset, const Block& block) {
    SpaceHandle space{H5Dget_space(dataset)};
    H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, block.start.data(), nullptr, block.count.data(), nullptr);
    return space;
}

}  // namespace

void write_block(const Place& place, const Block& block, hid_t type, const void* values) {
    if (block.size() == 0) return;
    checked(H5Dwrite(place.dataset, type, in_memory(block).id(), in_file(place.dataset, block).id(), H5P_DEFAULT, values),
            "write", place.name, place.file);
}

void read_block(const Place& place, const Block& block, hid_t type, void* values) {
    if (block.size() == 0) return;
    checked(H5Dread(place.dataset, type, in_memory(block).id(),
                    in_file(place.dataset, block).id(), H5P_DEFAULT, values),
            "read", place.name, place.file);
}

}  // namespace sluice::io
