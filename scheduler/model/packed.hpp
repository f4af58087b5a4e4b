// SPDX-License-Identifier: Apache-2.0
//
// A Described value as bytes, as few as may be: for what is kept in great numbers and looked at seldom. Only what
// differs from an empty value takes room: the number of the field, then what it holds. The bytes are good for
// this process only; records and messages have their own form (scheduler/wire).
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "scheduler/model/ids.hpp"
#include "scheduler/model/memory.hpp"
#include "scheduler/model/reflect.hpp"
#include "scheduler/model/time.hpp"

namespace sluice {
namespace packing {

/// Small numbers take one byte; so do small negative ones.
constexpr std::uint64_t fold(std::int64_t n) { return (static_cast<std::uint64_t>(n) << 1) ^ static_cast<std::uint64_t>(n >> 63); }
constexpr std::int64_t unfold(std::uint64_t n) { return static_cast<std::int64_t>(n >> 1) ^ -static_cast<std::int64_t>(n & 1); }

template <class T>
    requires std::is_enum_v<T> || std::unsigned_integral<T>
constexpr std::uint64_t number_of(T value) { return static_cast<std::uint64_t>(value); }
constexpr std::uint64_t number_of(std::signed_integral auto value) { return fold(value); }
constexpr std::uint64_t number_of(double value) { return std::bit_cast<std::uint64_t>(value); }
constexpr std::uint64_t number_of(Mebibytes value) { return fold(value.count()); }
constexpr std::uint64_t number_of(Duration value) { return fold(value.count()); }
constexpr std::uint64_t number_of(Instant value) { return fold(value.time_since_epoch().count()); }
template <class Tag, class Rep>
constexpr std::uint64_t number_of(Id<Tag, Rep> value) { return value.value(); }

template <class T>
concept Scalar = requires(T value) { { number_of(value) } -> std::same_as<std::uint64_t>; };

template <Scalar T>
constexpr T from_number(std::uint64_t n) {
    if constexpr (std::is_same_v<T, double>) return std::bit_cast<double>(n);
    else if constexpr (std::is_same_v<T, Instant>) return Instant{Duration{unfold(n)}};
    else if constexpr (std::is_same_v<T, Mebibytes> || std::is_same_v<T, Duration>) return T{unfold(n)};
    else if constexpr (std::signed_integral<T>) return static_cast<T>(unfold(n));
    else return static_cast<T>(n);
}

/// Writes to the end of a text.
class Writer {
  public:
    explicit Writer(std::string& to) : to_{to} {}

    template <Scalar T>
    void put(T value) { put_number(number_of(value)); }
    void put(const std::string& text) {
        put_number(text.size());
        to_ += text;
    }
    template <class T>
    void put(const std::optional<T>& value) { put(*value); }
    template <class T>
    void put(const std::vector<T>& values) {
        put_number(values.size());
        for (const auto& value : values) put(value);
    }
    template <Described T>
    void put(const T& value) {
        std::uint64_t number = 0;
        const auto visit = [&](std::string_view, const auto& field) { put_field(++number, field); };
        T::fields(value, visit);
        put_number(0);
    }

  private:
    template <class T>
    void put_field(std::uint64_t number, const T& field) {
        const auto before = to_.size();
        if constexpr (Described<T>) {
            put_number(number);
            const auto begin = to_.size();
            put(field);
            if (to_.size() == begin + 1) to_.resize(before);  // there was nothing to say
        } else if (!is_empty(field)) {
            put_number(number);
            put(field);
        }
    }
    static bool is_empty(Scalar auto value) { return number_of(value) == 0; }
    static bool is_empty(const std::string& text) { return text.empty(); }
    template <class T>
    static bool is_empty(const std::vector<T>& values) { return values.empty(); }
    template <class T>
    static bool is_empty(const std::optional<T>& value) { return !value; }

    void put_number(std::uint64_t n) {
        for (; n >= 0x80; n >>= 7) to_.push_back(static_cast<char>(n | 0x80));
        to_.push_back(static_cast<char>(n));
    }

    std::string& to_;
};

/// Reads what a Writer has written, into values that are as new.
class Reader {
  public:
    explicit Reader(const char* from) : from_{from} {}

    template <Scalar T>
    void take(T& value) { value = from_number<T>(take_number()); }
    void take(std::string& text) {
        const auto size = take_number();
        text.assign(from_, size);
        from_ += size;
    }
    template <class T>
    void take(std::optional<T>& value) { take(value.emplace()); }
    template <class T>
    void take(std::vector<T>& values) {
        values.resize(take_number());
        for (auto& value : values) take(value);
    }
    template <Described T>
    void take(T& value) {
        std::uint64_t number = 0;
        auto next = take_number();
        const auto visit = [&](std::string_view, auto& field) {
            if (++number == next) {
                take(field);
                next = take_number();
            } else {
                clear(field);
            }
        };
        T::fields(value, visit);
    }

  private:
    /// A new value need not be an empty one, but where it holds more than a number it is.
    static void clear(Scalar auto& value) { value = {}; }
    template <Described T>
    static void clear(T& value) {
        const auto visit = [](std::string_view, auto& field) { clear(field); };
        T::fields(value, visit);
    }
    template <class T>
    static void clear(T&) {}

    std::uint64_t take_number() {
        std::uint64_t n = 0;
        for (int shift = 0;; shift += 7) {
            const auto byte = static_cast<unsigned char>(*from_++);
            n |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) return n;
        }
    }

    const char* from_;
};

}  // namespace packing
}  // namespace sluice
