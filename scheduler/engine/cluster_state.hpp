// SPDX-License-Identifier: Apache-2.0
//
// Everything the engine knows: the configured cluster, the state of its nodes, and all jobs that have not
// been forgotten. Only the engine's own functions change it; everybody else reads.
#pragma once

#include <absl/container/btree_map.h>
#include <absl/container/btree_set.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "scheduler/engine/accounting/accounts.hpp"
#include "scheduler/engine/accounting/fair_share.hpp"
#include "scheduler/engine/accounting/limit_book.hpp"
#include "scheduler/engine/array_index.hpp"
#include "scheduler/engine/job_table.hpp"
#include "scheduler/engine/planning/queue_key.hpp"
#include "scheduler/engine/relations.hpp"
#include "scheduler/engine/request.hpp"
#include "scheduler/engine/resources.hpp"
#include "scheduler/model/cluster.hpp"
#include "scheduler/model/job.hpp"
#include "scheduler/model/node.hpp"
#include "scheduler/model/preemption_levels.hpp"
#include "scheduler/model/reservation.hpp"
#include "scheduler/model/step.hpp"
#include "scheduler/model/topology.hpp"

namespace sluice::engine {

/// One node with its present use.
struct NodeState {
    NodeSpec spec;
    NodeRecord record;
    Amount total;
    Amount free;
    std::vector<bool> core_used;                    // by core number
    std::vector<std::vector<bool>> device_used;     // by gres kind, by index
    std::set<JobId> jobs;                           // jobs that hold a share of it
    std::uint32_t launch_failures = 0;              // in a row

    [[nodiscard]] bool usable() const {
        return record.health == NodeHealth::up && record.responding && !record.drain;
    }
};

struct Partition {
    PartitionSpec spec;
    std::vector<NodeIndex> nodes;  // in node order
    std::uint64_t cpus = 0;        // of all of them
};

struct ReservationState {
    Reservation spec;
    std::uint32_t number = 0;      // its name in windows
    std::vector<NodeIndex> nodes;  // in node order; those that have left the configuration are left out
};

/// What has changed since somebody last asked.
struct Changes {
    bool everything = false;  // nodes or partitions: perhaps all jobs are concerned
    std::vector<JobId> jobs;  // some perhaps several times
};

class ClusterState {
  public:
    explicit ClusterState(ClusterConfig config);

    // the configured cluster
    [[nodiscard]] const ClusterConfig& config() const { return config_; }
    [[nodiscard]] const Topology& topology() const { return topology_; }
    [[nodiscard]] const GresKinds& gres_kinds() const { return gres_kinds_; }
    [[nodiscard]] std::span<const Partition> partitions() const { return partitions_; }
    [[nodiscard]] std::optional<std::size_t> find_partition(std::string_view name) const;
    [[nodiscard]] std::size_t default_partition() const { return default_partition_; }
    Partition& partition(std::size_t index) { 
        changes_.everything = true;
        requests_.clear();
        return partitions_[index];
    }

    // nodes
    [[nodiscard]] std::span<const NodeState> nodes() const { return nodes_; }
    [[nodiscard]] const NodeState& node(NodeIndex index) const { return nodes_[index.value()]; }
    NodeState& node(NodeIndex index) { return nodes_[index.value()]; }
    [[nodiscard]] std::optional<NodeIndex> find_node(std::string_view name) const;

    // reservations
    [[nodiscard]] const std::map<std::string, ReservationState>& reservations() const { return reservations_; }
    [[nodiscard]] const ReservationState* find_reservation(std::string_view name) const;
    /// Makes it, or puts it in the place of the one of its name. To be followed by refresh_request of all that wait.
    void put(Reservation reservation);
    void drop_reservation(const std::string& name);
    /// When the node is reserved.
    [[nodiscard]] const Windows& windows_of(NodeIndex index) const { return windows_[index.value()]; }
    [[nodiscard]] const Windows& all_windows() const { return all_windows_; }

    // classes: nodes of one class are alike, in the same partitions and reservations
    [[nodiscard]] std::span<const std::vector<NodeIndex>> classes() const { return classes_; }
    [[nodiscard]] std::uint32_t class_of(NodeIndex index) const { return class_of_[index.value()]; }
    /// Whether every partition gives whole nodes.
    [[nodiscard]] bool all_whole() const;

    // jobs
    [[nodiscard]] const JobTable& jobs() const { return jobs_; }
    [[nodiscard]] const JobEntry* find(JobId id) const { return jobs_.find(id); }
    JobEntry* find(JobId id) { return jobs_.find(id); }
    [[nodiscard]] JobTable::Glimpse peek(JobId id) const { return jobs_.peek(id); }
    /// Of one that sleeps; false if it must be woken for that.
    bool set_reason(JobId id, Reason reason) { return jobs_.set_reason(id, reason); }
    /// References to jobs end here.
    void let_sleep() { jobs_.let_sleep(); }
    JobEntry& add(Job job);
    void forget(JobId id);
    [[nodiscard]] JobId next_job_id() const { return next_job_id_; }
    void reserve_ids_below(JobId next);
    [[nodiscard]] const Step* find(StepId id) const;
    [[nodiscard]] std::optional<JobId> job_of_key(const std::string& submit_key) const;

    /// Pending jobs that could be planned now, in the order of the queue.
    [[nodiscard]] const absl::btree_set<QueueKey>& queue() const { return queue_; }
    /// Pending jobs that may not be planned: they wait for other jobs, enough of their array run, or a limit of
    /// their association or QOS holds them back.
    [[nodiscard]] const absl::btree_set<JobId>& blocked() const { return blocked_; }
    [[nodiscard]] const ArrayGroup* find_array(JobId id) const { return arrays_.find(id); }
    [[nodiscard]] std::set<JobId> dependents_of(JobId job) const { return dependents_.of(job); }
    [[nodiscard]] const Namesakes* namesakes_of(const Job& job) const { return names_.find(job); }
    /// As many tasks of its array run as may.
    [[nodiscard]] bool is_throttled(const Job& job) const;
    /// How many tasks a record stands for; 1 for a job that is no array.
    [[nodiscard]] std::uint32_t tasks_left(const Job& job) const;
    /// How many of them may start now.
    [[nodiscard]] std::uint32_t tasks_startable(const Job& job) const;
    void set_dependency(JobEntry& entry, Dependency dependency);
    /// To be followed by requeue_key.
    void rename(JobEntry& entry, std::string name);
    /// Running and completing jobs: those that hold resources.
    [[nodiscard]] const std::set<JobId>& holders() const { return holders_; }
    /// Those of them that are suspended: they hold everything but cores.
    [[nodiscard]] const std::set<JobId>& suspended() const { return suspended_; }
    [[nodiscard]] std::optional<QueueKey> key_of(JobId id) const { return jobs_.key_of(id); }
    /// How far ahead in the queue it stands whatever its priority: a QOS that may preempt others before these, then
    /// by the tier of the partition where it would start.
    [[nodiscard]] std::uint32_t tier_of(const JobEntry& entry) const;
    /// The job's request looked up in this cluster; jobs that ask for the same share one.
    Result<std::shared_ptr<const Request>> request_for(const JobSpec& spec);
    /// Puts the job where its state says it belongs: in the queue, or out of it. After every change of a state.
    void requeue_key(const JobEntry& entry);
    /// Looks its request up anew: the job, or what the cluster allows, has changed.
    void refresh_request(JobEntry& entry);

    /// Takes the cores and devices named in the job's shares out of the free amounts. What a node no
    /// longer has, or another job holds already, is left out: the configuration may have shrunk since.
    void allocate(JobEntry& entry);
    void release(JobEntry& entry);
    /// Of a suspended job, which holds everything but its cores: whether they are free.
    [[nodiscard]] bool may_resume(const JobEntry& entry) const;

    // accounting
    [[nodiscard]] const Accounts& accounts() const { return accounts_; }
    [[nodiscard]] const FairShare& fair_share() const { return fair_share_; }
    FairShare& fair_share() { return fair_share_; }
    [[nodiscard]] const LimitBook& limits() const { return limits_; }
    /// The association that the job is charged to; null if there is none.
    [[nodiscard]] const Association* association_of(const Job& job) const;
    /// All that a job of this kind has to keep to in a partition.
    [[nodiscard]] LimitRules limit_rules_of(const JobSpec& spec, const std::string& partition) const;
    Result<AccountRecords> change_accounts(const AccountChange& change);
    void restore_accounts(const AccountBook& stored);
    /// Whether limits let the job start with this in that partition; if not, it leaves the queue.
    bool may_start(const JobEntry& entry, std::size_t partition, const TresList& tres);
    /// Tells the limits that the record stands for fewer tasks.
    void recount(const JobEntry& record);
    /// Jobs that limits have begun or ceased to hold back since the last call.
    std::vector<JobId> take_limit_news() { return std::exchange(limit_news_, {}); }

    /// Notes that a job has changed in what concerns the plan, or the nodes have.
    void note_change(JobId id) { changes_.jobs.push_back(id); }
    void note_change_of_nodes() { changes_.everything = true; }
    [[nodiscard]] const Changes& changes() const { return changes_; }
    Changes take_changes() { return std::exchange(changes_, {}); }

  private:
    void sort_into_classes();
    void reserve_nodes();
    void add_node(const NodeSpec& spec);
    void add_partition(const PartitionSpec& spec);
    void place(const JobEntry& entry);
    void note_limits(const JobEntry& entry);
    void place_those_limited();
    [[nodiscard]] std::string limit_group(const Job& job, const std::string& partition) const;
    Amount claim(NodeState& node, const NodeShare& share, bool cores) const;
    void give_up(NodeState& node, const NodeShare& share, bool cores) const;
    [[nodiscard]] std::optional<std::size_t> find_kind(const GresDevices& devices) const;

    ClusterConfig config_;
    Topology topology_;
    GresKinds gres_kinds_;
    std::vector<NodeState> nodes_;
    std::unordered_map<std::string, NodeIndex> node_index_;
    std::vector<Partition> partitions_;
    std::size_t default_partition_ = 0;
    bool partitions_choose_jobs_ = false;  // by account or QOS

    JobTable jobs_;
    absl::btree_set<std::pair<std::size_t, JobId>> by_submit_key_;  // by its hash
    absl::btree_set<QueueKey> queue_;
    absl::btree_set<JobId> blocked_;
    std::set<JobId> holders_;
    std::set<JobId> suspended_;
    ArrayIndex arrays_;
    Dependents dependents_;
    NameIndex names_;
    JobId next_job_id_{1};
    std::vector<std::vector<NodeIndex>> classes_;
    std::vector<std::uint32_t> class_of_;
    std::map<std::string, ReservationState> reservations_;
    std::uint32_t next_reservation_ = 1;
    std::vector<Windows> windows_;  // by node
    Windows all_windows_;
    absl::btree_map<std::string, std::weak_ptr<const Request>> requests_;  // by what they ask for
    std::size_t prune_requests_at_ = 1024;
    NodeLists node_lists_;  // of their candidates
    Changes changes_;
    Accounts accounts_;
    FairShare fair_share_;
    LimitBook limits_;
    std::vector<JobId> limit_news_;
    PreemptionLevels preemption_levels_;
};

}  // namespace sluice::engine
