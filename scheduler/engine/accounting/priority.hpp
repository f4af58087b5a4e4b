// SPDX-License-Identifier: Apache-2.0
//
// The multifactor priority of a waiting job: a weighted sum of factors from 0 to 1, less its nice value.
//
//   age          the time since it could first have started, beside max_age; at most 1
//   association  the priority of its association beside the largest of all
//   fair share   what its user is due (fair_share.hpp)
//   job size     the mean of its parts of all nodes and of all CPUs; with favor_small what is left of 1
//   partition    priority_job_factor beside the largest of all
//   QOS          the QOS's priority beside the largest of all
//
// Source: Slurm's manual page priority/multifactor.
#pragma once

#include "scheduler/engine/cluster_state.hpp"

namespace sluice::engine {

struct PriorityFactors {
    double age = 0;
    double association = 0;
    double fair_share = 0;
    double job_size = 0;
    double partition = 0;
    double qos = 0;
};

/// What all jobs of a cluster are measured by.
struct PriorityScale {
    explicit PriorityScale(const ClusterState& state);

    double nodes = 1;
    double cpus = 1;
    double partition = 1;    // the largest of each
    double qos = 1;
    double association = 1;
};

PriorityFactors priority_factors(const JobEntry& entry, const ClusterState& state, const PriorityScale& scale, Instant now);

/// What the factors and the nice value come to: at least 1, because 0 means held.
std::uint32_t weighted_priority(const PriorityFactors& factors, const PrioritySpec& weights, std::int32_t nice);

/// What a job's priority is unless somebody says otherwise. Without weights one less for each later job, so that equals
/// run in the order of submission. Cost with weights: O(nodes + associations).
std::uint32_t usual_priority(const JobEntry& entry, const ClusterState& state, Instant now);

}  // namespace sluice::engine
