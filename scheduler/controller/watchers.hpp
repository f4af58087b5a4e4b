// SPDX-License-Identifier: Apache-2.0
//
// Who is told when a job or step changes: `sbatch --wait`, and every srun. News is pushed after the commit
// that made it true; nobody polls.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "scheduler/controller/commit_cycle.hpp"
#include "scheduler/wire/connection.hpp"

namespace sluice::controller {

/// One stream of news on one connection.
struct Watch {
    std::weak_ptr<wire::Connection> connection;
    std::uint64_t request = 0;  // the id of the request that began the stream
};

class Watchers {
  public:
    void watch_job(JobId job, Watch watch) { jobs_[job].push_back(std::move(watch)); }
    void watch_array(JobId array, Watch watch) { arrays_[array].push_back(std::move(watch)); }
    void watch_step(StepId step, Watch watch) { steps_[step].push_back(std::move(watch)); }

    /// Tells everybody who watches one of these. A stream ends with the news of the end.
    void tell(const Committed& committed, const engine::ClusterState& state);

  private:
    void tell_of_array(JobId array, const engine::ClusterState& state);

    std::map<JobId, std::vector<Watch>> jobs_;
    std::map<JobId, std::vector<Watch>> arrays_;
    std::map<StepId, std::vector<Watch>> steps_;
};

wire::Message job_news(const Job& job);
wire::Message array_news(bool ended);
wire::Message step_news(const Step& step, const Job& job);
bool has_ended(const Job& job);
bool has_ended(const Step& step);

}  // namespace sluice::controller
