// SPDX-License-Identifier: Apache-2.0
#include "scheduler/wire/codec.hpp"

#include "scheduler/wire/reflect_codec.hpp"

namespace sluice::wire {
namespace {

template <class Proto, class Value>
std::string bytes_of(const Value& value) {
    Proto message;
    to_proto(value, message);
    return message.SerializeAsString();
}

template <class Proto, class Value>
Result<Value> value_of(std::string_view bytes) {
    Proto message;
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
        return fail(Errc::malformed_message, "unreadable record");
    }
    return from_proto<Value>(message);
}

}  // namespace

void encode(const sluice::Job& from, Job* to) { to_proto(from, *to); }
void encode(const sluice::JobSpec& from, JobSpec* to) { to_proto(from, *to); }
void encode(const sluice::Step& from, Step* to) { to_proto(from, *to); }
void encode(const sluice::StepSpec& from, StepSpec* to) { to_proto(from, *to); }
void encode(const sluice::NodeView& from, NodeView* to) { to_proto(from, *to); }
void encode(const sluice::NodeRecord& from, NodeRecord* to) { to_proto(from, *to); }
void encode(const sluice::Hardware& from, Hardware* to) { to_proto(from, *to); }
void encode(const sluice::PartitionSpec& from, PartitionSpec* to) { to_proto(from, *to); }
void encode(const sluice::ClientEndpoint& from, ClientEndpoint* to) { to_proto(from, *to); }
void encode(sluice::ExitCode from, ExitCode* to) { to_proto(from, *to); }
void encode(const sluice::AccountBook& from, AccountBook* to) { to_proto(from, *to); }
void encode(const sluice::AccountChange& from, AccountChange* to) { to_proto(from, *to); }
void encode(const sluice::TresCount& from, TresCount* to) { to_proto(from, *to); }
void encode(const sluice::Reservation& from, Reservation* to) { to_proto(from, *to); }
void encode(const sluice::ReservationWish& from, ReservationWish* to) { to_proto(from, *to); }
void encode(const sluice::Usage& from, Usage* to) { to_proto(from, *to); }

sluice::Job decode(const Job& from) { return from_proto<sluice::Job>(from); }
sluice::JobSpec decode(const JobSpec& from) { return from_proto<sluice::JobSpec>(from); }
sluice::Step decode(const Step& from) { return from_proto<sluice::Step>(from); }
sluice::StepSpec decode(const StepSpec& from) { return from_proto<sluice::StepSpec>(from); }
sluice::NodeView decode(const NodeView& from) { return from_proto<sluice::NodeView>(from); }
sluice::NodeRecord decode(const NodeRecord& from) { return from_proto<sluice::NodeRecord>(from); }
sluice::Hardware decode(const Hardware& from) { return from_proto<sluice::Hardware>(from); }
sluice::PartitionSpec decode(const PartitionSpec& from) { return from_proto<sluice::PartitionSpec>(from); }
sluice::ClientEndpoint decode(const ClientEndpoint& from) { return from_proto<sluice::ClientEndpoint>(from); }
sluice::ExitCode decode(const ExitCode& from) { return from_proto<sluice::ExitCode>(from); }
sluice::AccountBook decode(const AccountBook& from) { return from_proto<sluice::AccountBook>(from); }
sluice::AccountChange decode(const AccountChange& from) { return from_proto<sluice::AccountChange>(from); }
sluice::TresCount decode(const TresCount& from) { return from_proto<sluice::TresCount>(from); }
sluice::Reservation decode(const Reservation& from) { return from_proto<sluice::Reservation>(from); }
sluice::ReservationWish decode(const ReservationWish& from) { return from_proto<sluice::ReservationWish>(from); }
sluice::Usage decode(const Usage& from) { return from_proto<sluice::Usage>(from); }

std::string to_bytes(const sluice::Job& job) { return bytes_of<Job>(job); }
std::string to_bytes(const sluice::Step& step) { return bytes_of<Step>(step); }
std::string to_bytes(const sluice::NodeRecord& node) { return bytes_of<NodeRecord>(node); }
std::string to_bytes(const sluice::Reservation& reservation) { return bytes_of<Reservation>(reservation); }
Result<sluice::Job> job_from_bytes(std::string_view bytes) { return value_of<Job, sluice::Job>(bytes); }
Result<sluice::Step> step_from_bytes(std::string_view bytes) { return value_of<Step, sluice::Step>(bytes); }
Result<sluice::NodeRecord> node_from_bytes(std::string_view bytes) {
    return value_of<NodeRecord, sluice::NodeRecord>(bytes);
}
Result<sluice::Reservation> reservation_from_bytes(std::string_view bytes) {
    return value_of<Reservation, sluice::Reservation>(bytes);
}

Message error_reply(const Error& error) {
    Message message;
    message.mutable_error()->set_code(static_cast<std::uint32_t>(error.code));
    message.mutable_error()->set_detail(error.detail);
    return message;
}

std::optional<Error> error_of(const Message& message) {
    if (message.body_case() != Message::kError) return std::nullopt;
    return Error{static_cast<Errc>(message.error().code()), message.error().detail()};
}

}  // namespace sluice::wire
