// SPDX-License-Identifier: Apache-2.0
//
// How a value type lists its fields, once, for everything that walks over them: messages, records in the
// store, comparison of states. A type T takes part by having
//
//     template <class Self, class Visitor>
//     static void fields(Self& self, Visitor& visit) { visit("name", self.name); ... }
//
// The names are those of the message fields in scheduler/wire/proto/.
#pragma once

#include <concepts>
#include <string_view>

namespace sluice {

namespace detail {
struct AnyVisitor {
    template <class T>
    void operator()(std::string_view, T&) {}
};
}  // namespace detail

/// True for types that list their fields.
template <class T>
concept Described = requires(T& value, detail::AnyVisitor& visit) { T::fields(value, visit); };

}  // namespace sluice
