// SPDX-License-Identifier: Apache-2.0
//
// `scontrol update`: find out what is to be changed, and send it.
#include "scheduler/commands/update.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "scheduler/commands/query_words.hpp"
#include "scheduler/commands/scontrol.hpp"
#include "scheduler/wire/codec.hpp"
#include "scheduler/wire/targets.hpp"

namespace sluice::commands {
namespace {

int complain(std::string_view text) {
    fmt::print(stderr, "{}\n", text);
    return EXIT_FAILURE;
}

/// Nodes and partitions are the administrators'; Slurm tells others that they are not one of them.
int finish(const Result<wire::Message>& reply) {
    if (reply) return EXIT_SUCCESS;
    if (reply.error().code == Errc::permission_denied) return complain("slurm_update error: Invalid user id");
    return report("slurm_update error", reply.error());
}

int update_nodes(Scontrol& scontrol, const std::string& list, std::span<const Setting> settings) {
    auto change = node_change(settings);
    if (!change) return complain(change.error().detail);
    wire::Message request;
    *request.mutable_update_node() = std::move(*change);
    const auto added = add_nodes(request.mutable_update_node()->mutable_nodes(), list);
    if (!added) return report("slurm_update error", {Errc::invalid_node_name, ""});
    return finish(scontrol.ask(std::move(request)));
}

int update_partition(Scontrol& scontrol, const std::string& name, std::span<const Setting> settings) {
    auto change = partition_change(settings);
    if (!change) return complain(change.error().detail);
    wire::Message request;
    *request.mutable_update_partition() = std::move(*change);
    request.mutable_update_partition()->set_name(name);
    return finish(scontrol.ask(std::move(request)));
}

/// The limit that `+M` or `-M` leads to, in seconds.
Result<std::int64_t> changed_limit(Scontrol& scontrol, const JobTarget& job, std::string_view change) {
    const auto by = parse_time_limit(change.substr(1));
    if (!by || !*by) return fail(Errc::invalid_time_limit, "");
    wire::Message request;
    wire::name_job(*request.mutable_job_query(), job);
    const auto reply = scontrol.ask(request);
    if (!reply) return tl::unexpected{reply.error()};
    if (reply->jobs().jobs().empty()) return fail(Errc::invalid_job_id, "");
    const auto limit = wire::decode(reply->jobs().jobs(0)).time_limit;
    if (!limit) return fail(Errc::invalid_time_limit, "the job has no limit to change");
    const auto seconds = limit->count() + (change.front() == '-' ? -1 : 1) * (*by)->count();
    return std::max<std::int64_t>(seconds, 60);
}

bool is_relative_limit(const Setting& setting) {
    const bool has_sign = setting.value.starts_with('+') || setting.value.starts_with('-');
    return is_key(setting.key, "TimeLimit") && has_sign && setting.value != "-1";
}

Result<void> update_job(Scontrol& scontrol, const JobTarget& job, wire::UpdateJobRequest change,
                        const Setting* relative) {
    change.set_job(job.job.value());
    wire::encode_tasks(job.tasks, change.mutable_array_tasks());
    if (relative != nullptr) {
        const auto limit = changed_limit(scontrol, job, relative->value);
        if (!limit) return tl::unexpected{limit.error()};
        change.set_time_limit(*limit);
    }
    wire::Message request;
    *request.mutable_update_job() = std::move(change);
    const auto reply = scontrol.ask(std::move(request));
    if (!reply) return tl::unexpected{reply.error()};
    return {};
}

int update_jobs(Scontrol& scontrol, const std::string& list, std::vector<Setting> settings) {
    const auto found = std::ranges::find_if(settings, is_relative_limit);
    const auto relative = found == settings.end() ? std::optional<Setting>{} : *found;
    std::erase_if(settings, is_relative_limit);
    const auto change = job_change(settings);
    if (!change) return complain(change.error().detail);

    int code = EXIT_SUCCESS;
    for (const auto& word : split_jobs(list)) {
        const auto job = read_job(word);
        const auto done = job ? update_job(scontrol, *job, *change, relative ? &*relative : nullptr)
                              : Result<void>{fail(Errc::invalid_job_id, "")};
        if (!done && is_unreachable(done.error())) return report("slurm_update error", done.error());
        if (!done) code = report_job(word, done.error());
    }
    return code;
}

}  // namespace

int update(Scontrol& scontrol, Arguments arguments) {
    const auto settings = read_settings(arguments);
    for (const auto& each : settings) {
        if (is_reservation_key(each.key) && &each == settings.data()) return update_reservation(scontrol, settings);
        if (is_key(each.key, "JobId")) return update_jobs(scontrol, each.value, settings);
        if (is_key(each.key, "NodeName")) return update_nodes(scontrol, each.value, settings);
        if (is_key(each.key, "PartitionName")) return update_partition(scontrol, each.value, settings);
    }
    return complain(
        "No valid entity in update command\n"
        "Input line must include \"NodeName\", \"PartitionName\", \"ReservationName\", or \"JobId\"");
}

}  // namespace sluice::commands
