// SPDX-License-Identifier: Apache-2.0
//
// Which jobs are parts of which array, and how many of them wait, run and have ended. Kept up with every change of
// a job, so that nobody has to look through an array to know it. Part of ClusterState.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "scheduler/model/job.hpp"

namespace sluice::engine {

/// How far a job is, as those see it who wait for it.
enum class Stage : std::uint8_t { waiting, active, ended_well, ended_badly };
Stage stage_of(const Job& job);
constexpr bool has_ended(Stage stage) { return stage == Stage::ended_well || stage == Stage::ended_badly; }

class ArrayGroup {
  public:
    /// Records of several tasks, or of one that has not started under its own number.
    [[nodiscard]] const std::set<JobId>& records() const { return records_; }
    [[nodiscard]] const std::map<std::uint32_t, JobId>& tasks() const { return tasks_; }
    /// Parts that wait, whether they are plannable or not.
    [[nodiscard]] const std::set<JobId>& waiting() const { return waiting_; }
    [[nodiscard]] std::uint32_t active() const { return count(Stage::active); }
    [[nodiscard]] bool has_failed_parts() const { return count(Stage::ended_badly) > 0; }
    [[nodiscard]] bool has_ended() const { return waiting_.empty() && active() == 0; }

  private:
    friend class ArrayIndex;
    [[nodiscard]] std::uint32_t count(Stage stage) const { return counts_[static_cast<std::size_t>(stage)]; }

    std::set<JobId> records_;
    std::map<std::uint32_t, JobId> tasks_;
    std::set<JobId> waiting_;
    std::map<JobId, Stage> stages_;
    std::array<std::uint32_t, 4> counts_{};
};

class ArrayIndex {
  public:
    [[nodiscard]] const ArrayGroup* find(JobId array) const;
    /// Takes note of the job as it is now. True: another number of its array's tasks run than before.
    bool note(const Job& job);
    void forget(const Job& job);

  private:
    std::map<JobId, ArrayGroup> groups_;
};

}  // namespace sluice::engine
