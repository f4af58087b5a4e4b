// SPDX-License-Identifier: Apache-2.0
//
// The complete engine against the oracle and its own cluster, which looks at every node in every second: shared and
// whole nodes, memory and gres, licences, reservations, limits on switches, dependencies, --time-min. The same
// random histories, and every job must start in the same second on the same nodes.
#include "tests/unit/engine/node_oracle.hpp"

#include "scheduler/engine/planning/queue_planner.hpp"
#include "tests/unit/engine/storm.hpp"
#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

/// A job of a history, and what the oracle knows of it.
struct Fate {
    JobSpec spec;
    Request request;
    Instant submit;
    Duration run{0};   // if it may run so long
    bool succeeds = true;
    std::optional<std::size_t> after;  // another job that must have ended
    bool after_ok = false;             // and well
    std::optional<JobId> id;           // once it is submitted
    bool queued = false;               // in the oracle's queue
    std::optional<Instant> started, ends, ended;
};

struct Setting {
    ClusterConfig config;
    SmallCluster cluster;
    std::vector<ReservationWish> reservations;
    Oracle::Rules rules;
};

void choose_policy(Dice& dice, Setting& setting) {
    auto& scheduling = setting.config.scheduling;
    auto& rules = setting.rules;
    rules.on_early_end = true;
    scheduling.policy = dice.pick(std::vector{PlanPolicy::fcfs, PlanPolicy::easy, PlanPolicy::easy, PlanPolicy::conservative});
    scheduling.reservations = dice.between(1, 3);
    scheduling.keep_plans = rules.keep = dice.one_in(2);
    rules.backfill = scheduling.policy != PlanPolicy::fcfs;
    rules.promises = scheduling.policy == PlanPolicy::conservative ? PlanRules::kAll : scheduling.policy == PlanPolicy::easy ? scheduling.reservations : 0;
    rules.shortest_first = dice.one_in(3);
    if (rules.shortest_first) scheduling.backfill_order = BackfillOrder::shortest;
}

void add_reservations(Dice& dice, Setting& setting) {
    for (auto count = dice.below(3); count > 0; --count) {
        ReservationWish wish;
        wish.name = "r" + std::to_string(setting.reservations.size() + 1);
        wish.start = t0 + Duration{dice.below(20)};
        wish.duration = Duration{dice.between(1, 15)};
        wish.users = "alice";
        const auto first = dice.below(static_cast<std::uint32_t>(setting.cluster.nodes.size()));
        const auto last = std::min(first + dice.below(2), static_cast<std::uint32_t>(setting.cluster.nodes.size()) - 1);
        wish.nodes = "n[" + std::to_string(first + 1) + "-" + std::to_string(last + 1) + "]";
        SmallReservation reservation{0, *wish.start, *wish.start + *wish.duration, {}};
        for (auto node = first; node <= last; ++node) reservation.nodes.push_back(node);
        setting.cluster.reservations.push_back(std::move(reservation));
        setting.reservations.push_back(std::move(wish));
    }
}

Setting random_setting(Dice& dice) {
    Setting setting;
    const auto count = dice.between(1, 6);
    setting.config = cluster_of(count);
    setting.cluster.whole_nodes = setting.config.partitions[0].exclusive = dice.one_in(3);
    setting.cluster.nodes.resize(count);
    const bool alike = setting.cluster.whole_nodes || dice.one_in(2);
    const auto first_leaf = dice.one_in(2) && count > 1 ? dice.between(1, count - 1) : count;
    if (first_leaf < count) add_leaves(setting.config, {first_leaf, count - first_leaf});
    for (std::uint32_t i = 0; i < count; ++i) {
        auto& node = setting.cluster.nodes[i];
        auto& spec = setting.config.nodes[i];
        node = {alike ? 4 : dice.between(1, 4), Mebibytes{alike ? 4 : dice.between(1, 4)}, setting.cluster.whole_nodes ? 0 : dice.below(3), i < first_leaf ? 0u : 1u};
        spec.cores_per_socket = node.cores;
        spec.memory = node.memory;
        if (!setting.cluster.whole_nodes) spec.gres = {{"gpu", "", node.gpus}};
    }
    setting.cluster.licenses = dice.between(1, 3);
    setting.config.licenses = {{"matlab", setting.cluster.licenses}};
    add_reservations(dice, setting);
    choose_policy(dice, setting);
    return setting;
}

/// Both at once, and what is different.
class Duel {
  public:
    Duel(Dice& dice, Setting setting)
        : dice_{dice}, setting_{std::move(setting)}, machine_{setting_.cluster}, oracle_{setting_.rules, machine_}, world_{setting_.config} {
        for (std::size_t i = 0; i < setting_.reservations.size(); ++i) {
            const auto& wish = setting_.reservations[i];
            const bool made = world_.apply(CreateReservation{wish, kRoot}).answer.has_value();
            if (made) setting_.cluster.reservations[i].number = world_.engine.state().find_reservation(wish.name)->number;
        }
        std::erase_if(setting_.cluster.reservations, [](const auto& each) { return each.number == 0; });
        for (auto count = dice_.between(3, 12); count > 0; --count) fates_.push_back(random_fate());
        std::ranges::sort(fates_, {}, &Fate::submit);
        for (std::size_t i = 1; i < fates_.size(); ++i) {
            if (!dice_.one_in(4)) continue;
            fates_[i].after = dice_.below(static_cast<std::uint32_t>(i));
            fates_[i].after_ok = dice_.one_in(2);
        }
    }

    std::string run() {
        while (true) {
            happen();
            world_.schedule();
            if (auto what = compare(oracle_.pass(world_.now)); !what.empty()) {
                return "at " + std::to_string((world_.now - t0).count()) + ": " + what;
            }
            const auto next = next_instant();
            if (!next) return {};
            world_.now = *next;
        }
    }
    std::size_t started = 0;

  private:
    Fate random_fate() {
        Fate fate;
        fate.submit = t0 + Duration{dice_.below(25)};
        auto& spec = fate.spec;
        auto& request = fate.request;
        const auto size = static_cast<std::uint32_t>(setting_.cluster.nodes.size());
        const Duration limit{dice_.one_in(3) ? dice_.between(1, 4) : dice_.between(1, 20)};
        spec = nodes(dice_.between(1, size), limit);
        spec.user_name = "alice";
        request.min_nodes = request.max_nodes = *spec.min_nodes;
        request.limit = limit;
        request.exclusive = setting_.cluster.whole_nodes;
        if (!setting_.cluster.whole_nodes) share_nodes(spec, request);
        if (dice_.one_in(4)) spec.licenses = {{"matlab", dice_.between(1, setting_.cluster.licenses)}}, request.licenses.push_back({0, spec.licenses[0].count});
        if (dice_.one_in(4)) {
            spec.time_min = Duration{dice_.between(1, 10)};
            if (*spec.time_min < limit) request.least = spec.time_min;
            else spec.time_min.reset();
        }
        std::vector<NodeIndex> candidates;
        if (!setting_.cluster.reservations.empty() && dice_.one_in(3)) {
            const auto& chosen = dice_.pick(setting_.cluster.reservations);
            for (const auto& [name, reservation] : world_.engine.state().reservations()) {
                if (reservation.number == chosen.number) spec.reservation = name;
            }
            request.reserved_for.reservation = chosen.number;
            for (const auto node : chosen.nodes) candidates.push_back(NodeIndex{node});
        } else {
            for (std::uint32_t node = 0; node < size; ++node) candidates.push_back(NodeIndex{node});
        }
        request.candidates = std::move(candidates);
        std::set<std::size_t> leaves;
        for (const auto index : request.candidates) leaves.insert(setting_.cluster.nodes[index.value()].leaf);
        if (request.min_nodes == 1 || leaves.size() == 1) request.max_switches.reset();  // it cannot be broken
        fate.run = Duration{dice_.one_in(3) ? 1000 : dice_.between(1, static_cast<std::uint32_t>(limit.count()))};
        fate.succeeds = !dice_.one_in(3);
        return fate;
    }
    void share_nodes(JobSpec& spec, Request& request) {
        spec.tasks_per_node = request.tasks_per_node = dice_.between(1, 2);
        if (dice_.one_in(3)) spec.cpus_per_task = request.cpus_per_task = 2;
        if (dice_.one_in(3)) spec.memory_per_node = request.memory_per_node = Mebibytes{dice_.between(1, 3)};
        if (dice_.one_in(4)) spec.gres_per_node = {{"gpu", "", 1}}, request.gres.push_back({{0}, 1});
        if (dice_.one_in(4)) spec.sharing = Sharing::exclusive, request.exclusive = true;
        if (dice_.one_in(4)) {
            spec.switches = request.max_switches = 1;
            spec.switches_wait = request.switches_wait = Duration{dice_.between(1, 12)};
        }
    }

    QueueKey key_of(const Fate& fate) const { return {1, 1, Instant{}, *fate.id}; }
    void enqueue(Fate& fate) {
        fate.queued = true;
        oracle_.submit(key_of(fate), fate.request, *fate.request.limit);
    }
    void withdraw(Fate& fate) {
        fate.queued = false;
        oracle_.withdraw(key_of(fate));
    }

    void happen() {
        for (auto& fate : fates_) {
            if (fate.ends == world_.now) end(fate);
        }
        for (auto& fate : fates_) {
            if (fate.submit == world_.now && !fate.id) submit(fate);
        }
        for (auto& fate : fates_) look_at(fate);
        for (const auto& reservation : setting_.cluster.reservations) {
            if (reservation.from == world_.now || reservation.until == world_.now) oracle_.note_change();
        }
        std::erase_if(setting_.cluster.reservations, [&](const auto& each) { return each.until <= world_.now; });
    }
    void end(Fate& fate) {
        fate.ended = fate.ends;
        fate.ends.reset();
        StepEnded report;
        report.run = world_.batch_of(*fate.id);
        report.node = world_.job(*fate.id).shares.front().node;
        report.exit_code = {fate.succeeds ? 0u : 1u, 0};
        world_.apply(report);
        oracle_.end(places_.at(*fate.id), world_.now);
    }
    void submit(Fate& fate) {
        auto spec = fate.spec;
        if (fate.after && fates_[*fate.after].id) {
            spec.dependency = (fate.after_ok ? "afterok:" : "afterany:") + std::to_string(fates_[*fate.after].id->value());
        } else {
            fate.after.reset();
        }
        const auto outcome = world_.apply(SubmitJob{spec});
        if (!outcome.answer) {
            fate.submit = Instant::max();
            return;
        }
        fate.id = outcome.answer->job;
        if (!fate.request.max_switches) return;
        if (fate.after && !fates_[*fate.after].ended) return;  // it waits from its release on
        fate.request.switches_until = world_.now + fate.request.switches_wait;
    }
    /// Into the oracle's queue when nothing but room is wanted, out of it with its reservation.
    void look_at(Fate& fate) {
        if (!fate.id || fate.started) return;
        const auto* other = fate.after ? &fates_[*fate.after] : nullptr;
        const bool released = other == nullptr || (other->ended && (other->succeeds || !fate.after_ok));
        const auto number = fate.request.reserved_for.reservation;
        const bool reserved = !number || std::ranges::any_of(setting_.cluster.reservations, [&](const auto& each) {
            return each.number == *number && each.until > world_.now;
        });
        if (!reserved && fate.queued) return withdraw(fate);
        if (!fate.queued && released && reserved) {
            if (fate.request.max_switches && fate.request.switches_until == Instant::max()) fate.request.switches_until = world_.now + fate.request.switches_wait;
            return enqueue(fate);
        }
        if (!fate.queued || !fate.request.max_switches || fate.request.switches_until != world_.now) return;
        const bool all_anew = std::ranges::any_of(setting_.cluster.reservations, [&](const auto& each) {
            return each.from == world_.now || each.until == world_.now;
        });
        if (!all_anew) withdraw(fate);
        fate.request.max_switches.reset();
        if (!all_anew) enqueue(fate);
    }

    std::string compare(const std::vector<Oracle::Started>& starts) {
        for (const auto& start : starts) {
            auto& fate = *std::ranges::find(fates_, std::optional{start.key.id}, &Fate::id);
            places_[start.key.id] = place_++;
            fate.started = world_.now;
            fate.queued = false;
            fate.ends = std::min(start.claim.until, world_.now + fate.run);
            ++started;
            const auto name = "job " + std::to_string(start.key.id.value());
            const auto& job = world_.job(start.key.id);
            if (job.started != fate.started) return name + " should start";
            if (*job.started + *job.time_limit != start.claim.until) return name + " has another limit";
            if (names_of(start.claim.hold) != nodes_of(job)) return name + " has other nodes";
        }
        for (const auto& fate : fates_) {
            if (!fate.id) continue;
            const auto& job = world_.job(*fate.id);
            if (job.started && !fate.started) return "job " + std::to_string(job.id.value()) + " should wait";
        }
        for (const auto& job : oracle_.queue()) {
            const auto promised = job.promise ? job.promise->from : kNever;
            if (world_.job(job.key.id).planned_start.value_or(kNever) != promised) {
                return "job " + std::to_string(job.key.id.value()) + " is promised " + since(world_.job(job.key.id).planned_start.value_or(kNever)) + " instead of " + since(promised);
            }
        }
        return {};
    }
    std::set<std::string> names_of(const Hold& hold) const {
        std::set<std::string> names;
        for (const auto& placed : hold.placement) names.insert(setting_.cluster.whole_nodes ? kind_of(placed.node.value()) : name_of(placed.node.value()));
        return names;
    }
    std::set<std::string> nodes_of(const Job& job) const {
        std::set<std::string> names;
        for (const auto& name : job.nodes()) {
            const auto index = world_.engine.state().find_node(name)->value();
            names.insert(setting_.cluster.whole_nodes ? kind_of(index) : name);
        }
        return names;
    }
    static std::string since(Instant when) { return when == kNever ? "never" : std::to_string((when - t0).count()); }
    static std::string name_of(std::uint32_t node) { return "n" + std::to_string(node + 1); }
    /// Whole nodes of one kind are as good as each other.
    std::string kind_of(std::uint32_t node) const {
        std::string kind;
        for (const auto& each : setting_.cluster.reservations) kind += std::ranges::find(each.nodes, node) != each.nodes.end() ? '1' : '0';
        return kind;
    }

    std::optional<Instant> next_instant() {
        std::optional<Instant> next;
        const auto consider = [&](Instant when) {
            if (when > world_.now && when != Instant::max()) next = std::min(next.value_or(when), when);
        };
        for (const auto& fate : fates_) {
            if (!fate.id) consider(fate.submit);
            if (fate.ends) consider(*fate.ends);
            if (fate.queued && fate.request.max_switches) consider(fate.request.switches_until);
        }
        if (const auto due = oracle_.next_promise()) consider(*due);
        for (const auto& reservation : setting_.cluster.reservations) consider(reservation.from), consider(reservation.until);
        return next;
    }

    Dice& dice_;
    Setting setting_;
    NodeByNode machine_;
    Oracle oracle_;
    World world_;
    std::vector<Fate> fates_;
    std::map<JobId, std::size_t> places_;  // in the order of the oracle's starts
    std::size_t place_ = 0;
};

TEST_CASE("the engine starts every job when and where an oracle does that looks at each node in each second") {
    std::size_t started = 0;
    for (std::uint64_t seed = 1; seed <= 12'000; ++seed) {
        Dice dice{seed};
        Duel duel{dice, random_setting(dice)};
        const auto what = duel.run();
        if (!what.empty()) FAIL("seed " << seed << ", " << what);
        started += duel.started;
    }
    CHECK(started > 50'000);
}

}  // namespace
}  // namespace sluice::engine::testing
