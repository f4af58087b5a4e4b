// SPDX-License-Identifier: Apache-2.0
//
// Decides what of a job's life is told by mail, and when. Pure: it is shown jobs as they are after a commit and
// answers with news; letters are written in mail_letter.hpp and sent by mailer.hpp.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "scheduler/model/job.hpp"

namespace sluice::controller {

/// How the tasks of an array have ended, as far as this was seen; of other jobs, how the job has.
struct EndSummary {
    std::uint32_t jobs = 0;
    bool mixed = false;  // not all ended in the same state
    JobState state = JobState::completed;
    std::uint32_t least_code = 0;
    std::uint32_t most_code = 0;
    std::uint32_t most_signal = 0;

    void add(const Job& job);
};

struct News {
    MailOn what{};
    bool of_array = false;  // of the array as a whole
    EndSummary end;         // for `end` and `fail`
};

class MailNews {
  public:
    /// What is new of this job since it was last seen; of one never seen, all of its life so far.
    /// `array_ended`: of an array, whether no task is left.
    std::vector<News> look(const Job& job, bool array_ended, Instant now);

    /// Of an array that is told of as a whole: whether it was seen that this part of it has ended.
    [[nodiscard]] bool has_seen_end(JobId array, JobId part) const {
        const auto told = told_.find(array);
        return told != told_.end() && told->second.ended_tasks.contains(part);
    }

    /// The running job that is to be looked at next because part of its time limit has passed by then.
    [[nodiscard]] std::optional<std::pair<Instant, JobId>> next() const;

    /// Forgets the jobs and arrays for which `is_gone` holds. It is called now and then, and by itself looks only if
    /// many were seen since.
    template <class IsGone>
    void forget_if(IsGone is_gone) {
        if (told_.size() < sweep_at_) return;
        std::erase_if(told_, [&](const auto& entry) { return !entry.second.look_at && is_gone(entry.first); });
        sweep_at_ = std::max(kLeastSweep, 2 * told_.size());
    }

  private:
    struct Told {
        Attempt attempt;
        bool began = false;
        bool ended = false;
        bool invalid = false;
        std::uint32_t percent = 0;  // of the time limit
        EndSummary end;
        std::set<JobId> ended_tasks;
        std::optional<Instant> look_at;
    };

    void look_at_whole_array(Told& told, const Job& job, bool array_ended, std::vector<News>& news);
    void look_at_job(Told& told, const Job& job, Instant now, std::vector<News>& news);
    void plan(Told& told, const Job& job, Instant now);

    static constexpr std::size_t kLeastSweep = 1000;
    std::size_t sweep_at_ = kLeastSweep;
    std::map<JobId, Told> told_;  // by job, or by array where the whole is told of
    std::set<std::pair<Instant, JobId>> due_;
};

}  // namespace sluice::controller
