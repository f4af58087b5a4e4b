// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scheduler/commands/sort.hpp"
#include "scheduler/commands/sprio.hpp"
#include "scheduler/model/array.hpp"

namespace sluice::commands {
namespace {

using Row = const PriorityRow&;
using F = wire::PriorityFactors;
using Term = double (F::*)() const;

/// The term as it counts; of the weights themselves, the weight.
template <Term T>
std::string weighted(Row r) {
    const auto weight = (r.weights.*T)();
    return fmt::format("{:.0f}", r.only_weights ? weight : std::floor((r.job.factors().*T)() * weight));
}
template <Term T>
std::string normalized(Row r) {
    return r.only_weights ? "" : fmt::format("{:.7f}", (r.job.factors().*T)());
}
template <Term T>
std::int64_t term_rank(Row r) {
    return static_cast<std::int64_t>((r.job.factors().*T)() * 1e9);
}

/// What the whole line has only of a job.
template <auto Text>
std::string of_job(Row r) {
    return r.only_weights ? "" : Text(r.job);
}

using Job = const wire::JobPriority&;

std::string job_id(Row r) {
    if (r.only_weights) return "Weights";
    if (!r.job.has_array_job()) return std::to_string(r.job.job());
    return r.job.has_array_task() ? fmt::format("{}_{}", r.job.array_job(), r.job.array_task())
                                  : std::to_string(r.job.array_job());
}

std::string nothing(Row r) { return r.only_weights ? "1" : "0"; }
std::string normalized_priority(Row r) {
    return r.only_weights ? "" : fmt::format("{:.14f}", static_cast<double>(r.job.priority()) / 4294967295.0);
}

const Field<PriorityRow> kFields[] = {
    {{"normage", 'a', "AGE"}, normalized<&F::age>},
    {{"age", 'A', "AGE"}, weighted<&F::age>, term_rank<&F::age>},
    {{"normassoc", 'b', "ASSOC"}, normalized<&F::association>},
    {{"assoc", 'B', "ASSOC"}, weighted<&F::association>, term_rank<&F::association>},
    {{"cluster", 'c', "CLUSTER"}, [](Row r) { return r.cluster; }},
    {{"normfairshare", 'f', "FAIRSHARE"}, normalized<&F::fair_share>},
    {{"fairshare", 'F', "FAIRSHARE"}, weighted<&F::fair_share>, term_rank<&F::fair_share>},
    {{"jobid", 'i', "JOBID"}, job_id, [](Row r) { return std::int64_t{r.job.job()}; }},
    {{"normjobsize", 'j', "JOBSIZE"}, normalized<&F::job_size>},
    {{"jobsize", 'J', "JOBSIZE"}, weighted<&F::job_size>, term_rank<&F::job_size>},
    {{"qosname", 'n', "QOSNAME"}, of_job<[](Job j) { return j.qos(); }>},
    {{"nice", 'N', "NICE"},
     of_job<[](Job j) { return std::to_string(j.nice()); }>,
     [](Row r) { return std::int64_t{r.job.nice()}; }},
    {{"account", 'o', "ACCOUNT"}, of_job<[](Job j) { return j.account(); }>},
    {{"normpartition", 'p', "PARTITION"}, normalized<&F::partition>},
    {{"partitionprio", 'P', "PARTITION"}, weighted<&F::partition>, term_rank<&F::partition>},
    {{"normqos", 'q', "QOS"}, normalized<&F::qos>},
    {{"qos", 'Q', "QOS"}, weighted<&F::qos>, term_rank<&F::qos>},
    {{"partition", 'r', "PARTITION"}, of_job<[](Job j) { return j.partition(); }>},
    {{"site", 'S', "SITE"}, nothing},
    {{"tres", 'T', "TRES"}, [](Row) { return std::string{}; }},
    {{"user", 'u', "USER"}, of_job<[](Job j) { return j.user(); }>},
    {{"normpriority", 'y', "PRIORITY"}, normalized_priority},
    {{"priority", 'Y', "PRIORITY"},
     of_job<[](Job j) { return std::to_string(j.priority()); }>,
     [](Row r) { return std::int64_t{r.job.priority()}; }},
};

/// By default the terms that have a weight.
std::string default_format(const SprioOptions& o, const F& weights) {
    if (o.long_format) return "%.15i %9r %.8u %.10Y %.10S %.10A %.10B %.10F %.10J %.10P %.10Q %.11N %.20T";
    std::string text = o.normalized ? "%.15i %9r %.16y" : "%.15i %9r %.10Y %.10S";
    const auto add = [&](double weight, char letter) {
        if (weight > 0)
            text += fmt::format(" %.10{}", static_cast<char>(o.normalized ? std::tolower(letter) : letter));
    };
    add(weights.age(), 'A');
    add(weights.association(), 'B');
    add(weights.fair_share(), 'F');
    add(weights.job_size(), 'J');
    add(weights.partition(), 'P');
    add(weights.qos(), 'Q');
    return text;
}

bool is_among(const std::vector<std::string>& names, const std::string& name) {
    return names.empty() || std::ranges::find(names, name) != names.end();
}

bool is_meant(const SprioOptions& o, const wire::JobPriority& job) {
    const auto named = [&](const JobTarget& target) {
        const auto id = target.job.value();
        const bool task =
            target.tasks.empty() || (job.has_array_task() && has_task(target.tasks, job.array_task()));
        return (job.job() == id && target.tasks.empty()) ||
               (job.has_array_job() && job.array_job() == id && task);
    };
    const bool user = is_among(o.users, job.user()) ||
                      (!o.users.empty() && is_among(o.users, std::to_string(job.user_id())));
    return user && is_among(o.partitions, job.partition()) &&
           (o.jobs.empty() || std::ranges::any_of(o.jobs, named));
}

}  // namespace

std::span<const Field<PriorityRow>> priority_fields() { return kFields; }

Result<std::string> list_priorities(const SprioOptions& o, const wire::PriorityReply& reply,
                                    const std::string& cluster) {
    const auto keys = keys_of(priority_fields());
    const auto read = read_letters(o.format.empty() ? default_format(o, reply.weights()) : o.format, keys);
    const auto order = read_sort_keys(o.sort, keys);
    if (!order) return tl::unexpected{order.error()};
    std::vector<PriorityRow> rows;
    for (const auto& job : reply.jobs()) {
        if (!o.weights && is_meant(o, job)) rows.push_back({job, reply.weights(), cluster, false});
    }
    if (o.weights) rows.push_back({{}, reply.weights(), cluster, true});
    sort_rows(rows, priority_fields(), std::span{*order});
    return print_rows(read.layout, priority_fields(), std::span<const PriorityRow>{rows},
                      o.no_header ? Header::hidden : Header::shown);
}

}  // namespace sluice::commands
