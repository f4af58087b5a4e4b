// SPDX-License-Identifier: Apache-2.0
//
// The settings of associations and QOS, one row for each: how sacctmgr calls it and what it changes. A value
// of -1 takes a limit away.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "scheduler/commands/sacctmgr.hpp"

namespace sluice::commands {
namespace {

template <class Record>
struct Setting {
    std::string_view name;
    Result<void> (*set)(Record& record, const Term& term);
};

Result<void> bad_value(const Term& term, std::string_view allowed) {
    return fail(Errc::invalid_argument,
                fmt::format(" Bad value for {}: '{}'; allowed: {}", term.key, term.value, allowed));
}

Result<void> set_count(std::optional<std::uint32_t>& target, const Term& term) {
    if (term.value == "-1") return target.reset(), Result<void>{};
    const auto count = parse_number<std::uint32_t>(term.value);
    if (!count) return bad_value(term, "a whole number, or -1 for no limit");
    target = count;
    return {};
}

Result<void> set_number(std::uint32_t& target, const Term& term, std::uint32_t initial) {
    std::optional<std::uint32_t> value;
    if (auto done = set_count(value, term); !done) return done;
    target = value.value_or(initial);
    return {};
}

Result<void> set_tres(TresList& target, const Term& term) {
    const auto change = parse_tres(term.value);
    if (!change) return bad_value(term, change.error().detail);
    target = merged(std::move(target), *change);
    return {};
}

/// GrpCPUs=4 as GrpTRES=cpu=4
Result<void> set_one_tres(TresList& target, const Term& term, std::string_view tres) {
    return set_tres(target, {term.key, term.sign, fmt::format("{}={}", tres, term.value)});
}

Result<void> set_wall(std::optional<Duration>& target, const Term& term) {
    const auto limit = parse_time_limit(term.value);
    if (!limit) return bad_value(term, "minutes, or H:M:S, D-H:M:S, or -1 for no limit");
    target = *limit;
    return {};
}

Result<void> set_names(std::vector<std::string>& target, const Term& term) {
    auto names = split_list(term.value);
    if (term.sign == Term::Sign::set) {
        target = std::move(names);
        return {};
    }
    for (auto& name : names) {
        std::erase(target, name);
        if (term.sign == Term::Sign::add) target.push_back(std::move(name));
    }
    return {};
}

Result<void> set_preempt_mode(QosSpec& qos, const Term& term) {
    using M = QosPreemptMode;
    for (const auto mode : {M::cluster, M::off, M::cancel, M::requeue, M::suspend}) {
        if (!equal_words(to_string(mode), term.value)) continue;
        qos.preempt_mode = mode;
        return {};
    }
    return bad_value(term, "Cluster, Off, Cancel, Requeue, Suspend");
}

Result<void> set_grace_time(QosSpec& qos, const Term& term) {
    if (const auto seconds = parse_number<std::uint32_t>(term.value)) {
        qos.grace_time = Duration{*seconds};
        return {};
    }
    const auto time = parse_time_limit(term.value);
    if (!time) return bad_value(term, "seconds, or H:M:S");
    qos.grace_time = time->value_or(Duration{0});
    return {};
}

/// Of Slurm's flags only this one is honoured.
Result<void> set_flags(QosSpec& qos, const Term& term) {
    for (const auto& word : split_list(term.value)) {
        const bool none = word == "-1";
        if (!none && !equal_words(word, "DenyOnLimit")) return bad_value(term, "DenyOnLimit, or -1 for none");
        qos.deny_on_limit = !none && term.sign != Term::Sign::remove;
    }
    return {};
}

Result<void> set_usage_factor(QosSpec& qos, const Term& term) {
    double value = 0;
    const auto* end = term.value.data() + term.value.size();
    const auto [stop, error] = std::from_chars(term.value.data(), end, value);
    if (error != std::errc{} || stop != end || !(value >= 0)) return bad_value(term, "a number from 0");
    qos.usage_factor = value;
    return {};
}

template <auto Member>
constexpr auto limit_count =
    [](auto& record, const Term& term) { return set_count(record.limits.*Member, term); };
template <auto Member>
constexpr auto limit_tres =
    [](auto& record, const Term& term) { return set_tres(record.limits.*Member, term); };
template <auto Member>
constexpr auto qos_count = [](QosSpec& qos, const Term& term) { return set_count(qos.*Member, term); };
template <auto Member>
constexpr auto qos_tres = [](QosSpec& qos, const Term& term) { return set_tres(qos.*Member, term); };
constexpr auto wall = [](auto& record, const Term& term) { return set_wall(record.limits.max_wall, term); };

using A = Association;
using L = Limits;
using Q = QosSpec;

const Setting<A> kAssociation[] = {
    {"defaultqos",
     [](A& a, const Term& t) { return a.default_qos = t.value == "-1" ? "" : t.value, Result<void>{}; }},
    {"fairshare", [](A& a, const Term& t) { return set_number(a.shares, t, 1); }},
    {"shares", [](A& a, const Term& t) { return set_number(a.shares, t, 1); }},
    {"grpcpus", [](A& a, const Term& t) { return set_one_tres(a.limits.grp_tres, t, "cpu"); }},
    {"grpjobs", limit_count<&L::grp_jobs>},
    {"grpmemory", [](A& a, const Term& t) { return set_one_tres(a.limits.grp_tres, t, "mem"); }},
    {"grpnodes", [](A& a, const Term& t) { return set_one_tres(a.limits.grp_tres, t, "node"); }},
    {"grpsubmitjobs", limit_count<&L::grp_submit_jobs>},
    {"grptres", limit_tres<&L::grp_tres>},
    {"maxcpus", [](A& a, const Term& t) { return set_one_tres(a.limits.max_tres_per_job, t, "cpu"); }},
    {"maxjobs", limit_count<&L::max_jobs>},
    {"maxnodes", [](A& a, const Term& t) { return set_one_tres(a.limits.max_tres_per_job, t, "node"); }},
    {"maxsubmitjobs", limit_count<&L::max_submit_jobs>},
    {"maxtresperjob", limit_tres<&L::max_tres_per_job>},
    {"maxwalldurationperjob", wall},
    {"priority", [](A& a, const Term& t) { return set_count(a.priority, t); }},
    {"qoslevel", [](A& a, const Term& t) { return set_names(a.qos, t); }},
};

const Setting<Q> kQos[] = {
    {"description", [](Q& q, const Term& t) { return q.description = t.value, Result<void>{}; }},
    {"flags", set_flags},
    {"gracetime", set_grace_time},
    {"grpcpus", [](Q& q, const Term& t) { return set_one_tres(q.limits.grp_tres, t, "cpu"); }},
    {"grpjobs", limit_count<&L::grp_jobs>},
    {"grpnodes", [](Q& q, const Term& t) { return set_one_tres(q.limits.grp_tres, t, "node"); }},
    {"grpsubmitjobs", limit_count<&L::grp_submit_jobs>},
    {"grptres", limit_tres<&L::grp_tres>},
    {"maxjobsperuser", limit_count<&L::max_jobs>},
    {"maxjobspu", limit_count<&L::max_jobs>},
    {"maxjobsperaccount", qos_count<&Q::max_jobs_per_account>},
    {"maxjobspa", qos_count<&Q::max_jobs_per_account>},
    {"maxsubmitjobsperuser", limit_count<&L::max_submit_jobs>},
    {"maxsubmitpu", limit_count<&L::max_submit_jobs>},
    {"maxsubmitjobspu", limit_count<&L::max_submit_jobs>},
    {"maxsubmitjobsperaccount", qos_count<&Q::max_submit_jobs_per_account>},
    {"maxsubmitpa", qos_count<&Q::max_submit_jobs_per_account>},
    {"maxsubmitjobspa", qos_count<&Q::max_submit_jobs_per_account>},
    {"maxtresperjob", limit_tres<&L::max_tres_per_job>},
    {"maxtresperuser", qos_tres<&Q::max_tres_per_user>},
    {"maxtrespu", qos_tres<&Q::max_tres_per_user>},
    {"maxtresperaccount", qos_tres<&Q::max_tres_per_account>},
    {"maxtrespa", qos_tres<&Q::max_tres_per_account>},
    {"maxcpusperuser", [](Q& q, const Term& t) { return set_one_tres(q.max_tres_per_user, t, "cpu"); }},
    {"maxnodesperuser", [](Q& q, const Term& t) { return set_one_tres(q.max_tres_per_user, t, "node"); }},
    {"maxwalldurationperjob", wall},
    {"mintresperjob", qos_tres<&Q::min_tres_per_job>},
    {"preempt",
     [](Q& q, const Term& t) {
         return set_names(q.preempt, t.value == "-1" ? Term{t.key, t.sign, ""} : t);
     }},
    {"preemptmode", set_preempt_mode},
    {"priority", [](Q& q, const Term& t) { return set_number(q.priority, t, 0); }},
    {"usagefactor", set_usage_factor},
};

template <class Record>
Result<void> apply(std::span<const Setting<Record>> settings, Record& record, const Term& term) {
    std::vector<std::string_view> names;
    for (const auto& each : settings) names.push_back(each.name);
    const auto found = find_word(term.key, names);
    if (!found)
        return fail(Errc::invalid_argument, fmt::format(" Unknown option: {}={}", term.key, term.value));
    return settings[*found].set(record, term);
}

template <class Record>
std::vector<std::string_view> names_of(std::span<const Setting<Record>> settings) {
    std::vector<std::string_view> names;
    for (const auto& each : settings) names.push_back(each.name);
    return names;
}

}  // namespace

Result<void> apply_setting(Association& association, const Term& term) {
    return apply<A>(kAssociation, association, term);
}
Result<void> apply_setting(QosSpec& qos, const Term& term) { return apply<Q>(kQos, qos, term); }
std::vector<std::string_view> association_settings() { return names_of<A>(kAssociation); }
std::vector<std::string_view> qos_settings() { return names_of<Q>(kQos); }

}  // namespace sluice::commands
