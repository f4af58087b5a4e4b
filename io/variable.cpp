// SPDX-License-Identifier: Apache-2.0
#include "io/variable.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "io/error.hpp"
#include "io/transfer.hpp"

namespace sluice::io {
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
    put(block_, values);
}

void Variable::write_record(std::size_t record, std::span<const double> values) {
    if (growth_ != Growth::by_records) throw std::invalid_argument{fmt::format("'{}' has no records", name_)};
    make_room_for(record);
    Block where = block_;
    where.start.front() = record;
    put(where, values);
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

void Variable::put(const Block& where, std::span<const double> values) {
    if (values.size() != where.size()) {
        throw std::invalid_argument{
            fmt::format("'{}' takes {} values from this rank, not {}", name_, where.size(), values.size())};
    }
    io::write_block({dataset_.id(), name_, file_}, where, Number::f64, values.data());
}

}  // namespace sluice::io
