// SPDX-License-Identifier: Apache-2.0
//
// Model values to and from their messages and their bytes in the store.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scheduler/model/account.hpp"
#include "scheduler/model/cluster.hpp"
#include "scheduler/model/job.hpp"
#include "scheduler/model/node.hpp"
#include "scheduler/model/reservation.hpp"
#include "scheduler/model/step.hpp"
#include "scheduler/wire/proto/messages.pb.h"

namespace sluice::wire {

void encode(const sluice::Job& from, Job* to);
void encode(const sluice::JobSpec& from, JobSpec* to);
void encode(const sluice::Step& from, Step* to);
void encode(const sluice::StepSpec& from, StepSpec* to);
void encode(const sluice::NodeView& from, NodeView* to);
void encode(const sluice::NodeRecord& from, NodeRecord* to);
void encode(const sluice::Hardware& from, Hardware* to);
void encode(const sluice::PartitionSpec& from, PartitionSpec* to);
void encode(const sluice::ClientEndpoint& from, ClientEndpoint* to);
void encode(sluice::ExitCode from, ExitCode* to);
void encode(const sluice::AccountBook& from, AccountBook* to);
void encode(const sluice::AccountChange& from, AccountChange* to);
void encode(const sluice::TresCount& from, TresCount* to);

void encode(const sluice::Reservation& from, Reservation* to);
void encode(const sluice::ReservationWish& from, ReservationWish* to);
void encode(const sluice::Usage& from, Usage* to);

sluice::Job decode(const Job& from);
sluice::JobSpec decode(const JobSpec& from);
sluice::Step decode(const Step& from);
sluice::StepSpec decode(const StepSpec& from);
sluice::NodeView decode(const NodeView& from);
sluice::NodeRecord decode(const NodeRecord& from);
sluice::Hardware decode(const Hardware& from);
sluice::PartitionSpec decode(const PartitionSpec& from);
sluice::ClientEndpoint decode(const ClientEndpoint& from);
sluice::ExitCode decode(const ExitCode& from);
sluice::AccountBook decode(const AccountBook& from);
sluice::AccountChange decode(const AccountChange& from);
sluice::TresCount decode(const TresCount& from);
sluice::Reservation decode(const Reservation& from);
sluice::ReservationWish decode(const ReservationWish& from);
sluice::Usage decode(const Usage& from);

/// A record's bytes in the store.
std::string to_bytes(const sluice::Job& job);
std::string to_bytes(const sluice::Step& step);
std::string to_bytes(const sluice::NodeRecord& node);
std::string to_bytes(const sluice::Reservation& reservation);
/// Error: the bytes are not such a record.
Result<sluice::Job> job_from_bytes(std::string_view bytes);
Result<sluice::Step> step_from_bytes(std::string_view bytes);
Result<sluice::NodeRecord> node_from_bytes(std::string_view bytes);
Result<sluice::Reservation> reservation_from_bytes(std::string_view bytes);

inline StepRef step_ref(StepId id, Attempt attempt) {
    StepRef ref;
    ref.set_job(id.job.value());
    ref.set_step(id.step.value());
    ref.set_attempt(attempt.value());
    return ref;
}
inline StepId step_id(const StepRef& ref) { return {JobId{ref.job()}, StepNumber{ref.step()}}; }

Message error_reply(const Error& error);
/// The error that a message carries, if it is one.
std::optional<Error> error_of(const Message& message);

}  // namespace sluice::wire
