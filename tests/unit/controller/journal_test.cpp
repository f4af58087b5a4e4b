// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "scheduler/controller/event_codec.hpp"
#include "scheduler/controller/journal.hpp"
#include "scheduler/wire/codec.hpp"

using namespace sluice;
using namespace sluice::controller;

namespace {

ClusterConfig four_nodes() {
    ClusterConfig config;
    config.emulated = true;
    for (const char* name : {"n1", "n2", "n3", "n4"}) {
        NodeSpec node;
        node.name = name;
        node.cores_per_socket = 2;
        node.memory = Mebibytes{1000};
        config.nodes.push_back(node);
    }
    PartitionSpec batch;
    batch.name = "batch";
    batch.nodes = {"n1", "n2", "n3", "n4"};
    batch.is_default = true;
    config.partitions.push_back(batch);
    return config;
}

/// A controller without sockets: applies events, keeps the batches as a store would.
struct Cluster {
    engine::Engine engine{four_nodes()};
    Journal journal{engine};
    store::Image image;
    std::map<JobId, store::JobRow> jobs;
    std::map<std::tuple<JobId, Attempt, StepNumber>, store::StepRow> steps;
    std::map<std::string, std::string> nodes;
    std::int64_t time = 1'000'000;

    Result<StepId> apply(const engine::Event& event) {
        const Instant now{Duration{time}};
        auto outcome = engine.apply(event, now);
        if (outcome.answer) journal.note(event, outcome, now);
        return outcome.answer;
    }
    void commit() {
        (void)apply(engine::Schedule{});
        auto batch = journal.take();
        for (auto& [id, row] : batch.jobs) jobs.insert_or_assign(id, row);
        for (auto& row : batch.steps) steps.insert_or_assign({row.job, row.attempt, row.step}, row);
        for (auto& [name, record] : batch.nodes) nodes[name] = record;
        for (auto& [key, record] : batch.accounting) {
            if (record) image.accounting.insert_or_assign(key, record);
            else image.accounting.erase(key);
        }
        image.next_job_id = batch.next_job_id.value_or(image.next_job_id);
    }
    store::Image stored() const {
        auto result = image;
        for (const auto& [id, row] : jobs) if (row.active) result.jobs.push_back(row);
        for (const auto& [key, row] : steps) result.steps.push_back(row);
        for (const auto& [name, record] : nodes) result.nodes.push_back(record);
        return result;
    }
};

engine::SubmitJob submission(std::uint32_t nodes) {
    JobSpec spec;
    spec.name = "job";
    spec.min_nodes = nodes;
    spec.time_limit = Duration{600};
    return {spec};
}

engine::NodeUp node_up(const std::string& name) {
    engine::NodeUp up;
    up.node = name;
    return up;
}

}  // namespace

TEST_CASE("a batch holds the records as they are when it is taken, each once") {
    Cluster cluster;
    const auto id = cluster.apply(submission(1))->job;
    (void)cluster.apply(engine::OrderJob{id, engine::JobOrder::hold, {UserId{0}, true}});
    const auto batch = cluster.journal.take();
    REQUIRE(batch.jobs.size() == 1);
    CHECK(batch.events.size() == 2);
    CHECK(wire::job_from_bytes(batch.jobs.at(id).record)->priority == 0);
    CHECK(cluster.journal.empty());
}

TEST_CASE("an engine built from the store goes on where the last one stopped") {
    Cluster cluster;
    for (const char* name : {"n1", "n2", "n3"}) (void)cluster.apply(node_up(name));
    const auto running = cluster.apply(submission(2))->job;
    const auto waiting = cluster.apply(submission(3))->job;
    cluster.commit();

    engine::Engine again{four_nodes()};
    CHECK(restore(again, cluster.stored()).empty());
    REQUIRE(again.state().find(running) != nullptr);
    CHECK(again.state().find(running)->job == cluster.engine.state().find(running)->job);
    CHECK(again.state().find(running)->steps == cluster.engine.state().find(running)->steps);
    CHECK(again.state().find(waiting)->job == cluster.engine.state().find(waiting)->job);
    CHECK(again.state().next_job_id() == cluster.engine.state().next_job_id());
    for (std::uint32_t i = 0; i < 4; ++i) {
        CHECK(again.state().node(NodeIndex{i}).free == cluster.engine.state().node(NodeIndex{i}).free);
        CHECK_FALSE(again.state().node(NodeIndex{i}).record.responding);  // until its daemon registers again
    }
}

TEST_CASE("an unreadable record is named and skipped") {
    Cluster cluster;
    (void)cluster.apply(submission(1));
    (void)cluster.apply(submission(1));
    cluster.commit();
    auto stored = cluster.stored();
    stored.jobs[0].record = "\xff\xff";
    engine::Engine again{four_nodes()};
    CHECK(restore(again, stored) == std::vector<std::string>{"job 1"});
    CHECK(again.state().jobs().size() == 1);
}

TEST_CASE("accounts and usage are there after a restart, and what was dropped is not") {
    Cluster cluster;
    for (const char* name : {"n1", "n2"}) (void)cluster.apply(node_up(name));
    AccountChange change;
    change.accounts = {{"physics", "root", "stars", "sky", false}, {"gone", "root", "", "", false}};
    change.users = {{"alice", "physics", false}};
    Association own, alice, gone;
    own.account = alice.account = "physics";
    gone.account = "gone";
    alice.user = "alice";
    alice.limits.max_jobs = 7;
    change.associations = {own, alice, gone};
    const engine::Actor root{UserId{0}, true};
    REQUIRE(cluster.apply(engine::ChangeAccounts{change, 0, root}));
    cluster.commit();
    AccountChange drop;
    drop.drop_accounts = {"gone"};
    drop.drop_associations = {cluster.engine.state().accounts().find({"gone", "", ""})->id};
    REQUIRE(cluster.apply(engine::ChangeAccounts{drop, 0, root}));
    auto job = submission(1);
    job.spec.user_name = "alice";
    (void)cluster.apply(job);
    cluster.commit();
    cluster.time += 1000;
    cluster.commit();

    engine::Engine again{four_nodes()};
    CHECK(restore(again, cluster.stored()).empty());
    CHECK(again.state().accounts().book() == cluster.engine.state().accounts().book());
    const auto used = cluster.engine.state().fair_share().usage_of({"physics", "alice", ""});
    REQUIRE(used);
    CHECK(used->raw > 500);
    CHECK(again.state().fair_share().usage_of({"physics", "alice", ""})->raw == used->raw);
    CHECK(again.state().fair_share().charged_until() == cluster.engine.state().fair_share().charged_until());
}
