// SPDX-License-Identifier: Apache-2.0
//
// Gathers what events changed into the batch that the next commit writes, and builds the engine's state back
// from the store.
#pragma once

#include <set>
#include <string>

#include "scheduler/engine/engine.hpp"
#include "scheduler/store/store.hpp"

namespace sluice::controller {

class Journal {
  public:
    explicit Journal(const engine::Engine& engine) : engine_{engine} {}

    /// Notes an event and what it changed. Call right after apply().
    /// Jobs and steps are recorded as they are now: the engine may forget them before the batch is taken, and a replay
    /// need not know where batches ended.
    void note(const engine::Event& event, const engine::Outcome& outcome, Instant now);
    /// Keeps a script or environment under the key it is given.
    void keep(const std::string& key, std::string bytes);

    [[nodiscard]] bool empty() const { return batch_.empty() && jobs_.empty() && steps_.empty(); }
    /// The batch, with nodes, partitions, reservations and accounting as they are now; the journal is empty afterwards.
    store::Batch take();

    // What the batch being gathered changed, for those who watch.
    [[nodiscard]] const std::set<JobId>& changed_jobs() const { return jobs_; }
    [[nodiscard]] const std::set<engine::StepRun>& changed_steps() const { return steps_; }

  private:
    const engine::Engine& engine_;
    store::Batch batch_;
    std::set<JobId> jobs_;
    std::set<engine::StepRun> steps_;
    std::set<std::string> nodes_;
    std::set<std::string> partitions_;
    engine::AccountRecords accounts_;
    std::set<std::string> reservations_;
};

/// A job as a row of the store.
store::JobRow row_of(const Job& job);
store::StepRow row_of(const Step& step);

/// Fills a fresh engine from the store. Unreadable records are skipped and named in the result.
std::vector<std::string> restore(engine::Engine& engine, const store::Image& image);

}  // namespace sluice::controller
