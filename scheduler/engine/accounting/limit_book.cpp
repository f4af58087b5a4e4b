// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/accounting/limit_book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace sluice::engine {
namespace {

using What = LimitRule::What;

/// The scope of nobody. Whatever job ends, another placement may be had, with which a refused job keeps its
/// limits.
const LimitScope kEverything{};

std::string key_of(const Demand& demand) {
    return format_tres(demand.tres) + '/' +
           (demand.wall ? std::to_string(demand.wall->count()) : std::string{"-"});
}

/// What one job adds to what the rule counts, or has of what it limits.
std::int64_t wanted(const LimitRule& rule, const Demand& demand) {
    switch (rule.what) {
        case What::running:
        case What::submitted:
            return 1;
        case What::held:
        case What::most:
        case What::least:
            return count_of(demand.tres, rule.tres);
        case What::never:
            return 1;
        case What::wall:
            return demand.wall ? demand.wall->count() : std::numeric_limits<std::int64_t>::max();
    }
    return 0;
}

/// Whether the rule lets a job of this demand start, with so much used.
bool keeps(const LimitRule& rule, const Demand& demand, std::int64_t used) {
    const auto more = wanted(rule, demand);
    if (rule.what == What::submitted) return true;  // looked at when jobs are submitted
    if (rule.what == What::least) return more >= rule.limit;
    if (rule.what == What::never) return false;
    if (!rule.is_shared()) return more <= rule.limit;
    return more == 0 || used + more <= rule.limit;
}

std::string amount(const LimitRule& rule, std::int64_t value) {
    if (rule.what == What::wall)
        return format_time_limit(value < std::numeric_limits<std::int64_t>::max() ? TimeLimit{Duration{value}}
                                                                                  : TimeLimit{});
    if (rule.tres.empty()) return fmt::format("{} job{}", value, value == 1 ? "" : "s");
    const TresCount one{rule.tres, value};
    return format_tres({&one, 1});
}

}  // namespace

std::string describe(const Breach& breach) {
    const auto& rule = breach.rule;
    if (rule.what == What::never) return rule.owner;
    const auto name = rule.name.substr(0, rule.name.find('='));
    const auto limit = amount(rule, rule.limit);
    if (rule.what == What::least)
        return fmt::format("{} wants at least {} of each job ({}), it asks for {}", rule.owner, limit, name,
                           amount(rule, breach.wanted));
    if (!rule.is_shared())
        return fmt::format("{} allows each job {} ({}), it asks for {}", rule.owner, limit, name,
                           amount(rule, breach.wanted));
    std::string whose;
    if (rule.scope.kind == LimitScope::Kind::qos_user) whose = " to user " + rule.scope.who.user;
    if (rule.scope.kind == LimitScope::Kind::qos_account) whose = " to account " + rule.scope.who.account;
    const auto* verb = rule.what == What::submitted ? "waiting or running" : "running";
    if (rule.tres.empty())
        return fmt::format("{} allows {} {}{} ({}), there are {}", rule.owner, limit, verb, whose, name,
                           breach.used);
    return fmt::format("{} allows {}{} ({}), {} is in use and it wants {}", rule.owner, limit, whose, name,
                       amount(rule, breach.used), amount(rule, breach.wanted));
}

std::int64_t LimitBook::used(const LimitRule& rule, const Counter* counter) {
    if (counter == nullptr) return 0;
    if (rule.what == What::running) return counter->running;
    if (rule.what == What::submitted) return counter->submitted;
    return count_of(counter->held, rule.tres);
}

LimitBook::Group& LimitBook::group_of(const std::string& name, const RulesOf& rules_of) {
    const auto [found, added] = groups_.try_emplace(name);
    auto& group = found->second;
    if (!added) return group;
    group.rules = rules_of();
    for (const auto& rule : group.rules) {
        auto* counter = rule.is_shared() ? &counters_[rule.scope] : nullptr;
        group.counters.push_back(counter);
        if (counter != nullptr && std::ranges::find(group.all, counter) == group.all.end())
            group.all.push_back(counter);
    }
    return group;
}

void LimitBook::count(const Noted& noted, int sign) {
    const std::int64_t running = noted.held ? 1 : 0;
    for (auto* counter : noted.group->all) {
        counter->running += sign * running;
        counter->submitted += sign * (running + noted.waiting);
        if (!noted.held) continue;
        for (const auto& [name, value] : *noted.held) add_tres(counter->held, name, sign * value);
        touched_[counter] |= sign < 0;
    }
    const auto everything = counters_.find(kEverything);
    if (noted.held && sign < 0 && everything != counters_.end()) touched_[&everything->second] = true;
}

void LimitBook::watch(Kin& kin, const Group& group) {
    for (auto* counter : group.all) {
        counter->kin.insert(&kin);
        kin.watched.insert(counter);
    }
}

void LimitBook::join(JobId job, Noted& noted, const Demand& demand) {
    if (noted.waiting == 0) return;
    auto key = key_of(demand);
    auto& kin = noted.group->kin[key];
    if (!kin) {
        kin = std::make_unique<Kin>();
        kin->group = noted.group;
        kin->key = std::move(key);
        kin->demand = demand;
        watch(*kin, *noted.group);
        judge(*kin);
    }
    noted.kin = kin.get();
    kin->jobs.insert(job);
    if (noted.waiting > 1) kin->several.insert(job);
}

void LimitBook::leave(JobId job, Noted& noted) {
    auto* kin = std::exchange(noted.kin, nullptr);
    if (kin == nullptr) return;
    kin->jobs.erase(job);
    kin->several.erase(job);
    if (kin->refused.erase(job) > 0) changed_.push_back(job);  // it may try once more
    if (!kin->jobs.empty()) return;
    for (auto* counter : kin->watched) counter->kin.erase(kin);
    const auto key = kin->key;
    kin->group->kin.erase(key);
}

void LimitBook::note(JobId job, const Standing& standing, const RulesOf& rules_of) {
    if (standing.waiting == 0 && !standing.holds) return forget(job);
    auto& noted = noted_[job];
    auto& group = group_of(standing.group, rules_of);
    const bool same = noted.group == &group && noted.waiting == standing.waiting && (noted.held != nullptr) == standing.holds &&
                      (!noted.held || *noted.held == standing.demand.tres) && (noted.kin == nullptr || noted.kin->demand == standing.demand);
    if (same) return;
    if (noted.group != nullptr) {
        leave(job, noted);
        count(noted, -1);
    }
    noted.group = &group;
    noted.waiting = standing.waiting;
    noted.held = standing.holds ? std::make_unique<TresList>(standing.demand.tres) : nullptr;
    count(noted, +1);
    join(job, noted, standing.demand);
    judge_all();
}

void LimitBook::forget(JobId job) {
    const auto found = noted_.find(job);
    if (found == noted_.end()) return;
    leave(job, found->second);
    count(found->second, -1);
    noted_.erase(found);
    judge_all();
}

void LimitBook::clear() {
    noted_.clear();
    groups_.clear();
    counters_.clear();
    touched_.clear();
    changed_.clear();
}

/// Everybody under a counter that has changed.
void LimitBook::judge_all() {
    std::map<Kin*, bool> concerned;
    for (const auto& [counter, released] : std::exchange(touched_, {})) {
        for (auto* kin : counter->kin) concerned[kin] |= released;
    }
    for (const auto& [kin, released] : concerned) {
        const auto broken = kin->broken;
        const auto room = kin->room;
        judge(*kin);
        if (kin->broken != broken) changed_.insert(changed_.end(), kin->jobs.begin(), kin->jobs.end());
        else if (kin->room != room) changed_.insert(changed_.end(), kin->several.begin(), kin->several.end());
        if (!released) continue;
        for (const auto& [job, breach] : std::exchange(kin->refused, {})) changed_.push_back(job);
    }
    std::ranges::sort(changed_);  // not by where kin lie in memory
    changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
}

void LimitBook::judge(Kin& kin) {
    const auto& group = *kin.group;
    kin.broken = first_broken(group, kin.demand);
    std::int64_t room = std::numeric_limits<std::uint32_t>::max();
    for (std::size_t i = 0; i < group.rules.size(); ++i) {
        const auto& rule = group.rules[i];
        if (!rule.is_shared() || rule.what == What::submitted) continue;
        const auto each = wanted(rule, kin.demand);
        if (each > 0)
            room =
                std::min(room, std::max<std::int64_t>(rule.limit - used(rule, group.counters[i]), 0) / each);
    }
    kin.room = kin.broken ? 0 : static_cast<std::uint32_t>(room);
}

std::optional<std::size_t> LimitBook::first_broken(const Group& group, const Demand& demand) const {
    for (std::size_t i = 0; i < group.rules.size(); ++i) {
        if (!keeps(group.rules[i], demand, used(group.rules[i], group.counters[i]))) return i;
    }
    return std::nullopt;
}

std::optional<Breach> LimitBook::breach_of(JobId job) const {
    const auto found = noted_.find(job);
    if (found == noted_.end() || found->second.kin == nullptr) return std::nullopt;
    const auto& kin = *found->second.kin;
    if (kin.broken) {
        const auto& rule = kin.group->rules[*kin.broken];
        return Breach{rule, used(rule, kin.group->counters[*kin.broken]), wanted(rule, kin.demand)};
    }
    const auto refused = kin.refused.find(job);
    if (refused == kin.refused.end()) return std::nullopt;
    return refused->second;
}

Reason LimitBook::reason_of(JobId job) const {
    const auto breach = breach_of(job);
    return breach ? breach->rule.reason : Reason::none;
}

std::uint32_t LimitBook::room_of(JobId job) const {
    const auto found = noted_.find(job);
    if (found == noted_.end() || found->second.kin == nullptr)
        return std::numeric_limits<std::uint32_t>::max();
    return found->second.kin->room;
}

bool LimitBook::may_hold(JobId job, const std::string& name, const RulesOf& rules_of, const TresList& tres) {
    const auto found = noted_.find(job);
    if (found == noted_.end() || found->second.kin == nullptr) return true;
    auto& kin = *found->second.kin;
    const auto& group = group_of(name, rules_of);
    const Demand demand{tres, kin.demand.wall};
    const auto broken = first_broken(group, demand);
    if (!broken) {
        kin.refused.erase(job);
        return true;
    }
    const auto& rule = group.rules[*broken];
    watch(kin, group);
    auto& everything = counters_[kEverything];
    everything.kin.insert(&kin);
    kin.watched.insert(&everything);
    kin.refused[job] = {rule, used(rule, group.counters[*broken]), wanted(rule, demand)};
    return false;
}

std::optional<Breach> LimitBook::refusal(const LimitRules& rules, const Demand& demand, std::uint32_t count,
                                         bool alone) const {
    for (const auto& rule : rules) {
        const auto counter = counters_.find(rule.scope);
        const auto now = rule.is_shared() && counter != counters_.end() ? used(rule, &counter->second) : 0;
        const bool full = rule.what == What::submitted && now + count > rule.limit;
        const bool never = alone && rule.what != What::submitted && !keeps(rule, demand, 0);
        if (full || never) return Breach{rule, rule.what == What::submitted ? now : 0, wanted(rule, demand)};
    }
    return std::nullopt;
}

std::vector<JobId> LimitBook::holders_of(const LimitRule& rule) const {
    std::vector<JobId> jobs;
    const auto counter = counters_.find(rule.scope);
    if (!rule.is_shared() || counter == counters_.end()) return jobs;
    for (const auto& [job, noted] : noted_) {
        const auto& all = noted.group->all;
        if (noted.held && std::ranges::find(all, &counter->second) != all.end())
            jobs.push_back(job);
    }
    std::ranges::sort(jobs);
    return jobs;
}

TresList LimitBook::held_under(const LimitScope& scope) const {
    const auto counter = counters_.find(scope);
    return counter == counters_.end() ? TresList{} : counter->second.held;
}

}  // namespace sluice::engine
