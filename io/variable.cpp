// SPDX-License-Identifier: Apache-2.0
#include "io/variable.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>

#include "io/error.hpp"
#include "io/transfer.hpp"

namespace sluice::io {
namespace {

/// Numbers as they are stored, in the machine's byte order: HDF5 writes with checksums only what it need not convert.
template <class T>
void append_as(std::span<const double> values, std::vector<std::byte>& bytes) {
    for (const double value : values) {
        const auto converted = static_cast<T>(value);
        const auto raw = std::as_bytes(std::span{&converted, 1});
        bytes.insert(bytes.end(), raw.begin(), raw.end());
    }
}

std::vector<std::byte> converted(std::span<const double> values, Number stored) {
    std::vector<std::byte> bytes;
    switch (stored) {
        case Number::f64: append_as<double>(values, bytes); break;
        case Number::f32: append_as<float>(values, bytes); break;
        case Number::i64: append_as<std::int64_t>(values, bytes); break;
        case Number::i32: append_as<std::int32_t>(values, bytes); break;
        case Number::u64: append_as<std::uint64_t>(values, bytes); break;
        case Number::u32: append_as<std::uint32_t>(values, bytes); break;
        case Number::u8: append_as<std::uint8_t>(values, bytes); break;
    }
    return bytes;
}

}  // namespace

Variable::Variable(DatasetHandle dataset, Block block, Growth growth, const Description& description,
                   const std::filesystem::path& file)
    : dataset_{std::move(dataset)},
      block_{std::move(block)},
      growth_{growth},
      name_{description.name},
      stored_{description.stored},
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
    const Place place{dataset_.id(), name_, file_};
    if (stored_ == Number::f64) return write_block(place, where, Number::f64, values.data());
    write_block(place, where, stored_, converted(values, stored_).data());
}

}  // namespace sluice::io
