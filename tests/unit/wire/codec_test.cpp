// SPDX-License-Identifier: Apache-2.0
#include <google/protobuf/descriptor.h>

#include <catch2/catch.hpp>
#include <set>

#include "scheduler/wire/codec.hpp"

using namespace sluice;

namespace {

/// The names that a struct lists, and those that its message has.
template <class Value>
std::set<std::string> struct_fields() {
    std::set<std::string> names;
    Value value;
    auto visit = [&](std::string_view name, auto&) { names.emplace(name); };
    Value::fields(value, visit);
    return names;
}

template <class Message>
std::set<std::string> message_fields() {
    std::set<std::string> names;
    const auto* descriptor = Message::descriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) names.insert(descriptor->field(i)->name());
    return names;
}

Job full_job() {
    Job job;
    job.id = JobId{7};
    job.spec.name = "wave";
    job.spec.user = UserId{1000};
    job.spec.min_nodes = 2;
    job.spec.memory_per_node = Mebibytes{400};
    job.spec.gres_per_node = {{"gpu", "tesla", 2}};
    job.spec.node_list = {"n1", "n2"};
    job.spec.nice = -5;
    job.spec.time_limit = Duration{600};
    job.spec.requeue = false;
    job.spec.submit_key = std::string("\x00\xff\x01", 3);
    job.spec.batch.arguments = {"a", ""};
    job.state = JobState::running;
    job.reason = Reason::time_limit;
    job.submitted = Instant{Duration{1'000'000}};
    job.started = Instant{Duration{0}};  // a present zero is not an absent value
    job.shares = {{"n1", 2, 4, {0, 1}, Mebibytes{400}, {{"gpu", "tesla", {1, 3}}}}};
    job.exit_code = {3, 9};
    job.cancelled_by = UserId{0};
    return job;
}

}  // namespace

TEST_CASE("every struct and its message have the same fields") {
    CHECK(struct_fields<Job>() == message_fields<wire::Job>());
    CHECK(struct_fields<JobSpec>() == message_fields<wire::JobSpec>());
    CHECK(struct_fields<BatchSpec>() == message_fields<wire::BatchSpec>());
    CHECK(struct_fields<NodeShare>() == message_fields<wire::NodeShare>());
    CHECK(struct_fields<Step>() == message_fields<wire::Step>());
    CHECK(struct_fields<StepSpec>() == message_fields<wire::StepSpec>());
    CHECK(struct_fields<StepShare>() == message_fields<wire::StepShare>());
    CHECK(struct_fields<StepFiles>() == message_fields<wire::StepFiles>());
    CHECK(struct_fields<ClientEndpoint>() == message_fields<wire::ClientEndpoint>());
    CHECK(struct_fields<NodeSpec>() == message_fields<wire::NodeSpec>());
    CHECK(struct_fields<NodeRecord>() == message_fields<wire::NodeRecord>());
    CHECK(struct_fields<NodeView>() == message_fields<wire::NodeView>());
    CHECK(struct_fields<Hardware>() == message_fields<wire::Hardware>());
    CHECK(struct_fields<PartitionSpec>() == message_fields<wire::PartitionSpec>());
    CHECK(struct_fields<Account>() == message_fields<wire::Account>());
    CHECK(struct_fields<AccountUser>() == message_fields<wire::AccountUser>());
    CHECK(struct_fields<Association>() == message_fields<wire::Association>());
    CHECK(struct_fields<Limits>() == message_fields<wire::Limits>());
    CHECK(struct_fields<QosSpec>() == message_fields<wire::QosSpec>());
    CHECK(struct_fields<AccountUsage>() == message_fields<wire::AccountUsage>());
    CHECK(struct_fields<AccountChange>() == message_fields<wire::AccountChange>());
    CHECK(struct_fields<AccountBook>() == message_fields<wire::AccountBook>());
    CHECK(struct_fields<TresCount>() == message_fields<wire::TresCount>());
    CHECK(struct_fields<TresWeight>() == message_fields<wire::TresWeight>());
    CHECK(struct_fields<GresCount>() == message_fields<wire::GresCount>());
    CHECK(struct_fields<GresDevices>() == message_fields<wire::GresDevices>());
    CHECK(struct_fields<ExitCode>() == message_fields<wire::ExitCode>());
    CHECK(struct_fields<Usage>() == message_fields<wire::Usage>());
}

TEST_CASE("a job survives the way into its record and back") {
    const auto job = full_job();
    const auto back = wire::job_from_bytes(wire::to_bytes(job));
    REQUIRE(back);
    CHECK(*back == job);
}

TEST_CASE("an empty job survives too") {
    const auto back = wire::job_from_bytes(wire::to_bytes(Job{}));
    REQUIRE(back);
    CHECK(*back == Job{});
}

TEST_CASE("a step survives the way into its record and back") {
    Step step;
    step.job = JobId{3};
    step.number = kBatchStep;
    step.spec.arguments = {"./prog", "", "x y"};
    step.spec.client = {"127.0.0.1", 65535, std::string("\x00\x80", 2)};
    step.shares = {{"n1", {0, 2}, 2, {0, 3}, Mebibytes{512}, {}, true, false, {1, 0}, {}}};
    const auto back = wire::step_from_bytes(wire::to_bytes(step));
    REQUIRE(back);
    CHECK(*back == step);
}

TEST_CASE("bytes that are no record are an error") {
    CHECK_FALSE(wire::job_from_bytes("\xff\xff\xff\xff"));
}

TEST_CASE("an error keeps its code and detail as a reply") {
    const Error error{Errc::invalid_partition, "invalid partition specified: gpuu"};
    const auto found = wire::error_of(wire::error_reply(error));
    REQUIRE(found);
    CHECK(*found == error);
    CHECK_FALSE(wire::error_of(wire::Message{}));
}

TEST_CASE("accounting survives the way to a command and back") {
    AccountChange change;
    QosSpec qos;
    qos.name = "gold";
    qos.usage_factor = 0.25;
    qos.limits.grp_tres = {{"cpu", 0}, {"mem", 5'000'000'000}};
    qos.limits.max_jobs = 0;  // a present zero is not an absent value
    change.qos = {qos};
    Association association;
    association.account = "physics";
    association.shares = 0;
    change.associations = {association};
    change.drop_associations = {7};
    wire::AccountChange message;
    wire::encode(change, &message);
    CHECK(wire::decode(message) == change);
}
