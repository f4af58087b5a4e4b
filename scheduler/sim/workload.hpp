// SPDX-License-Identifier: Apache-2.0
//
// What is simulated: the jobs of a trace or of a job file in the order of the queue, and what had to be left
// out on the way there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/model/ids.hpp"
#include "scheduler/model/job.hpp"
#include "scheduler/model/time.hpp"

namespace sluice::sim {

/// A job's place in Workload::jobs.
using JobIndex = std::uint32_t;

/// Times count from the beginning of the trace. Small and flat: a trace has millions of them.
struct SimJob {
    static constexpr std::uint32_t kNobody = UINT32_MAX;

    Instant submit;
    Duration run{0};    // what it would take if nothing stopped it
    Duration limit{0};  // what it asks for; of a job file's job: 0, its spec says it
    std::int64_t number = 0;
    std::uint32_t procs = 0;
    std::uint32_t user = kNobody;   // as numbered by the trace, or an index into Workload::users
    std::uint32_t group = kNobody;  // as numbered by the trace
    std::uint32_t task = kNobody;   // its number in a job array
    std::uint32_t line = 0;         // of the file
    std::uint8_t exit_status = 0;
};

/// Why a job of the input does not take part.
enum class Omission : std::uint8_t {
    malformed,  // the line cannot be read
    unusable,   // rule R2: no run time, no processors or no submission
    too_large,  // more processors than the machine has
    refused,    // the scheduler refused it
};
std::string_view to_string(Omission omission);

struct Omitted {
    Omission why = Omission::malformed;
    std::size_t line = 0;
    std::string text;      // the complete message, with the file's name and the line
};

struct Workload {
    std::string name;
    std::vector<SimJob> jobs;         // by submission, then number
    std::vector<JobSpec> specs;       // of a job file: one for each job; empty for a trace
    std::vector<std::string> users;   // of a job file
    std::optional<std::uint32_t> max_procs;  // what the trace's header says of its machine
    std::string computer;                    // and what it calls it
    std::vector<Omitted> omitted;

    [[nodiscard]] bool has_specs() const { return !specs.empty(); }
    [[nodiscard]] std::size_t count(Omission why) const;
};

/// "17", or "17_3" for a task of an array.
std::string label(const SimJob& job);
/// `ctc.swf:12: job 5 `: how a message about the job begins.
std::string place_of(const Workload& workload, const SimJob& job);
/// "u12" for the users of a trace; empty if it does not say.
std::string user_name(const Workload& workload, const SimJob& job);

/// Puts the jobs into the order of the queue; specs move along.
void sort_by_submission(Workload& workload);
/// Leaves out jobs with more than `procs` processors (rule R2).
void leave_out_larger(Workload& workload, std::uint32_t procs);
/// Keeps the first `count` jobs of the queue.
void keep_first(Workload& workload, std::size_t count);

}  // namespace sluice::sim
