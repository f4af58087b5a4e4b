// SPDX-License-Identifier: Apache-2.0
//
// Nodes, tasks and host lists that were given one by one, brought into line. Numbers that srun inherits from
// the variables of its job give way in silence; what the caller wrote changes with a warning.
#include <fmt/format.h>

#include <algorithm>

#include "scheduler/model/hostlist.hpp"
#include "scheduler/submit/settle.hpp"

namespace sluice::submit {
namespace {

/// The counts of a request. Job and step begin with the same ones and stay the same here.
class Layout {
  public:
    Layout(Request& request, Command command) : request_{request}, command_{command} {}

    Applied settle() {
        if (auto fits = fit_hosts(); !fits) return fits;
        fit_nodes_to_tasks();
        if (command_ == Command::srun) fit_tasks_per_node();
        copy_to_step();
        return {};
    }

  private:
    [[nodiscard]] std::uint32_t host_count() const {
        return static_cast<std::uint32_t>(request_.job.node_list.size());
    }
    [[nodiscard]] bool inherited(std::string_view option) const {
        return was_given(request_, option, Source::environment);
    }

    void warn(std::string text) { request_.warnings.push_back(std::move(text)); }

    void set_nodes(std::uint32_t count) {
        request_.job.min_nodes = request_.job.max_nodes = count;
        request_.given.try_emplace("nodes");
    }

    /// More hosts named than nodes allowed: sbatch and salloc refuse, srun takes the first of them.
    Applied fit_hosts() {
        auto& job = request_.job;
        if (!job.max_nodes || host_count() == 0) return {};
        if (host_count() <= *job.max_nodes) {
            job.min_nodes = std::max(*job.min_nodes, host_count());
            return {};
        }
        if (command_ != Command::srun) {
            return stop(fmt::format("invalid number of nodes (-N {}-{})", host_count(), *job.max_nodes),
                        kRequestError);
        }
        warn(fmt::format(
            "error: Required nodelist includes more nodes than permitted by max-node count ({} > {}). "
            "Eliminating nodes from the nodelist.",
            host_count(), *job.max_nodes));
        keep_hosts(*job.max_nodes);
        return {};
    }

    /// The first of the named hosts.
    void keep_hosts(std::uint32_t count) {
        auto& hosts = request_.job.node_list;
        hosts.resize(count);
        for (const auto* option : {"nodelist", "nodefile"}) {
            const auto given = request_.given.find(option);
            if (given != request_.given.end()) given->second.text = fold_hosts(hosts);
        }
    }

    /// A node without a task is of no use.
    void fit_nodes_to_tasks() {
        auto& job = request_.job;
        if (!job.tasks) return;
        const auto least = std::max(job.min_nodes.value_or(1), host_count());
        if (*job.tasks < least) {
            if (!inherited("nodes") || host_count() > *job.tasks) {
                warn(fmt::format("Warning: can't run {} processes on {} nodes, setting nnodes to {}",
                                 *job.tasks, least, *job.tasks));
            }
            set_nodes(*job.tasks);
            if (host_count() > *job.tasks) keep_hosts(*job.tasks);
        } else if (job.max_nodes && *job.tasks < *job.max_nodes) {
            job.max_nodes = *job.tasks;
        }
    }

    /// A number of tasks goes before a number for each node that contradicts it.
    void fit_tasks_per_node() {
        auto& job = request_.job;
        if (!job.tasks || !job.tasks_per_node || !job.min_nodes || job.min_nodes != job.max_nodes) return;
        if (*job.min_nodes == 0 || *job.tasks / *job.min_nodes == *job.tasks_per_node) return;
        if (!inherited("ntasks-per-node")) {
            warn(
                fmt::format("Warning: can't honor --ntasks-per-node set to {} which doesn't match the "
                            "requested tasks {} with "
                            "the number of requested nodes {}. Ignoring --ntasks-per-node.",
                            *job.tasks_per_node, *job.tasks, *job.min_nodes));
        }
        job.tasks_per_node.reset();
        request_.given.erase("ntasks-per-node");
    }

    void copy_to_step() {
        const auto& job = request_.job;
        auto& step = request_.step;
        step.min_nodes = job.min_nodes;
        step.max_nodes = job.max_nodes;
        step.tasks_per_node = job.tasks_per_node;
        step.node_list = job.node_list;
    }

    Request& request_;
    Command command_;
};

}  // namespace

Applied settle_layout(Request& request, Command command) { return Layout{request, command}.settle(); }

}  // namespace sluice::submit
