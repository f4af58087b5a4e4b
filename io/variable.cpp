// SPDX-License-Identifier: Apache-2.0
#include "io/variable.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>

#include "io/collective.hpp"

namespace sluice::io {
namespace {

/// Numbers as they are stored, little endian as the machine.
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

Variable::Variable(ChunkedArray array, Growth growth, const Description& description)
    : array_{std::move(array)}, growth_{growth}, stored_{description.stored} {}

void Variable::write(std::span<const double> values) {
    if (growth_ != Growth::fixed)
        throw std::invalid_argument{fmt::format("'{}' is written by records", array_.name())};
    put(0, values);
}

void Variable::write_record(std::size_t record, std::span<const double> values) {
    if (growth_ != Growth::by_records)
        throw std::invalid_argument{fmt::format("'{}' has no records", array_.name())};
    put(record, values);
}

void Variable::write_record(std::size_t record, double value) {
    write_record(record, std::span{&value, values_of_this_rank() == 0 ? 0u : 1u});
}

/// At a time. A series of single numbers is rank 0's.
std::size_t Variable::values_of_this_rank() const {
    if (!array_.block().count.empty()) return static_cast<std::size_t>(array_.block().size());
    return rank_in(array_.file().comm()) == 0 ? 1 : 0;
}

void Variable::put(std::size_t record, std::span<const double> values) {
    if (values.size() != values_of_this_rank()) {
        throw std::invalid_argument{fmt::format("'{}' takes {} values from this rank, not {}", array_.name(),
                                                values_of_this_rank(), values.size())};
    }
    if (stored_ == Number::f64) return array_.write(record, std::as_bytes(values));
    array_.write(record, converted(values, stored_));
}

}  // namespace sluice::io
