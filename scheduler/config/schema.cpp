// SPDX-License-Identifier: Apache-2.0
//
// To add a key: add the member to its record in scheduler/model, with its default, and one entry here.
// A rule that binds several keys goes to check_nodes.cpp, check_partitions.cpp or check_topology.cpp.
#include "scheduler/config/schema.hpp"

#include <chrono>

#include "scheduler/config/accounting_form.hpp"
#include "scheduler/config/forms.hpp"
#include "scheduler/config/node_group.hpp"
#include "scheduler/config/topology_form.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

constexpr Mebibytes kMebibyte{1};
constexpr Mebibytes kPebibyte{std::int64_t{1} << 30};

Form<ControllerSpec> controller_form() {
    return map_form<ControllerSpec>({
        key("host", &ControllerSpec::host, host())
            .says("Host name or address of the machine that runs sluicectld.",
                  "Node daemons and commands on other machines connect to it."),
        key("port", &ControllerSpec::port, port_number()).says("TCP port that sluicectld listens on."),
        key("socket", &ControllerSpec::socket, absolute_path())
            .says("Unix socket for commands on the controller's own machine.")
            .otherwise("state_dir/controller.sock"),
    });
}

Form<AuthSpec> authentication_form() {
    return map_form<AuthSpec>({
        key("method", &AuthSpec::method,
            one_of<AuthMethod>({{"key", AuthMethod::key}, {"munge", AuthMethod::munge}}))
            .says("How machines prove to each other who is asking.",
                  "With key, every machine holds the same secret file; with munge, munged does."),
        key("key_file", &AuthSpec::key_file, absolute_path())
            .says("The secret of the method key; the same file on every machine, readable by the daemons "
                  "alone.")
            .otherwise("state_dir/cluster.key"),
    });
}

Form<StoreSpec> store_form() {
    return map_form<StoreSpec>({
        key("path", &StoreSpec::path, absolute_path())
            .says("The SQLite file in which the controller keeps jobs and accounting.",
                  "It must lie on a local disk: SQLite's locks do not hold on network file systems.")
            .otherwise("state_dir/store.sqlite"),
    });
}

template <class T>
Key<NodeGroup> node_key(std::string key_name, T NodeSpec::*member, Form<T> form) {
    return key_of<NodeGroup>(std::move(key_name), member, std::move(form));
}

Form<NodeGroup> node_form() {
    return map_form<NodeGroup>({
        key("names", &NodeGroup::names, host_names()).required().says("Names of nodes that are alike."),
        key("address", &NodeGroup::addresses, host_addresses())
            .says("Where each node is reached, as many addresses as there are names.")
            .otherwise("the names"),
        node_key("sockets", &NodeSpec::sockets, whole_number(1, 256)).says("Processor sockets in a node."),
        node_key("cores_per_socket", &NodeSpec::cores_per_socket, whole_number(1, 4096))
            .says("Cores in a socket."),
        node_key("threads_per_core", &NodeSpec::threads_per_core, whole_number(1, 16))
            .says("Hardware threads in a core.", "A CPU, as commands count it, is one thread."),
        node_key("memory", &NodeSpec::memory, memory_size(kMebibyte, kPebibyte))
            .required()
            .says("Memory that jobs may use in a node.", "Leave some to the operating system."),
        node_key("tmp_disk", &NodeSpec::tmp_disk, memory_size(Mebibytes{0}, kPebibyte))
            .says("Room for temporary files in a node."),
        node_key("gres", &NodeSpec::gres, gres_list())
            .says("Generic resources of a node, such as GPUs.", "The type is what jobs may ask for by name.")
            .otherwise("none"),
        node_key("features", &NodeSpec::features, names())
            .says("Words that jobs may ask for with --constraint.")
            .otherwise("none"),
        node_key("weight", &NodeSpec::weight, whole_number(0, 1'000'000))
            .says("Of nodes that suit a job equally well, those with the least weight are taken first."),
    });
}

Form<PartitionState> partition_state() {
    return one_of<PartitionState>({{"up", PartitionState::up},
                                   {"drain", PartitionState::drain},
                                   {"down", PartitionState::down},
                                   {"inactive", PartitionState::inactive}});
}

Form<PreemptMode> preempt_mode() {
    return one_of<PreemptMode>({{"off", PreemptMode::off},
                                {"cancel", PreemptMode::cancel},
                                {"requeue", PreemptMode::requeue},
                                {"suspend", PreemptMode::suspend}});
}

Form<PartitionSpec> partition_form() {
    return map_form<PartitionSpec>({
        key("name", &PartitionSpec::name, name()).required().says("Name of the partition."),
        key("nodes", &PartitionSpec::nodes, host_names())
            .required()
            .says("Nodes of the partition; ALL for every node.", "A node may be in several partitions."),
        key("default", &PartitionSpec::is_default, yes_or_no())
            .says("Whether jobs that name no partition come here.",
                  "At most one partition says true; if none does, the first one is the default."),
        key("state", &PartitionSpec::state, partition_state())
            .says("What the partition does with jobs.",
                  "up accepts and starts them, drain starts only those that wait already, down accepts them "
                  "but starts none, inactive does neither."),
        key("default_time", &PartitionSpec::default_time, time_limit())
            .says("Time limit of jobs that ask for none.")
            .otherwise("max_time"),
        key("max_time", &PartitionSpec::max_time, time_limit())
            .says("Longest time limit that a job may have."),
        key("min_nodes", &PartitionSpec::min_nodes, whole_number(1, kMaxHosts))
            .says("Fewest nodes that a job may have."),
        key("max_nodes", &PartitionSpec::max_nodes, maybe(whole_number(1, kMaxHosts)))
            .says("Most nodes that a job may have.")
            .otherwise("all nodes of the partition"),
        key("priority_tier", &PartitionSpec::priority_tier, whole_number(0, 65'533))
            .says("Jobs of a higher tier are planned before all jobs of lower ones."),
        key("default_memory_per_cpu", &PartitionSpec::default_memory_per_cpu,
            maybe(memory_size(kMebibyte, kPebibyte)))
            .says("Memory for each CPU of jobs that ask for none.")
            .otherwise("all memory of the node"),
        key("exclusive", &PartitionSpec::exclusive, yes_or_no()).says("Whether every job gets whole nodes."),
        key("priority_job_factor", &PartitionSpec::priority_job_factor, whole_number(0, 65'533))
            .says("Its part of the multifactor priority, beside that of the other partitions."),
        key("tres_billing_weights", &PartitionSpec::tres_billing_weights, weights_form())
            .says("What a second of each resource counts in a job's billing.", "Of memory, each GiB.")
            .otherwise("a CPU counts 1"),
        key("allow_accounts", &PartitionSpec::allow_accounts, names()).says("Accounts whose jobs may run here.").otherwise("all"),
        key("deny_accounts", &PartitionSpec::deny_accounts, names())
            .says("Accounts whose jobs may not run here.", "Not looked at with allow_accounts.").otherwise("none"),
        key("allow_qos", &PartitionSpec::allow_qos, names()).says("QOS whose jobs may run here.").otherwise("all"),
        key("deny_qos", &PartitionSpec::deny_qos, names())
            .says("QOS whose jobs may not run here.", "Not looked at with allow_qos.").otherwise("none"),
        key("qos", &PartitionSpec::qos, name())
            .says("The QOS whose limits hold for all jobs of the partition, before those of their own.").otherwise("none"),
        key("preempt_mode", &PartitionSpec::preempt_mode, maybe(preempt_mode()))
            .says("What becomes of jobs of this partition that give way to those of a higher tier.")
            .otherwise("scheduling.preempt_mode"),
        key("grace_time", &PartitionSpec::grace_time, duration(0s, 24h))
            .says("Time between the SIGTERM that tells a job of this partition that it is preempted, and its end."),
    });
}

Form<LicenseCount> license_form() {
    return map_form<LicenseCount>({
        key("name", &LicenseCount::name, name()).required().says("Name of the licence."),
        key("count", &LicenseCount::count, whole_number(1, 1'000'000'000)).says("How many there are."),
    });
}

Form<PlanPolicy> policy() {
    return one_of<PlanPolicy>(
        {{"easy", PlanPolicy::easy}, {"fcfs", PlanPolicy::fcfs}, {"conservative", PlanPolicy::conservative}});
}

Form<BackfillOrder> backfill_order() {
    return one_of<BackfillOrder>({{"priority", BackfillOrder::priority}, {"shortest", BackfillOrder::shortest}});
}

Form<SchedulingSpec> scheduling_form() {
    return map_form<SchedulingSpec>({
        key("policy", &SchedulingSpec::policy, policy())
            .says("How jobs that wait may pass each other.",
                  "fcfs starts jobs strictly in the order of their priority. easy lets a job start early if "
                  "that "
                  "does not delay the first jobs that wait (see reservations), conservative if it delays "
                  "none."),
        key("reservations", &SchedulingSpec::reservations, whole_number(1, 10'000))
            .says("With easy, how many waiting jobs are promised a start that no other job may delay."),
        key("backfill_order", &SchedulingSpec::backfill_order, backfill_order())
            .says("In which order jobs are tried that may pass a blocked one.",
                  "priority is the order of the queue; shortest tries those with the shortest time limit first."),
        key("keep_plans", &SchedulingSpec::keep_plans, yes_or_no())
            .says("Whether a promised start stands when something ends early, unless it can be moved forward.",
                  "Otherwise all promises are made anew, which may move some back."),
        key("requeue", &SchedulingSpec::requeue, yes_or_no())
            .says("Whether the jobs of a failed node run again, unless they say otherwise."),
        key("kill_wait", &SchedulingSpec::kill_wait, duration(0s, 24h))
            .says("Time between SIGTERM and SIGKILL when a job must end."),
        key("node_timeout", &SchedulingSpec::node_timeout, duration(1s, 24h))
            .says("Silence after which a node is taken to be down."),
        key("min_job_age", &SchedulingSpec::min_job_age, duration(0s, 24h * 365))
            .says("How long squeue and scontrol still know a job that has ended.",
                  "sacct knows it for good."),
        key("max_launch_failures", &SchedulingSpec::max_launch_failures, whole_number(1, 1'000))
            .says("Failed launches in a row after which a node is drained."),
        key("max_array_size", &SchedulingSpec::max_array_size, whole_number(1, 4'000'001))
            .says("One more than the largest task number that a job array may have.",
                  "With 1001, as in Slurm, arrays end at task 1000."),
        key("preemption", &SchedulingSpec::preemption,
            one_of<Preemption>({{"none", Preemption::none}, {"partition", Preemption::partition}, {"qos", Preemption::qos}}))
            .says("Whether running jobs give way to more important ones that wait.",
                  "partition: to those of partitions of a higher priority_tier; qos: to those whose QOS names the "
                  "running job's QOS in its preempt. Those give way that are least important and have run "
                  "shortest, and no more than it takes."),
        key("preempt_mode", &SchedulingSpec::preempt_mode, preempt_mode())
            .says("What becomes of a job that gives way.",
                  "requeue puts it back into the queue if it may run again, and cancels it otherwise; suspend stops "
                  "it until its CPUs are free again, and keeps its memory."),
        key("preempt_exempt_time", &SchedulingSpec::preempt_exempt_time, duration(0s, 24h * 365))
            .says("How long a job runs at least before it gives way."),
        key("kill_invalid_dependency", &SchedulingSpec::kill_invalid_dependency, yes_or_no())
            .says("Whether a job is cancelled when its dependency can never be met.",
                  "Otherwise it stays, with the reason DependencyNeverSatisfied. Jobs may ask for either with "
                  "--kill-on-invalid-dep."),
        key("first_job_id", &SchedulingSpec::first_job_id, whole_number(1, 67'000'000))
            .says("Number of the first job of a new cluster.", "A cluster that has had jobs goes on counting."),
    });
}

Form<LaunchSpec> launch_form() {
    return map_form<LaunchSpec>({
        key("default_mpi", &LaunchSpec::default_mpi,
            one_of<MpiKind>({{"auto", MpiKind::automatic}, {"pmix", MpiKind::pmix}, {"pmi2", MpiKind::pmi2},
                              {"none", MpiKind::none}}))
            .says("How srun connects MPI ranks when --mpi does not say it.",
                  "auto: as the program is linked; pmix: Open MPI's way; pmi2: MPICH's way; none: not at all."),
        key("tmp_dir", &LaunchSpec::tmp_dir, absolute_path())
            .says("Directory for temporary files, local to each node.",
                  "MPI libraries get a directory below it for each step."),
        key("environment", &LaunchSpec::environment, environment())
            .says("Variables set in every job, unless the job sets them.")
            .otherwise("none"),
    });
}

Form<MailerSpec> mailer_form() {
    return map_form<MailerSpec>({
        key("program", &MailerSpec::program, absolute_path())
            .says("What sends the mail that jobs ask for with --mail-type.",
                  "It is run as `program -s SUBJECT ADDRESS` by sluicectld, with the text on its standard input. Where "
                  "it does not exist no mail is sent, which is no error."),
        key("domain", &MailerSpec::domain, name())
            .says("Put behind the names of users that have no @, to make them addresses.")
            .otherwise("the names alone"),
    });
}

Form<ClusterConfig> make_cluster_form() {
    return map_form<ClusterConfig>(
        {
            key("cluster", &ClusterConfig::name, name()).says("Name of the cluster, as commands show it."),
            key("state_dir", &ClusterConfig::state_dir, absolute_path())
                .says("Directory where the daemons keep sockets, store, spools and logs.",
                      "The same path on every machine, but each machine's own directory."),
            key("emulated", &ClusterConfig::emulated, yes_or_no())
                .says("Whether all nodes run on this one machine, whatever hardware they claim.",
                      "sluice up sets it."),
            key("controller", &ClusterConfig::controller, controller_form())
                .says("The daemon that keeps the queue."),
            key("authentication", &ClusterConfig::auth, authentication_form())
                .says("How the machines of the cluster trust each other."),
            key("store", &ClusterConfig::store, store_form()).says("What outlives the daemons."),
            key("nodes", &ClusterConfig::nodes, node_groups(node_form()))
                .required()
                .says("The machines that run jobs, in the order in which commands list them."),
            key("topology", &ClusterConfig::topology, topology_form())
                .says("The network between the nodes.", "Jobs are placed so that they span few switches.")
                .otherwise("flat"),
            key("partitions", &ClusterConfig::partitions, list_form(partition_form()))
                .required()
                .says("The sets of nodes that jobs are submitted to."),
            key("licenses", &ClusterConfig::licenses, list_form(license_form()))
                .says("What the cluster has a number of, wherever jobs run: --licenses asks for it.")
                .otherwise("none"),
            key("scheduling", &ClusterConfig::scheduling, scheduling_form()).says("When jobs start and end."),
            key("priority", &ClusterConfig::priority, priority_form())
                .says("Which job goes first.", "With all weights 0, the one that was submitted first."),
            key("accounting", &ClusterConfig::accounting, accounting_form())
                .says("Accounts, users, qualities of service and their limits.",
                      "What is named here is changed here; sacctmgr adds others."),
            key("launch", &ClusterConfig::launch, launch_form())
                .says("How the programs of jobs are started."),
            key("mail", &ClusterConfig::mail, mailer_form()).says("How users are told of their jobs."),
        },
        initial_config());
}

}  // namespace

ClusterConfig initial_config() {
    ClusterConfig config;
    config.state_dir = kSystemStateDir;
    return config;
}

const Form<ClusterConfig>& cluster_form() {
    static const auto form = make_cluster_form();
    return form;
}

}  // namespace sluice
