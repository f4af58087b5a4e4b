// SPDX-License-Identifier: Apache-2.0
//
// The planner against the oracle: the same random histories, the same starts and the same promises.
#include "tests/unit/engine/oracle.hpp"

#include "scheduler/engine/planning/class_pool.hpp"
#include "scheduler/engine/planning/named_pool.hpp"
#include "scheduler/engine/planning/queue_planner.hpp"
#include "tests/unit/engine/storm.hpp"
#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

struct Policy {
    const char* name;
    PlanRules plan;
    Oracle::Rules oracle;
};

/// All that the settings can be. Promises made anew: always, or only after early ends; see the oracle's rule 7.
std::vector<Policy> policies(bool identical_nodes) {
    const auto rules = [](bool backfill, std::uint32_t promises, ListOrder order, bool keep) {
        PlanRules r;
        r.backfill = backfill;
        r.promises = promises;
        r.order = order;
        r.keep_plans = keep;
        return r;
    };
    constexpr auto kAll = PlanRules::kAll;
    constexpr auto kShortest = ListOrder::shortest, kQueue = ListOrder::queue;
    const bool early = !identical_nodes;
    return {
        {"fcfs", rules(false, 0, kQueue, true), {false, 0, false, true, false}},
        {"easy", rules(true, 1, kQueue, false), {true, 1, false, false, early}},
        {"easy, kept", rules(true, 1, kQueue, true), {true, 1, false, true, false}},
        {"easy, 3 kept", rules(true, 3, kQueue, true), {true, 3, false, true, false}},
        {"easy, 3 anew", rules(true, 3, kQueue, false), {true, 3, false, false, early}},
        {"easy, shortest first", rules(true, 1, kShortest, false), {true, 1, true, false, early}},
        {"easy, 2 kept, shortest first", rules(true, 2, kShortest, true), {true, 2, true, true, false}},
        {"conservative, anew", rules(true, kAll, kQueue, false), {true, kAll, false, false, early}},
        {"conservative, kept", rules(true, kAll, kQueue, true), {true, kAll, false, true, false}},
    };
}

/// Both planners, side by side.
class Duel {
  public:
    Duel(const Policy& policy, const Machine& machine, std::unique_ptr<NodePool> pool)
        : oracle_{policy.oracle, machine}, planner_{policy.plan, PoolOwner{std::move(pool)}} {}

    void submit(const QueueKey& key, const Request& request, Duration limit, std::uint32_t count) {
        oracle_.submit(key, request, limit, count);
        planner_.enqueue(key, request, limit, count);
    }
    void withdraw(std::size_t place) {
        const auto job = oracle_.queue()[place];
        oracle_.withdraw(job.key);
        planner_.dequeue(job.key, job.limit);
    }
    void end(std::size_t started, Instant now) {
        oracle_.end(started, now);
        planner_.release(holds_[started].hold, now, holds_[started].until);
    }
    /// The starts of both, or what is different.
    std::string pass(Instant now, std::vector<Oracle::Started>& starts) {
        starts = oracle_.pass(now);
        const auto& others = planner_.pass(now);
        std::string mine, theirs;
        for (const auto& start : starts) mine += " " + std::to_string(start.key.id.value());
        for (const auto& start : others) theirs += " " + std::to_string(start.key.id.value());
        if (mine != theirs) return "starts" + theirs + " instead of" + mine;
        for (std::size_t i = 0; i < starts.size(); ++i) {
            if (others[i].choice != starts[i].choice) return "another partition";
            if (others[i].hold != starts[i].claim.hold) return "other nodes";
            if (others[i].until != starts[i].claim.until) return "another end";
            holds_.push_back(others[i]);
        }
        return difference_of_promises();
    }
    [[nodiscard]] const Oracle& oracle() const { return oracle_; }

  private:
    std::string difference_of_promises() const {
        if (planner_.queue().size() != oracle_.queue().size()) return "another queue";
        for (const auto& job : oracle_.queue()) {
            const auto& waiting = planner_.find(job.key, job.limit);
            const auto expected = job.promise ? job.promise->from : kNever;
            if (waiting.promised != expected) {
                const auto since = [](Instant when) { return when == kNever ? "never" : std::to_string((when - t0).count()); };
                return "job " + std::to_string(job.key.id.value()) + " is promised " + since(waiting.promised) + " instead of " + since(expected);
            }
            if (job.promise && waiting.hold != job.promise->hold) return "a promise of other nodes";
        }
        const auto wake = planner_.next_wake();
        const auto due = oracle_.next_promise();
        if (due && wake > *due) return "sleeps over a promise";
        return {};
    }

    Oracle oracle_;
    QueuePlanner planner_;
    std::vector<Start> holds_;
};

using NewRequest = std::function<std::optional<Request>()>;

/// One random history until every job has had its turn. Says what was different.
class History {
  public:
    History(Dice& dice, const Policy& policy, const Machine& machine, std::unique_ptr<NodePool> pool, NewRequest new_request)
        : dice_{dice}, duel_{policy, machine, std::move(pool)}, new_request_{std::move(new_request)} {}

    std::string run() {
        left_ = dice_.between(4, 14);
        const bool hurry = dice_.one_in(2);
        next_event_ = t0;
        while (true) {
            if (now_ == next_event_) something_happens(hurry);
            std::vector<Oracle::Started> starts;
            const auto what = duel_.pass(now_, starts);
            if (!what.empty()) return "at " + std::to_string((now_ - t0).count()) + ": " + what;
            started += starts.size();
            for (const auto& start : starts) {
                const auto limit = start.claim.until - now_;
                const auto run = dice_.one_in(3) ? limit : Duration{dice_.between(1, static_cast<std::uint32_t>(limit.count()))};
                ends_.emplace(now_ + run, number_++);
            }
            if (!advance()) return {};
        }
    }
    std::size_t started = 0;

  private:
    void something_happens(bool hurry) {
        next_event_ = now_ + Duration{hurry ? dice_.below(3) : dice_.between(1, 9)} ;
        if (left_ == 0) {
            next_event_ = kNever;
            return;
        }
        --left_;
        if (dice_.one_in(6) && !duel_.oracle().queue().empty()) {
            duel_.withdraw(dice_.below(static_cast<std::uint32_t>(duel_.oracle().queue().size())));
        } else {
            submit();
        }
        if (next_event_ == now_) something_happens(hurry);
    }
    void submit() {
        auto request = new_request_();
        if (!request) return;
        const auto* shared = &requests_.emplace_back(std::move(*request));
        if (requests_.size() > 1 && dice_.one_in(4)) {
            requests_.pop_back();
            shared = &requests_.back();
        }
        QueueKey key;
        key.priority = dice_.one_in(5) ? dice_.below(3) : 1;
        key.submitted = now_;
        key.id = JobId{++id_};
        duel_.submit(key, *shared, *shared->limit, dice_.one_in(10) ? dice_.between(2, 4) : 1);
    }
    bool advance() {
        auto next = next_event_;
        if (!ends_.empty()) next = std::min(next, ends_.begin()->first);
        if (const auto due = duel_.oracle().next_promise()) next = std::min(next, *due);
        if (next == kNever) return false;
        now_ = next;
        for (; !ends_.empty() && ends_.begin()->first <= now_; ends_.erase(ends_.begin())) duel_.end(ends_.begin()->second, now_);
        return true;
    }

    Dice& dice_;
    Duel duel_;
    NewRequest new_request_;
    std::list<Request> requests_;
    std::multimap<Instant, std::size_t> ends_;  // as they will really be
    Instant now_ = t0, next_event_;
    std::size_t number_ = 0;
    std::uint32_t left_ = 0, id_ = 0;
};

Duration random_limit(Dice& dice) { return Duration{dice.one_in(3) ? dice.between(1, 4) : dice.between(1, 20)}; }

TEST_CASE("identical nodes are planned as the oracle plans them") {
    std::size_t started = 0;
    for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
        Dice dice{seed};
        const auto policy = dice.pick(policies(true));
        const auto size = dice.between(1, 10);
        const WholeNodes machine{{size}};
        const auto request = [&] {
            Request r;
            r.min_nodes = r.max_nodes = dice.between(1, size);
            r.classes = {{0, 1}};
            r.limit = random_limit(dice);
            return r;
        };
        History history{dice, policy, machine, std::make_unique<ClassPool>(std::vector{size}), request};
        const auto what = history.run();
        if (!what.empty()) FAIL("seed " << seed << ", " << policy.name << ", " << what);
        started += history.started;
    }
    CHECK(started > 100'000);
}

/// Partitions are sets of classes; a request may use all classes of one, and has other partitions to go to.
class ClassRequests {
  public:
    explicit ClassRequests(Dice& dice) : dice_{dice} {
        for (auto count = dice.between(2, 4); count > 0; --count) {
            sizes.push_back(dice.between(1, 4));
            capacity_.push_back(dice.between(1, 3));
        }
        for (auto count = dice.between(1, 4); count > 0; --count) {
            std::vector<ClassShare> partition;
            for (std::uint32_t c = 0; c < sizes.size(); ++c) {
                if (dice.one_in(2)) partition.push_back({c, capacity_[c]});
            }
            if (partition.empty()) partition.push_back({0, capacity_[0]});
            std::ranges::stable_sort(partition, std::greater<>{}, &ClassShare::capacity);
            partitions_.push_back(std::move(partition));
        }
    }
    Request operator()() {
        auto request = in(dice_.pick(partitions_));
        if (!dice_.one_in(4)) return request;
        auto other = request;
        other.classes = dice_.pick(partitions_);
        if (dice_.one_in(2)) other.limit = random_limit(dice_);
        count_tasks(other);
        request.elsewhere.push_back(std::move(other));
        return request;
    }
    std::vector<std::uint32_t> sizes;

  private:
    Request in(const std::vector<ClassShare>& partition) {
        Request request;
        request.classes = partition;
        request.limit = random_limit(dice_);
        std::uint32_t nodes = 0;
        for (const auto& share : partition) nodes += sizes[share.node_class];
        request.min_nodes = request.max_nodes = dice_.between(1, nodes);
        if (dice_.one_in(3)) {
            request.nodes_given = dice_.one_in(2);
            request.max_nodes += dice_.below(4);
        }
        if (dice_.one_in(3)) {
            request.tasks_given = true;
            request.tasks = dice_.between(1, nodes);
            request.max_nodes = std::max(request.max_nodes, nodes);
        }
        count_tasks(request);
        return request;
    }
    /// Where only one class can be used, resolve() says in nodes what the tasks need.
    static void count_tasks(Request& request) {
        if (!request.is_simple()) return;
        request.min_nodes = std::max(request.min_nodes, request.nodes_needed(0, 0, request.classes.front().capacity));
        request.max_nodes = std::max(request.max_nodes, request.min_nodes);
    }

    Dice& dice_;
    std::vector<std::uint32_t> capacity_;
    std::vector<std::vector<ClassShare>> partitions_;
};

TEST_CASE("overlapping partitions of whole nodes are planned as the oracle plans them") {
    std::size_t started = 0;
    for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
        Dice dice{seed};
        const auto policy = dice.pick(policies(false));
        ClassRequests requests{dice};
        const WholeNodes machine{requests.sizes};
        History history{dice, policy, machine, std::make_unique<ClassPool>(requests.sizes), [&] { return requests(); }};
        const auto what = history.run();
        if (!what.empty()) FAIL("seed " << seed << ", " << policy.name << ", " << what);
        started += history.started;
    }
    CHECK(started > 100'000);
}

TEST_CASE("shared and named nodes are planned as the oracle plans them") {
    std::size_t started = 0;
    for (std::uint64_t seed = 1; seed <= 10'000; ++seed) {
        Dice dice{seed};
        const auto policy = dice.pick(policies(false));
        const auto config = random_cluster(dice);
        const World world{config};
        const auto& state = world.engine.state();
        const NamedNodes machine{state};
        const auto request = [&]() -> std::optional<Request> {
            auto spec = random_job(dice, config);
            spec.time_limit = random_limit(dice);
            spec.unlimited_time = false;
            auto resolved = resolve(spec, state);
            if (!resolved) return std::nullopt;
            return *resolved;
        };
        History history{dice, policy, machine, std::make_unique<NamedPool>(state, t0), request};
        const auto what = history.run();
        if (!what.empty()) FAIL("seed " << seed << ", " << policy.name << ", " << what);
        started += history.started;
    }
    CHECK(started > 40'000);
}

}  // namespace
}  // namespace sluice::engine::testing
