// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/query_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "scheduler/commands/users.hpp"
#include "scheduler/commands/words.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/model/job.hpp"
#include "scheduler/model/number.hpp"

namespace sluice::commands {
namespace {

constexpr std::uint32_t kNoJob = 0;

/// States of Slurm's that no job of ours reaches: legal to ask for.
constexpr std::array<std::string_view, 24> kForeignStates{
    "CONFIGURING", "CF", "RESIZING", "RS", "RESV_DEL_HOLD", "RD",     "REQUEUED",  "RQ", "REQUEUE_FED",
    "RF",          "RH", "REVOKED",  "RV", "REQUEUE_HOLD",  "SI",     "SIGNALING", "SE", "SPECIAL_EXIT",
    "SO",          "ST", "STOPPED",  "UN", "STAGE_OUT",     "UNKNOWN"};

constexpr std::string_view kStateList =
    "PENDING,RUNNING,SUSPENDED,COMPLETED,CANCELLED,FAILED,TIMEOUT,NODE_FAIL,PREEMPTED,BOOT_FAIL,DEADLINE,OUT_"
    "OF_MEMORY,COMPLETING,CONFIGURING,RESIZING,RESV_DEL_HOLD,REQUEUED,REQUEUE_FED,REQUEUE_HOLD,REVOKED,"
    "SIGNALING,SPECIAL_EXIT,STAGE_OUT,STOPPED";

bool is_foreign_state(std::string_view word) {
    return std::ranges::any_of(kForeignStates, [&](auto name) { return equal_words(name, word); });
}

}  // namespace

void add_words(Words* to, std::string_view list) {
    for (auto& word : split_list(list)) *to->Add() = std::move(word);
}

Result<JobTarget> read_job(std::string_view word) {
    if (auto target = parse_job_target(word); target && !target->step) return std::move(*target);
    const auto plus = word.find('+');
    if (plus != std::string_view::npos &&
        parse_number<std::uint32_t>(word.substr(0, plus)).value_or(kNoJob) != kNoJob)
        return JobTarget{};
    return fail(Errc::invalid_job_id, fmt::format("Invalid job id: {}", word));
}

/// Commas in brackets belong to the word.
std::vector<std::string> split_jobs(std::string_view list) {
    std::vector<std::string> words(1);
    bool inside = false;
    for (const char c : list) {
        if (c == '[' || c == ']') inside = c == '[';
        if (c == ',' && !inside) words.emplace_back();
        else words.back() += c;
    }
    std::erase(words, "");
    return words;
}

Result<std::vector<JobTarget>> read_jobs(std::string_view list) {
    std::vector<JobTarget> targets;
    for (const auto& word : split_jobs(list)) {
        auto target = read_job(word);
        if (!target) return tl::unexpected{target.error()};
        targets.push_back(std::move(*target));
    }
    return targets;
}

Result<void> add_users(Words* to, std::string_view list) {
    for (const auto& word : split_list(list)) {
        const auto user = find_user(word);
        if (!user) return fail(Errc::invalid_argument, fmt::format("Invalid user: {}", word));
        *to->Add() = std::to_string(user->value());
    }
    return {};
}

Result<void> add_nodes(Words* to, std::string_view list) {
    auto names = expand_hosts(list);
    if (!names) return fail(Errc::invalid_node_name, fmt::format("Invalid node name {}", list));
    for (auto& name : *names) *to->Add() = std::move(name);
    return {};
}

Result<StateWords> read_states(std::string_view list) {
    StateWords words;
    for (const auto& word : split_list(list)) {
        const auto state = parse_job_state(word);
        if (equal_words(word, "all")) words.all = true;
        else if (state && state->completing) words.completing = true;
        else if (state) words.states.Add(static_cast<std::uint32_t>(state->state));
        else if (is_foreign_state(word)) words.states.Add(kNoJobState);
        else
            return fail(
                Errc::invalid_argument,
                fmt::format("Invalid job state specified: {}\nsqueue: error: Valid job states include: {}\n",
                            word, kStateList));
    }
    return words;
}

}  // namespace sluice::commands
