// SPDX-License-Identifier: Apache-2.0
//
// What the keywords of scontrol share: its options, its arguments, and a connection made when it is needed.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/commands/options.hpp"
#include "scheduler/commands/record.hpp"
#include "scheduler/commands/session.hpp"

namespace sluice::commands {

using Arguments = std::span<const std::string>;

struct Scontrol {
    bool one_line = false;
    bool detail = false;
    bool quiet = false;
    bool json = false;
    std::unique_ptr<Session> session;

    [[nodiscard]] RecordStyle style() const { return one_line ? RecordStyle::one_line : RecordStyle::lines; }
    Result<Session*> connect();
    Result<wire::Message> ask(wire::Message request);
};

/// A word after `scontrol`, or after `scontrol show`. Words may be abbreviated; the first that fits is taken.
struct Keyword {
    std::string_view name;
    std::size_t least_arguments;
    int (*run)(Scontrol& scontrol, Arguments arguments);
    std::string_view help;
};
const Keyword* find_keyword(std::span<const Keyword> table, std::string_view word);

std::span<const Keyword> show_keywords();

int show_jobs(Scontrol& scontrol, Arguments arguments);
int show_steps(Scontrol& scontrol, Arguments arguments);
int show_nodes(Scontrol& scontrol, Arguments arguments);
int show_partitions(Scontrol& scontrol, Arguments arguments);
int show_reservations(Scontrol& scontrol, Arguments arguments);
int show_config(Scontrol& scontrol, Arguments arguments);
int show_topology(Scontrol& scontrol, Arguments arguments);
int show_hostnames(Scontrol& scontrol, Arguments arguments);
int show_hostlist(Scontrol& scontrol, Arguments arguments);
int show_sorted_hostlist(Scontrol& scontrol, Arguments arguments);

int hold_jobs(Scontrol& scontrol, Arguments arguments);
int release_jobs(Scontrol& scontrol, Arguments arguments);
int requeue_jobs(Scontrol& scontrol, Arguments arguments);
int requeue_and_hold_jobs(Scontrol& scontrol, Arguments arguments);
int top_jobs(Scontrol& scontrol, Arguments arguments);
int wait_for_job(Scontrol& scontrol, Arguments arguments);
int notify_job(Scontrol& scontrol, Arguments arguments);
int write_script(Scontrol& scontrol, Arguments arguments);
int suspend_jobs(Scontrol& scontrol, Arguments arguments);
int resume_jobs(Scontrol& scontrol, Arguments arguments);
int create(Scontrol& scontrol, Arguments arguments);
int delete_entity(Scontrol& scontrol, Arguments arguments);
struct Setting;
int update_reservation(Scontrol& scontrol, std::span<const Setting> settings);
int update(Scontrol& scontrol, Arguments arguments);
int ping(Scontrol& scontrol, Arguments arguments);

}  // namespace sluice::commands
