// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/event_codec.hpp"

#include <optional>

#include "scheduler/wire/proto/events.pb.h"
#include "scheduler/wire/reflect_codec.hpp"

namespace sluice::controller {
namespace {

namespace pb = google::protobuf;

/// Tries each alternative of the variant until one has the name.
template <std::size_t I = 0>
std::optional<engine::Event> decode_as(const std::string& kind, const pb::Message& body) {
    if constexpr (I < std::variant_size_v<engine::Event>) {
        using Alternative = std::variant_alternative_t<I, engine::Event>;
        if (kind == Alternative::kName) return wire::from_proto<Alternative>(body);
        return decode_as<I + 1>(kind, body);
    } else {
        return std::nullopt;
    }
}

}  // namespace

std::string_view kind_of(const engine::Event& event) {
    return std::visit([](const auto& e) { return std::decay_t<decltype(e)>::kName; }, event);
}

std::string to_bytes(const engine::Event& event) {
    wire::EventRecord record;
    const auto* field = record.GetDescriptor()->FindFieldByName(std::string{kind_of(event)});
    auto& body = *record.GetReflection()->MutableMessage(&record, field);
    std::visit([&](const auto& e) { wire::to_proto(e, body); }, event);
    return record.SerializeAsString();
}

Result<engine::Event> event_from_bytes(std::string_view bytes) {
    wire::EventRecord record;
    if (!record.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return fail(Errc::malformed_message, "unreadable event");
    }
    const auto* oneof = record.GetDescriptor()->oneof_decl(0);
    const auto* field = record.GetReflection()->GetOneofFieldDescriptor(record, oneof);
    if (field == nullptr) return fail(Errc::malformed_message, "an event of an unknown kind");
    auto event = decode_as(field->name(), record.GetReflection()->GetMessage(record, field));
    if (!event) return fail(Errc::malformed_message, "an event of kind " + field->name());
    return std::move(*event);
}

}  // namespace sluice::controller
