// SPDX-License-Identifier: Apache-2.0
//
// What is used under each limit, and which waiting jobs a limit holds back. Jobs under the same rules that want the
// same share one verdict, so that an event costs what it changes and not the number of jobs that wait.
//
// A waiting job is judged by the least that it may get; where it gets more, the placement is judged again before
// it starts (may_hold), and a job that fails there is held back until something under its limits changes.
#pragma once

#include <absl/container/btree_set.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "scheduler/engine/accounting/limit_rules.hpp"
#include "scheduler/model/tres.hpp"

namespace sluice::engine {

/// What a job wants, or holds, as limits see it.
struct Demand {
    TresList tres;
    TimeLimit wall;
    friend bool operator==(const Demand&, const Demand&) = default;
};

/// A limit that stands in the way.
struct Breach {
    LimitRule rule;
    std::int64_t used = 0;    // under the limit, by others
    std::int64_t wanted = 0;  // besides
};
/// "QOS normal lets a user run 2 jobs (MaxJobs), 2 run now"
std::string describe(const Breach& breach);

class LimitBook {
  public:
    /// What one job is to the limits at present.
    struct Standing {
        std::string group;        // jobs with the same text have the same rules
        std::uint32_t waiting = 0;  // tasks
        bool holds = false;       // resources
        Demand demand;            // of one task, or what it holds
    };
    /// The rules of a group, when the first job of it comes.
    using RulesOf = std::function<LimitRules()>;

    /// Takes in how the job stands now. Whoever's verdict may have changed is told by take_changed().
    void note(JobId job, const Standing& standing, const RulesOf& rules_of);
    void forget(JobId job);
    void clear();
    std::vector<JobId> take_changed() { return std::exchange(changed_, {}); }

    /// The limit that holds the waiting job back; nothing if none does.
    [[nodiscard]] std::optional<Breach> breach_of(JobId job) const;
    [[nodiscard]] Reason reason_of(JobId job) const;
    /// How many more jobs like this waiting one may start.
    [[nodiscard]] std::uint32_t room_of(JobId job) const;
    /// Whether the job may start with this in a group: that of the partition where it would start. If not, it is
    /// held back until something under its limits is given back.
    [[nodiscard]] bool may_hold(JobId job, const std::string& group, const RulesOf& rules_of, const TresList& tres);
    /// The first limit that `count` jobs of this kind would break if they were submitted; with `alone`, also those
    /// on each job.
    [[nodiscard]] std::optional<Breach> refusal(const LimitRules& rules, const Demand& demand, std::uint32_t count, bool alone) const;
    /// Running jobs that are counted under the rule.
    [[nodiscard]] std::vector<JobId> holders_of(const LimitRule& rule) const;
    /// What the running jobs under an association hold together.
    [[nodiscard]] TresList held_under(const LimitScope& scope) const;

  private:
    struct Kin;
    struct Group;
    struct Counter {
        std::int64_t running = 0;
        std::int64_t submitted = 0;
        TresList held;
        std::set<Kin*> kin;  // whose verdict it decides
    };
    /// Rules, and the counters they are about.
    struct Group {
        LimitRules rules;
        std::vector<Counter*> counters;   // of each rule; null for those on one job
        std::vector<Counter*> all;        // each once
        std::map<std::string, std::unique_ptr<Kin>> kin;  // by demand
    };
    /// Waiting jobs with one verdict.
    struct Kin {
        Group* group = nullptr;
        std::string key;
        Demand demand;
        absl::btree_set<JobId> jobs;
        absl::btree_set<JobId> several;          // those that stand for several tasks
        std::map<JobId, Breach> refused;  // by may_hold
        std::set<Counter*> watched;       // those of the group, and of groups in which a job was refused
        std::optional<std::size_t> broken;     // the rule that no job of it meets now
        std::uint32_t room = 0;
    };
    struct Noted {
        Group* group = nullptr;
        Kin* kin = nullptr;              // of a waiting job
        std::uint32_t waiting = 0;       // tasks
        std::unique_ptr<TresList> held;  // of one that holds resources
    };

    Group& group_of(const std::string& name, const RulesOf& rules_of);
    void count(const Noted& noted, int sign);
    static void watch(Kin& kin, const Group& group);
    void join(JobId job, Noted& noted, const Demand& demand);
    void leave(JobId job, Noted& noted);
    void judge_all();
    void judge(Kin& kin);
    [[nodiscard]] std::optional<std::size_t> first_broken(const Group& group, const Demand& demand) const;
    [[nodiscard]] static std::int64_t used(const LimitRule& rule, const Counter* counter);

    std::map<LimitScope, Counter> counters_;
    std::map<std::string, Group, std::less<>> groups_;
    std::unordered_map<JobId, Noted> noted_;
    std::map<Counter*, bool> touched_;  // and whether something was given back
    std::vector<JobId> changed_;
};

}  // namespace sluice::engine
