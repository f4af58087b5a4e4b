// SPDX-License-Identifier: Apache-2.0
//
// Copies between a Described value type and its protobuf message, field by field, by name. One template
// serves every type, so a field is added in two places only: the struct's fields() and the .proto file.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cassert>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "scheduler/model/ids.hpp"
#include "scheduler/model/memory.hpp"
#include "scheduler/model/reflect.hpp"
#include "scheduler/model/time.hpp"

namespace sluice::wire {

namespace pb = google::protobuf;

/// Model scalars as protobuf's scalar types.
inline std::uint32_t to_wire(std::uint32_t v) { return v; }
inline std::uint32_t to_wire(std::uint16_t v) { return v; }
inline std::int32_t to_wire(std::int32_t v) { return v; }
inline std::int64_t to_wire(std::int64_t v) { return v; }
inline bool to_wire(bool v) { return v; }
inline const std::string& to_wire(const std::string& v) { return v; }
inline std::int64_t to_wire(Mebibytes v) { return v.count(); }
inline std::int64_t to_wire(Duration v) { return v.count(); }
inline std::int64_t to_wire(Instant v) { return v.time_since_epoch().count(); }
template <class Tag, class Rep>
std::uint32_t to_wire(Id<Tag, Rep> v) {
    return v.value();
}
template <class E>
    requires std::is_enum_v<E>
std::uint32_t to_wire(E v) {
    return static_cast<std::uint32_t>(v);
}

template <class T>
using WireType = std::remove_cvref_t<decltype(to_wire(std::declval<const T&>()))>;

template <class T>
T from_wire(WireType<T> v) {
    if constexpr (std::is_same_v<T, Mebibytes>) {
        return Mebibytes{v};
    } else if constexpr (std::is_same_v<T, Instant>) {
        return Instant{Duration{v}};
    } else if constexpr (std::is_same_v<T, Duration>) {
        return Duration{v};
    } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, bool>) {
        return v;
    } else {
        return static_cast<T>(v);
    }
}

/// The message's field descriptors in the order in which fields() names them; looked up once per type.
template <Described T>
const std::vector<const pb::FieldDescriptor*>& descriptors_of(const pb::Descriptor& message) {
    static const auto found = [&message] {
        std::vector<const pb::FieldDescriptor*> list;
        T probe{};
        auto visit = [&](std::string_view name, auto&) {
            list.push_back(message.FindFieldByName(std::string{name}));
            assert(list.back() != nullptr && "a field is missing in the .proto file");
        };
        T::fields(probe, visit);
        return list;
    }();
    return found;
}

/// One message seen as a list of settable fields.
class Writer {
  public:
    explicit Writer(pb::Message& m) : m_{m}, r_{*m.GetReflection()} {}

    void put(const pb::FieldDescriptor* f, bool v) { r_.SetBool(&m_, f, v); }
    void put(const pb::FieldDescriptor* f, std::uint32_t v) { r_.SetUInt32(&m_, f, v); }
    void put(const pb::FieldDescriptor* f, std::int32_t v) { r_.SetInt32(&m_, f, v); }
    void put(const pb::FieldDescriptor* f, std::int64_t v) { r_.SetInt64(&m_, f, v); }
    void put(const pb::FieldDescriptor* f, const std::string& v) { r_.SetString(&m_, f, v); }
    void add(const pb::FieldDescriptor* f, std::uint32_t v) { r_.AddUInt32(&m_, f, v); }
    void add(const pb::FieldDescriptor* f, const std::string& v) { r_.AddString(&m_, f, v); }
    pb::Message& child(const pb::FieldDescriptor* f) { return *r_.MutableMessage(&m_, f); }
    pb::Message& add_child(const pb::FieldDescriptor* f) { return *r_.AddMessage(&m_, f); }

  private:
    pb::Message& m_;
    const pb::Reflection& r_;
};

template <Described T>
void to_proto(const T& from, pb::Message& to);

template <class T>
void write_field(Writer& out, const pb::FieldDescriptor* f, const T& value) {
    if constexpr (Described<T>) {
        to_proto(value, out.child(f));
    } else if (value != T{}) {  // proto3: what equals the default is not written
        out.put(f, to_wire(value));
    }
}
template <class T>
void write_field(Writer& out, const pb::FieldDescriptor* f, const std::optional<T>& value) {
    if (value) out.put(f, to_wire(*value));
}
template <class T>
void write_field(Writer& out, const pb::FieldDescriptor* f, const std::vector<T>& values) {
    for (const auto& value : values) {
        if constexpr (Described<T>) {
            to_proto(value, out.add_child(f));
        } else {
            out.add(f, to_wire(value));
        }
    }
}

template <Described T>
void to_proto(const T& from, pb::Message& to) {
    auto field = descriptors_of<T>(*to.GetDescriptor()).begin();
    Writer out{to};
    auto visit = [&](std::string_view, const auto& member) { write_field(out, *field++, member); };
    T::fields(from, visit);
}

/// One message seen as a list of readable fields.
class Reader {
  public:
    explicit Reader(const pb::Message& m) : m_{m}, r_{*m.GetReflection()} {}

    void get(const pb::FieldDescriptor* f, bool& v) const { v = r_.GetBool(m_, f); }
    void get(const pb::FieldDescriptor* f, std::uint32_t& v) const { v = r_.GetUInt32(m_, f); }
    void get(const pb::FieldDescriptor* f, std::int32_t& v) const { v = r_.GetInt32(m_, f); }
    void get(const pb::FieldDescriptor* f, std::int64_t& v) const { v = r_.GetInt64(m_, f); }
    void get(const pb::FieldDescriptor* f, std::string& v) const { v = r_.GetString(m_, f); }
    void get(const pb::FieldDescriptor* f, int i, std::uint32_t& v) const { v = r_.GetRepeatedUInt32(m_, f, i); }
    void get(const pb::FieldDescriptor* f, int i, std::string& v) const { v = r_.GetRepeatedString(m_, f, i); }
    [[nodiscard]] bool has(const pb::FieldDescriptor* f) const { return r_.HasField(m_, f); }
    [[nodiscard]] int size(const pb::FieldDescriptor* f) const { return r_.FieldSize(m_, f); }
    [[nodiscard]] const pb::Message& child(const pb::FieldDescriptor* f) const { return r_.GetMessage(m_, f); }
    [[nodiscard]] const pb::Message& child(const pb::FieldDescriptor* f, int i) const {
        return r_.GetRepeatedMessage(m_, f, i);
    }

  private:
    const pb::Message& m_;
    const pb::Reflection& r_;
};

template <Described T>
T from_proto(const pb::Message& from);

template <class T>
void read_field(const Reader& in, const pb::FieldDescriptor* f, T& value) {
    if constexpr (Described<T>) {
        value = from_proto<T>(in.child(f));
    } else {
        WireType<T> raw{};
        in.get(f, raw);
        value = from_wire<T>(std::move(raw));
    }
}
template <class T>
void read_field(const Reader& in, const pb::FieldDescriptor* f, std::optional<T>& value) {
    if (!in.has(f)) return;
    read_field(in, f, value.emplace());
}
template <class T>
void read_field(const Reader& in, const pb::FieldDescriptor* f, std::vector<T>& values) {
    const int count = in.size(f);
    values.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        if constexpr (Described<T>) {
            values.push_back(from_proto<T>(in.child(f, i)));
        } else {
            WireType<T> raw{};
            in.get(f, i, raw);
            values.push_back(from_wire<T>(std::move(raw)));
        }
    }
}

template <Described T>
T from_proto(const pb::Message& from) {
    T value{};
    auto field = descriptors_of<T>(*from.GetDescriptor()).begin();
    const Reader in{from};
    auto visit = [&](std::string_view, auto& member) { read_field(in, *field++, member); };
    T::fields(value, visit);
    return value;
}

}  // namespace sluice::wire
