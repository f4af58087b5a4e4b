// SPDX-License-Identifier: Apache-2.0
//
// The PMI server of one step on one node, without its sockets: what MPICH asks at MPI_Init, MPI_Finalize and
// MPI_Abort, line by line, and the answers. Speaks version 1.1, which Debian's MPICH speaks.
//
// Ranks put keys and meet in barriers; behind a barrier everyone sees what all have put before it. A barrier
// is a fence of all nodes whose data are the new keys.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "launcher/pmi/command.hpp"

namespace sluice::pmi {

struct Layout {
    std::string name;                               // of the step; the key space is called so
    std::vector<std::vector<std::uint32_t>> ranks;  // of each node
    std::uint32_t position = 0;                     // this node
};

struct Hooks {
    /// A line for this rank, its end included.
    std::function<void(std::uint32_t rank, const std::string& line)> reply;
    /// All ranks of this node are in the barrier; finish_barrier() must be given every node's data, one after
    /// another.
    std::function<void(std::string data)> on_barrier;
    /// The rank called abort: the step is to end with this code.
    std::function<void(std::uint32_t rank, int code, const std::string& why)> on_abort;
    /// The rank asked for what is not there; for the person.
    std::function<void(std::uint32_t rank, const std::string& why)> on_refusal;
    /// "publish", "lookup" or "unpublish" of a service; answer_name() must follow.
    std::function<void(std::uint32_t rank, const std::string& action, const std::string& service,
                       const std::string& port)>
        on_name;
};

class Board {
  public:
    Board(Layout layout, Hooks hooks);

    /// One line of a rank of this node, without its end.
    void take(std::uint32_t rank, std::string_view line);
    void finish_barrier(std::string_view all_data);
    /// `port` counts for a successful lookup only.
    void answer_name(std::uint32_t rank, const std::string& action, bool ok, const std::string& port);

    /// The rank has begun and not ended its use of PMI: if its process ended now, others would wait for it.
    [[nodiscard]] bool is_inside(std::uint32_t rank) const { return inside_.contains(rank); }

  private:
    void obey(std::uint32_t rank, const Command& command);
    void init(std::uint32_t rank, const Command& command);
    void put(std::uint32_t rank, const Command& command);
    void get(std::uint32_t rank, const Command& command);
    void enter_barrier(std::uint32_t rank);
    void finalize(std::uint32_t rank);
    void abort(std::uint32_t rank, const Command& command);
    void refuse_spawn(std::uint32_t rank);
    void name(std::uint32_t rank, const std::string& action, const Command& command);

    Layout layout_;
    Hooks hooks_;
    std::map<std::string, std::string, std::less<>> keys_;
    std::string new_keys_;  // put here since the last barrier, "key=value\n"
    std::set<std::uint32_t> inside_;
    std::set<std::uint32_t> in_barrier_;
    std::set<std::uint32_t> spawning_;  // in the middle of a spawn's many lines
};

}  // namespace sluice::pmi
