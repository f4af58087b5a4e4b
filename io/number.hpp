// SPDX-License-Identifier: Apache-2.0
// The kinds of numbers that arrays on disk may have.
#pragma once

#include <hdf5.h>

#include <concepts>
#include <cstdint>

namespace sluice::io {

enum class Number { f64, f32, i64, i32, u64, u32, u8 };

template <class T>
constexpr Number number_of() {
    if constexpr (std::same_as<T, double>) return Number::f64;
    else if constexpr (std::same_as<T, float>) return Number::f32;
    else if constexpr (std::same_as<T, std::int64_t>) return Number::i64;
    else if constexpr (std::same_as<T, std::int32_t>) return Number::i32;
    else if constexpr (std::same_as<T, std::uint64_t>) return Number::u64;
    else if constexpr (std::same_as<T, std::uint32_t>) return Number::u32;
    else {
        static_assert(std::same_as<T, std::uint8_t>, "not a number that is stored");
        return Number::u8;
    }
}

/// HDF5's type of the number in memory, and in the file: little endian.
hid_t native_type(Number number);
hid_t stored_type(Number number);

}  // namespace sluice::io
