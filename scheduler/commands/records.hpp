// SPDX-License-Identifier: Apache-2.0
//
// The records that scontrol shows, as text.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "scheduler/commands/job_fields.hpp"
#include "scheduler/commands/record.hpp"
#include "scheduler/model/cluster.hpp"
#include "scheduler/model/node.hpp"
#include "scheduler/model/reservation.hpp"
#include "scheduler/wire/proto/messages.pb.h"

namespace sluice::commands {

std::string job_record(const JobRow& row, RecordStyle style);
std::string step_record(const StepRow& row, RecordStyle style);
std::string node_record(const NodeView& node, RecordStyle style);

struct PartitionRow {
    PartitionSpec partition;
    std::vector<NodeView> nodes;  // those of the partition
};
std::string partition_record(const PartitionRow& row, RecordStyle style);

struct ReservationRow {
    Reservation reservation;
    std::uint32_t cores = 0;  // of its nodes together
    Instant now;
};
std::vector<ReservationRow> reservation_rows(const std::vector<Reservation>& reservations,
                                             const std::vector<std::uint32_t>& cores, Instant now);
/// All that the controller has; `ask` sends the question.
Result<std::vector<ReservationRow>> ask_reservations(const std::function<Result<wire::Message>(wire::Message)>& ask);
std::string reservation_record(const ReservationRow& row, RecordStyle style);
/// As `sinfo -T` lists them.
std::string reservation_lines(std::span<const ReservationRow> rows, bool header);

/// `SwitchName=leaf1 Level=0 LinkSpeed=1 Nodes=n[1-4]`, one line for each switch.
std::string topology_records(const ClusterConfig& config);

}  // namespace sluice::commands
