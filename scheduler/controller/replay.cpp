// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/replay.hpp"

#include <fmt/format.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>

#include "scheduler/controller/event_codec.hpp"
#include "scheduler/controller/journal.hpp"
#include "scheduler/wire/proto/model.pb.h"

namespace sluice::controller {
namespace {

/// A controller without sockets and disk: its store is what the journal has handed over.
class Again {
  public:
    explicit Again(const ClusterConfig& config) : config_{config} { begin({}); }

    void apply(const engine::Event& event, Instant now) {
        if (std::holds_alternative<engine::ControllerStarted>(event)) begin(image());
        const auto outcome = engine_->apply(event, now);
        journal_->note(event, outcome, now);
        keep(journal_->take());
    }

    [[nodiscard]] const std::map<JobId, store::JobRow>& jobs() const { return jobs_; }
    using StepKey = std::tuple<JobId, Attempt, StepNumber>;
    [[nodiscard]] const std::map<StepKey, std::string>& steps() const { return steps_; }

  private:
    void begin(const store::Image& image) {
        journal_.reset();
        engine_ = std::make_unique<engine::Engine>(config_);
        journal_ = std::make_unique<Journal>(*engine_);
        (void)restore(*engine_, image);
    }

    void keep(const store::Batch& batch) {
        for (const auto& [id, row] : batch.jobs) jobs_.insert_or_assign(id, row);
        for (const auto& row : batch.steps) steps_.insert_or_assign({row.job, row.attempt, row.step}, row.record);
        for (const auto& [name, record] : batch.nodes) nodes_[name] = record;
        for (const auto& [name, record] : batch.partitions) partitions_[name] = record;
        for (const auto& [name, record] : batch.reservations) {
            if (record.empty()) reservations_.erase(name);
            else reservations_[name] = record;
        }
        for (const auto& [key, record] : batch.accounting) {
            if (!record) accounting_.erase(key);
            else accounting_.insert_or_assign(key, record);
        }
        if (batch.next_job_id) next_ = *batch.next_job_id;
    }

    [[nodiscard]] store::Image image() const {
        store::Image image;
        image.next_job_id = next_;
        for (const auto& [id, row] : jobs_) {
            if (row.active) image.jobs.push_back(row);
        }
        for (const auto& [key, record] : steps_) {
            const auto& [job, attempt, step] = key;
            if (jobs_.at(job).active) image.steps.push_back({job, attempt, step, record});
        }
        for (const auto& [name, record] : nodes_) image.nodes.push_back(record);
        for (const auto& [name, record] : partitions_) image.partitions.push_back(record);
        image.accounting = accounting_;
        for (const auto& [name, record] : reservations_) image.reservations.push_back(record);
        return image;
    }

    const ClusterConfig& config_;
    std::unique_ptr<engine::Engine> engine_;
    std::unique_ptr<Journal> journal_;
    std::map<JobId, store::JobRow> jobs_;
    std::map<StepKey, std::string> steps_;
    std::map<std::string, std::string> nodes_, partitions_, reservations_;
    store::AccountingRows accounting_;
    JobId next_{1};
};

/// What is different in two records of a job or step: "modified: reason: 3 -> 1".
template <class Message>
std::string changes(const std::string& stored, const std::string& replayed) {
    Message a, b;
    if (!a.ParseFromString(stored) || !b.ParseFromString(replayed)) return "unreadable";
    std::string text;
    google::protobuf::util::MessageDifferencer differencer;
    differencer.ReportDifferencesToString(&text);
    differencer.Compare(a, b);
    std::ranges::replace(text, '\n', ' ');
    return text;
}

void compare_jobs(const store::History& history, const Again& again, Replay& replay) {
    for (const auto& row : history.jobs) {
        ++replay.jobs;
        const auto found = again.jobs().find(row.id);
        if (found == again.jobs().end()) replay.differences.push_back(fmt::format("job {}: not there when replayed", row.id.value()));
        else if (found->second.record != row.record) {
            replay.differences.push_back(
                fmt::format("job {}: {}", row.id.value(), changes<wire::Job>(row.record, found->second.record)));
        }
    }
    if (again.jobs().size() > history.jobs.size()) {
        replay.differences.push_back(fmt::format("{} jobs more when replayed", again.jobs().size() - history.jobs.size()));
    }
}

void compare_steps(const store::History& history, const Again& again, Replay& replay) {
    for (const auto& row : history.steps) {
        const auto found = again.steps().find({row.job, row.attempt, row.step});
        if (found != again.steps().end() && found->second == row.record) continue;
        const auto what = found == again.steps().end() ? "not there when replayed" : changes<wire::Step>(row.record, found->second);
        replay.differences.push_back(fmt::format("step {}: {}", to_string(StepId{row.job, row.step}), what));
    }
}

}  // namespace

Result<Replay> replay(store::Store& store, const ClusterConfig& config) {
    const auto events = store.events();
    if (!events) return tl::unexpected{events.error()};
    const auto history = store.history({}, true);
    if (!history) return tl::unexpected{history.error()};
    Replay result;
    Again again{config};
    for (const auto& row : *events) {
        const auto event = event_from_bytes(row.data);
        if (!event) return tl::unexpected{event.error()};
        again.apply(*event, row.time);
        ++result.events;
    }
    compare_jobs(*history, again, result);
    compare_steps(*history, again, result);
    return result;
}

}  // namespace sluice::controller
