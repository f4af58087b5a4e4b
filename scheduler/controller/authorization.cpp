// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/authorization.hpp"

#include <unistd.h>

namespace sluice::controller {

Right right_for(wire::Message::BodyCase kind) {
    using M = wire::Message;
    switch (kind) {
        case M::kSubmit:
        case M::kCancel:
        case M::kUpdateJob:
        case M::kJobQuery:
        case M::kNodeQuery:
        case M::kPartitionQuery:
        case M::kConfigQuery:
        case M::kHistoryQuery:
        case M::kWhy:
        case M::kWatchJob:
        case M::kWatchStep:
        case M::kCreateStep:
        case M::kFinishJob:
        case M::kAccountsQuery:
        case M::kPriorityQuery:
        case M::kReservationQuery:
        case M::kScriptQuery:
        case M::kNotifyJob:
        case M::kPing: return Right::anyone;
        case M::kUpdateNode:
        case M::kUpdatePartition:
        case M::kReservation:
        case M::kUpdateAccounts:
        case M::kShutdown: return Right::administrator;
        case M::kRegisterNode:
        case M::kHeartbeat:
        case M::kStepStarted:
        case M::kStepEnded: return Right::node;
        case M::kError:
        case M::kDone:
        case M::kSubmitted:
        case M::kCancelled:
        case M::kJobs:
        case M::kNodes:
        case M::kPartitions:
        case M::kReservations:
        case M::kReservationMade:
        case M::kConfig:
        case M::kExplanation:
        case M::kAccounts:
        case M::kPriorities:
        case M::kScript:
        case M::kJobNews:
        case M::kStepNews:
        case M::kWelcome:
        case M::kLaunch:
        case M::kSignal:
        case M::kStepEndedAck:
        case M::kNodeShutdown:
        case M::kShepherdHello:
        case M::kStepHello:
        case M::kStepRoster:
        case M::kTaskOutput:
        case M::kTaskInput:
        case M::kTaskExit:
        case M::kStepDone:
        case M::kFenceData:
        case M::kFenceResult:
        case M::kPeerQuestion:
        case M::kPeerAnswer:
        case M::kStepSignal:
        case M::kStepNotice:
        case M::kStepAbort:
        case M::kInputTaken:
        case M::kStepFile:
        case M::kStepAttach:
        case M::kTerminalSize:
        case M::BODY_NOT_SET: return Right::nobody;
    }
    return Right::nobody;
}

bool is_administrator(const wire::Identity& identity) {
    return identity.user == UserId{0} || identity.user == UserId{::geteuid()};
}

engine::Actor actor_of(const wire::Identity& identity) { return {identity.user, is_administrator(identity)}; }

Result<void> authorize(const wire::Message& message, const wire::Identity& from) {
    switch (right_for(message.body_case())) {
        case Right::anyone: return {};
        case Right::administrator:
        case Right::node:
            if (is_administrator(from)) return {};
            return fail(Errc::permission_denied, "only the cluster's administrator may do this");
        case Right::nobody: return fail(Errc::malformed_message, "not a request that a controller answers");
    }
    return fail(Errc::internal);
}

}  // namespace sluice::controller
