// SPDX-License-Identifier: Apache-2.0
#include "io/variable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "io/error.hpp"

namespace sluice::io {
namespace {

PropertyHandle collective_transfer() {
    PropertyHandle transfer{H5Pcreate(H5P_DATASET_XFER)};
    H5Pset_dxpl_mpio(transfer.id(), H5FD_MPIO_COLLECTIVE);
    return transfer;
}

void select(hid_t space, const Block& block) {
    if (block.size() == 0) {
        H5Sselect_none(space);
    } else {
        H5Sselect_hyperslab(space, H5S_SELECT_SET, block.start.data(), nullptr, block.count.data(), nullptr);
    }
}

}  // namespace

Variable::Variable(DatasetHandle dataset, Block block, Growth growth, std::string name,
                   const std::filesystem::path& file)
    : dataset_{std::move(dataset)},
      block_{std::move(block)},
      growth_{growth},
      name_{std::move(name)},
      file_{file} {}

void Variable::write(std::span<const double> values) {
    if (growth_ != Growth::fixed)
        throw std::invalid_argument{fmt::format("'{}' is written by records", name_)};
    write_block(block_, values);
}

void Variable::write_record(std::size_t record, std::span<const double> values) {
    if (growth_ != Growth::by_records) throw std::invalid_argument{fmt::format("'{}' has no records", name_)};
    make_room_for(record);
    Block where = block_;
    where.start.front() = record;
    write_block(where, values);
}

void Variable::write_record(std::size_t record, double value) {
    write_record(record, std::span{&value, block_.size() == 0 ? 0u : 1u});
}

void Variable::make_room_for(hsize_t record) {
    if (record < records_) return;
    records_ = record + 1;
    const SpaceHandle space{H5Dget_space(dataset_.id())};
    Extents extents(block_.start.size());
    H5Sget_simple_extent_dims(space.id(), extents.data(), nullptr);
    extents.front() = records_;
    checked(H5Dset_extent(dataset_.id(), extents.data()), "extend", name_, file_);
}

void Variable::write_block(const Block& where, std::span<const double> values) {
    if (values.size() != where.size()) {
        throw std::invalid_argument{
            fmt::format("'{}' takes {} values from this rank, not {}", name_, where.size(), values.size())};
    }
    const hsize_t count = std::max<hsize_t>(values.size(), 1);
    const SpaceHandle memory{H5Screate_simple(1, &count, nullptr)};
    if (values.empty()) H5Sselect_none(memory.id());
    const SpaceHandle space{H5Dget_space(dataset_.id())};
    select(space.id(), where);
    checked(H5Dwrite(dataset_.id(), H5T_NATIVE_DOUBLE, memory.id(), space.id(), collective_transfer().id(),
                     values.data()),
            "write", name_, file_);
}

}  // namespace sluice::io
