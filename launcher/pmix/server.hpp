// SPDX-License-Identifier: Apache-2.0
//
// The PMIx server of one step on one node: what an MPI library asks at MPI_Init, MPI_Finalize and MPI_Abort.
// Nothing else in Sluice knows PMIx. The server exchanges opaque blobs with its peers on other nodes through
// the callbacks given to it; it opens no connection of its own.
//
// Answered: fences, job data, connecting, finalizing, aborting, one rank's data from another node without a
// fence, names published within the step. Refused, so that the client sees an error at once: spawning, and
// connecting to other steps.
//
// Threads: the PMIx library calls back on a thread of its own. Every callback in Hooks is called on that
// thread and must return at once; finish_fence() may be called from any thread, also from within a hook.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "launcher/pmix/fence_id.hpp"
#include "launcher/pmix/layout.hpp"
#include "scheduler/model/error.hpp"

namespace sluice::pmix {

/// Called exactly once, from any thread; nothing: there is no answer.
using Answer = std::function<void(std::optional<std::string>)>;

enum class NameAction : std::uint8_t { publish, lookup, unpublish };
std::string_view to_string(NameAction action);

struct Hooks {
    /// This node's ranks all reached a fence; `data` (any bytes, often none) must be given to finish_fence()
    /// of every node in nodes_of(layout, id), concatenated in any one order. Not called for a fence whose
    /// ranks are all on this node.
    std::function<void(FenceId, std::string data)> on_fence;
    /// A rank called abort: the whole step is to end with this exit code. The status is what the program
    /// gave, even 0 or more than a byte. The rank itself exits right after.
    std::function<void(std::uint32_t rank, int status, std::string message)> on_abort;
    /// What Server::rank_data() of the node that runs `rank` says is wanted here.
    std::function<void(std::uint32_t rank, Answer answer)> on_rank_data = {};
    /// Names mean the same on all nodes of the step. `value` is of published names only, and what a lookup
    /// answers. All answers come from one thread.
    std::function<void(NameAction action, std::string name, std::string value, Answer answer)> on_name = {};
    /// A rank was refused what a person should know of.
    std::function<void(std::uint32_t rank, std::string why)> on_refusal = {};
};

class Server {
  public:
    /// Starts the library's server and registers the namespace and this node's ranks. Once per process.
    /// Error: what PMIx said, as text.
    static Result<std::unique_ptr<Server>> start(const StepLayout& layout, Hooks hooks);

    /// Lets ranks that still wait go on with an error. When this returns no hook runs, and none is called any
    /// more; it must not be called from within a hook. The library's threads stay, idle, until the process
    /// ends.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Environment variables ("NAME=value") that rank needs; call before it is spawned. They replace
    /// variables of the same name in the job's environment.
    Result<std::vector<std::string>> environment_for(std::uint32_t rank);

    /// All nodes' blobs have arrived: lets the ranks of this node go on. An unknown fence is ignored.
    void finish_fence(const FenceId& id, std::string all_data);
    /// Lets the ranks of this node go on with an error, now or as soon as they reach this fence.
    void fail_fence(const FenceId& id);

    /// What a rank of this node has told of itself, for a rank elsewhere; waits until it has. `answer` may be
    /// called on the library's thread.
    void rank_data(std::uint32_t rank, Answer answer);

    /// The rank has started MPI and not finished it. If it ended now, even with exit code 0, its peers would
    /// wait for it for ever: the step has to end.
    [[nodiscard]] bool is_inside(std::uint32_t rank) const;

  private:
    struct State;
    explicit Server(State& state);
    State& state_;
};

}  // namespace sluice::pmix
