// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/journal.hpp"

#include <map>

#include "scheduler/controller/accounting_rows.hpp"
#include "scheduler/controller/event_codec.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::controller {
namespace {

std::string bytes_of(const PartitionSpec& partition) {
    wire::PartitionSpec message;
    wire::encode(partition, &message);
    return message.SerializeAsString();
}

}  // namespace

store::JobRow row_of(const Job& job) {
    store::JobRow row;
    row.id = job.id;
    row.user = job.spec.user;
    row.account = job.spec.account;
    row.partition = job.partition;
    row.name = job.spec.name;
    row.state = job.state;
    row.active = !is_final(job.state) || job.completing;
    row.submitted = job.submitted;
    row.eligible = job.eligible;
    row.started = job.started;
    row.ended = job.ended;
    row.record = wire::to_bytes(job);
    row.array_job = job.array_job;
    return row;
}

store::StepRow row_of(const Step& step) { return {step.job, step.attempt, step.number, wire::to_bytes(step)}; }

void Journal::note(const engine::Event& event, const engine::Outcome& outcome, Instant now) {
    batch_.events.push_back({now, std::string{kind_of(event)}, to_bytes(event)});
    const auto& state = engine_.state();
    for (const auto id : outcome.jobs) {
        if (const auto entry = state.peek(id)) batch_.jobs.insert_or_assign(id, row_of(entry->job));
    }
    for (const auto& run : outcome.steps) {
        const auto* step = state.find(run.id());
        if (step != nullptr && step->attempt == run.attempt) batch_.steps.push_back(row_of(*step));
    }
    jobs_.insert(outcome.jobs.begin(), outcome.jobs.end());
    steps_.insert(outcome.steps.begin(), outcome.steps.end());
    nodes_.insert(outcome.nodes.begin(), outcome.nodes.end());
    partitions_.insert(outcome.partitions.begin(), outcome.partitions.end());
    accounts_.insert(outcome.accounts.begin(), outcome.accounts.end());
    reservations_.insert(outcome.reservations.begin(), outcome.reservations.end());
    for (const auto& step : outcome.final_steps) batch_.steps.push_back(row_of(step));
}

void Journal::keep(const std::string& key, std::string bytes) { batch_.payloads.insert_or_assign(key, std::move(bytes)); }

store::Batch Journal::take() {
    const auto& state = engine_.state();
    for (const auto& name : nodes_) batch_.nodes[name] = wire::to_bytes(state.node(*state.find_node(name)).record);
    for (const auto& name : partitions_) {
        batch_.partitions[name] = bytes_of(state.partitions()[*state.find_partition(name)].spec);
    }
    batch_.accounting = rows_of(std::exchange(accounts_, {}), state);
    for (const auto& name : reservations_) {
        const auto* found = state.find_reservation(name);
        batch_.reservations[name] = found == nullptr ? std::string{} : wire::to_bytes(found->spec);
    }
    batch_.next_job_id = state.next_job_id();
    jobs_.clear();
    steps_.clear();
    nodes_.clear();
    partitions_.clear();
    reservations_.clear();
    return std::exchange(batch_, {});
}

std::vector<std::string> restore(engine::Engine& engine, const store::Image& image) {
    std::vector<std::string> unreadable;
    for (const auto& record : image.nodes) {
        if (auto node = wire::node_from_bytes(record)) engine.restore(*node);
        else unreadable.push_back("a node record");
    }
    for (const auto& record : image.partitions) {
        wire::PartitionSpec message;
        if (message.ParseFromString(record)) engine.restore(wire::decode(message));
        else unreadable.push_back("a partition record");
    }
    restore_accounting(engine, image.accounting, unreadable);
    for (const auto& record : image.reservations) {
        if (auto reservation = wire::reservation_from_bytes(record)) engine.restore(std::move(*reservation));
        else unreadable.push_back("a reservation");
    }
    std::map<JobId, std::vector<Step>> steps;
    for (const auto& row : image.steps) {
        if (auto step = wire::step_from_bytes(row.record)) steps[row.job].push_back(std::move(*step));
        else unreadable.push_back("step " + to_string(StepId{row.job, row.step}));
    }
    for (const auto& row : image.jobs) {
        if (auto job = wire::job_from_bytes(row.record)) engine.restore(std::move(*job), std::move(steps[row.id]));
        else unreadable.push_back("job " + std::to_string(row.id.value()));
    }
    engine.restore_next_job_id(image.next_job_id);
    return unreadable;
}

}  // namespace sluice::controller
