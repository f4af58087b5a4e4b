// SPDX-License-Identifier: Apache-2.0
//
// The planner by itself: how long a plan of a whole queue takes, and a look at the queue after one event.
#include "tests/bench/bench.hpp"

#include "scheduler/engine/planning/class_pool.hpp"
#include "scheduler/engine/planning/queue_planner.hpp"

namespace {

using namespace sluice;
using namespace sluice::engine;
using namespace sluice::bench;

constexpr Instant kNow{Duration{1'000'000}};

struct Case {
    std::uint32_t nodes = 0;
    std::uint32_t jobs = 0;
    int horizon_days = 0;  // 0: none
    bool rounded = false;

    [[nodiscard]] std::string context() const {
        return fmt::format(R"("nodes": {}, "pending": {}, "horizon_days": {}, "walltimes": "{}")", nodes, jobs, horizon_days,
                           rounded ? "rounded" : "random");
    }
};

/// A full machine with a queue.
class Setting {
  public:
    Setting(const Case& what, PlanRules rules) : jobs_{1, what.rounded}, planner_{rules, pool_of(what.nodes)} {
        for (std::uint32_t i = 0; i < requests_.size(); ++i) {
            requests_[i].min_nodes = requests_[i].max_nodes = i;
            requests_[i].classes = {{0, 1}};
        }
        for (std::uint32_t used = 0; used < what.nodes;) used += run(what.nodes - used);
        for (std::uint32_t i = 1; i <= what.jobs; ++i) {
            planner_.enqueue({0, 0, kNow, JobId{i}}, requests_[jobs_.nodes()], Duration{jobs_.seconds()});
        }
    }

    QueuePlanner& planner() { return planner_; }
    /// The running job that was started first ends before its time.
    void end_one(Instant now) {
        auto& first = running_[ended_++];
        planner_.release(first.hold, now, first.until);
    }
    void note(const std::vector<Start>& starts) {
        for (const auto& start : starts) running_.push_back({start.hold, start.until});
    }

  private:
    struct Running {
        Hold hold;
        Instant until;
    };

    static PoolOwner pool_of(std::uint32_t nodes) { return PoolOwner{std::make_unique<ClassPool>(std::array{nodes})}; }
    std::uint32_t run(std::uint32_t most) {
        const auto nodes = std::min(jobs_.nodes(), most);
        Running job;
        job.hold.counts.add({0, nodes});
        job.until = kNow + Duration{1 + static_cast<std::int64_t>(jobs_.share() * static_cast<double>(jobs_.seconds()))};
        planner_.occupy(job.hold, kNow, job.until);
        running_.push_back(std::move(job));
        return nodes;
    }

    UsualJobs jobs_;
    std::vector<Request> requests_{129};
    QueuePlanner planner_;
    std::vector<Running> running_;
    std::size_t ended_ = 0;
};

void full_plan(const Case& what) {
    PlanRules rules;
    rules.promises = PlanRules::kAll;
    if (what.horizon_days > 0) rules.horizon = std::chrono::hours{24 * what.horizon_days};
    Setting setting{what, rules};
    const Stopwatch watch;
    setting.planner().pass(kNow);
    report("full_plan", watch.seconds() * 1e3, "ms", what.context());
}

void look_after_event(const Case& what) {
    constexpr int kEvents = 200;
    Setting setting{what, PlanRules{}};
    setting.note(setting.planner().pass(kNow));
    double spent = 0;
    for (int i = 1; i <= kEvents; ++i) {
        const auto now = kNow + Duration{i};
        const Stopwatch watch;
        setting.end_one(now);
        const auto& starts = setting.planner().pass(now);
        spent += watch.seconds();
        setting.note(starts);
    }
    report("look_after_event", spent / kEvents * 1e6, "us", what.context());
}

}  // namespace

int main(int argc, char** argv) {
    full_plan({1'024, 1'000});
    look_after_event({1'024, 1'000});
    if (is_smoke_run(argc, argv)) return 0;
    for (const std::uint32_t jobs : {1'000u, 10'000u, 100'000u, 1'000'000u}) full_plan({16'384, jobs, 7});
    full_plan({16'384, 100'000, 7, true});
    full_plan({16'384, 100'000, 0});
    full_plan({98'304, 100'000, 7});
    for (const std::uint32_t nodes : {1'024u, 16'384u, 98'304u}) look_after_event({nodes, 100'000});
}
