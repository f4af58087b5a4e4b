// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/why_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/users.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/model/job_target.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::commands {
namespace {

std::string counted(std::int64_t count, std::string_view unit) {
    return fmt::format("{} {}{}", count, unit, count == 1 ? "" : "s");
}

/// `2026-11-23T12:30:00 (in 25 minutes)`
std::string moment(Instant when, Instant now) {
    const auto text = format_instant(when);
    if (when == now) return text + " (now)";
    if (when > now) return fmt::format("{} (in {})", text, span_text(when - now));
    return fmt::format("{} ({} ago)", text, span_text(now - when));
}

std::string title(const Job& job) { return fmt::format("Job {} ({})", shown_id(job), job.spec.name); }

/// As scontrol reads it.
std::string shown_target(const Job& job) {
    return to_string(JobTarget{job.array_job.value_or(job.id),
                               job.array_task ? std::vector{ArrayRange{*job.array_task, *job.array_task, 1}} : job.array_left, {}});
}

std::string job_list(const wire::Blocker& blocker) {
    std::vector<std::string> ids;
    for (const auto id : blocker.jobs()) ids.push_back(std::to_string(id));
    if (ids.size() == 1) return "job " + ids.front();
    const auto last = ids.back();
    ids.pop_back();
    return fmt::format("jobs {} and {}", join(ids, ", "), last);
}

/// `job 1 until 12:10` for each, the first of many
std::string holders_text(const wire::Blocker& blocker, Instant now) {
    constexpr int kMost = 8;
    std::string text;
    for (int i = 0; i < std::min(kMost, blocker.jobs_size()); ++i) {
        const auto end = blocker.ends(i);
        const auto until = end == 0 ? "without end" : "until " + moment(Instant{Duration{end}}, now);
        text += fmt::format("    in the way: job {}, {}\n", blocker.jobs(i), until);
    }
    const auto more = blocker.jobs_size() - kMost;
    return more > 0 ? text + fmt::format("    and {}\n", counted(more, "more job")) : text;
}

/// `in the way: jobs 1 and 7, until 12:30 at the latest`
std::string blocker_text(const wire::Blocker& blocker, Instant now) {
    const auto until = blocker.has_until() ? "until " + moment(Instant{Duration{blocker.until()}}, now) : "";
    auto text = "  - " + blocker.what() + '\n';
    if (blocker.jobs_size() > 0 && blocker.ends_size() == blocker.jobs_size()) return text + holders_text(blocker, now);
    if (blocker.jobs_size() == 0) return until.empty() ? text : text + fmt::format("    {}\n", until);
    text += "    in the way: " + job_list(blocker);
    return text + (until.empty() ? "\n" : fmt::format(", {} at the latest\n", until));
}

std::string plan_text(const wire::WhyReply& reply, Instant now) {
    if (!reply.has_planned_start()) return "No start is planned yet.\n";
    const std::vector<std::string> nodes{reply.planned_nodes().begin(), reply.planned_nodes().end()};
    const auto where = nodes.empty() ? "" : " on " + fold_hosts(nodes);
    return fmt::format("Planned start: {}{}, or earlier if jobs end before their limits.\n",
                       moment(Instant{Duration{reply.planned_start()}}, now), where);
}

/// `  --time=2:00:00: 12:30 (now), 5 hours sooner`, and how to change the job that waits already
std::string suggestion_text(const wire::Suggestion& suggestion, const wire::WhyReply& reply, const std::string& job, Instant now) {
    const Instant start{Duration{suggestion.start()}};
    const auto what = suggestion.option().empty() ? "without " + suggestion.without() : suggestion.option();
    auto text = fmt::format("  - {}: starts {}", what, moment(start, now));
    if (reply.has_planned_start()) text += fmt::format(", {} sooner", span_text(Instant{Duration{reply.planned_start()}} - start));
    return text + fmt::format("\n    scontrol update JobId={} {}\n", job, suggestion.update());
}

std::string suggestions_text(const wire::WhyReply& reply, const Job& job, Instant now) {
    if (reply.suggestions_size() == 0) return {};
    std::string text = "It would start sooner with one of these:\n";
    for (const auto& suggestion : reply.suggestions()) text += suggestion_text(suggestion, reply, shown_target(job), now);
    return text;
}

std::string running_text(const JobRow& row) {
    const auto& job = row.job;
    auto text =
        fmt::format("{} runs on {} since {}.\n", title(job), node_list(row), moment(*job.started, row.now));
    if (const auto end = end_of(row))
        return text + fmt::format("It may run until {}.\n", moment(*end, row.now));
    return text + "It has no time limit.\n";
}

std::string cause(const Job& job) {
    switch (job.state) {
        case JobState::completed: return "completed";
        case JobState::timeout: return "was ended at its time limit";
        case JobState::node_fail: return "ended because a node of it failed";
        case JobState::out_of_memory: return "was ended because it ran out of memory";
        case JobState::preempted: return "made way for another job";
        case JobState::boot_fail: return "could not be started on its nodes";
        case JobState::deadline: return "missed its deadline";
        case JobState::cancelled:
            return job.cancelled_by ? fmt::format("was cancelled by {}", user_name(*job.cancelled_by))
                                    : "was cancelled";
        case JobState::failed:
            if (job.exit_code.signal != 0) return fmt::format("failed: signal {}", job.exit_code.signal);
            if (job.exit_code.status != 0)
                return fmt::format("failed with exit code {}", job.exit_code.status);
            return fmt::format("failed: {}", to_string(job.reason));
        case JobState::pending:
        case JobState::running:
        case JobState::suspended: break;
    }
    return "goes on";
}

std::string ended_text(const JobRow& row) {
    const auto when = row.job.ended ? " at " + moment(*row.job.ended, row.now) : "";
    auto text = fmt::format("{} {}{}.\n", title(row.job), cause(row.job), when);
    if (!row.job.started) return text + "It never started.\n";
    text += fmt::format("It ran for {} on {}.\n", span_text(time_used(row)), node_list(row));
    return row.job.reason_detail.empty() ? text : text + row.job.reason_detail + '\n';
}

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20) result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else if (c == '"' || c == '\\') (result += '\\') += c;
        else result += c;
    }
    return result + '"';
}

std::string blocker_json(const wire::Blocker& blocker) {
    std::vector<std::string> jobs;
    for (int i = 0; i < blocker.jobs_size(); ++i) {
        const bool known = i < blocker.ends_size() && blocker.ends(i) != 0;
        jobs.push_back(fmt::format(R"({{"job":{},"until":{}}})", blocker.jobs(i), known ? std::to_string(blocker.ends(i)) : "null"));
    }
    const auto until = blocker.has_until() ? std::to_string(blocker.until()) : "null";
    return fmt::format(R"({{"what":{},"jobs":[{}],"until":{}}})", quoted(blocker.what()), join(jobs, ","), until);
}

}  // namespace

std::string span_text(Duration span) {
    struct Unit {
        std::int64_t seconds;
        std::string_view name;
    };
    constexpr std::array kUnits{Unit{86'400, "day"}, Unit{3'600, "hour"}, Unit{60, "minute"},
                                Unit{1, "second"}};
    const auto seconds = span.count();
    for (std::size_t i = 0; i + 1 < kUnits.size(); ++i) {
        if (seconds < kUnits[i].seconds) continue;
        const auto rest = seconds % kUnits[i].seconds / kUnits[i + 1].seconds;
        const bool both = rest > 0 && i + 2 < kUnits.size();  // nobody needs the seconds of minutes
        const auto text = counted(seconds / kUnits[i].seconds, kUnits[i].name);
        return both ? text + " " + counted(rest, kUnits[i + 1].name) : text;
    }
    return counted(seconds, "second");
}

std::string why_text(const wire::WhyReply& reply) {
    const auto job = wire::decode(reply.job());
    const Instant now{Duration{reply.now()}};
    auto text = fmt::format("{} waits in partition {} since {}.\n", title(job), job.partition,
                            moment(job.submitted, now));
    if (reply.blockers_size() > 0) text += "What holds it:\n";
    for (const auto& blocker : reply.blockers()) text += blocker_text(blocker, now);
    const bool held = job.priority == 0 && !reply.has_planned_start();
    return held ? text : text + plan_text(reply, now) + suggestions_text(reply, job, now);
}

std::string why_json(const wire::WhyReply& reply) {
    const auto job = wire::decode(reply.job());
    std::vector<std::string> blockers, suggestions, nodes;
    for (const auto& blocker : reply.blockers()) blockers.push_back(blocker_json(blocker));
    for (const auto& suggestion : reply.suggestions()) {
        suggestions.push_back(fmt::format(R"({{"option":{},"without":{},"update":{},"start":{}}})", quoted(suggestion.option()),
                                          quoted(suggestion.without()), quoted(suggestion.update()), suggestion.start()));
    }
    for (const auto& node : reply.planned_nodes()) nodes.push_back(quoted(node));
    const auto start = reply.has_planned_start() ? std::to_string(reply.planned_start()) : "null";
    return fmt::format(
        R"({{"job":{},"name":{},"state":{},"reason":{},"now":{},"blockers":[{}],"planned_start":{},"planned_nodes":[{}],"suggestions":[{}]}})"
        "\n",
        quoted(shown_id(job)), quoted(job.spec.name), quoted(shown_state(job)), quoted(to_string(job.reason)), reply.now(),
        join(blockers, ","), start, join(nodes, ","), join(suggestions, ","));
}

std::string fate_text(const JobRow& row) {
    if (row.job.completing)
        return fmt::format("{} is completing: its last processes are being ended.\n", title(row.job));
    if (row.job.state == JobState::running && row.job.started) return running_text(row);
    if (row.job.state == JobState::suspended) return fmt::format("{} is suspended.\n", title(row.job));
    return ended_text(row);
}

}  // namespace sluice::commands
