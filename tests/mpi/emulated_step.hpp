// SPDX-License-Identifier: Apache-2.0
//
// A step on several emulated nodes, each a process of its own on this machine, joined by this process: it
// gathers the fences, and ends the step when a rank aborts or leaves in the middle, as a launcher would.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "launcher/pmix/layout.hpp"
#include "tests/mpi/node_message.hpp"

namespace sluice::test {

struct RankEnd {
    int exit_code = 0;  // meaningless if a signal ended it
    int signal = 0;     // 0 if it exited by itself
    bool was_inside = false;
};

class EmulatedStep {
  public:
    struct Request {
        std::string name_space;
        std::vector<std::string> nodes;
        std::vector<std::vector<std::uint32_t>> ranks;
        std::vector<std::string> command;
        uid_t user = geteuid();
    };

    explicit EmulatedStep(const Request& request);
    ~EmulatedStep();  // kills what still runs
    EmulatedStep(const EmulatedStep&) = delete;
    EmulatedStep& operator=(const EmulatedStep&) = delete;

    void send_signal(std::uint32_t rank, int signal);
    void stop();  // kills all ranks

    /// What all ranks and nodes have written to stdout and stderr so far.
    [[nodiscard]] const std::string& output() const { return output_; }
    [[nodiscard]] const std::map<std::uint32_t, RankEnd>& ends() const { return ends_; }
    [[nodiscard]] std::optional<int> abort_status() const { return abort_status_; }
    /// Fences that went through this process.
    [[nodiscard]] std::size_t fences_completed() const { return fences_completed_; }
    [[nodiscard]] std::size_t fences_waiting() const { return fences_.size(); }
    /// All nodes have left; their exit codes, once they have.
    [[nodiscard]] bool is_over() const;
    [[nodiscard]] std::vector<int> node_exit_codes() const;
    /// Files in the node's folder whose names begin like this.
    [[nodiscard]] std::size_t count_files(const std::string& node, const std::string& beginning) const;

    /// Serves all these steps until the condition holds; false if that takes longer than a minute.
    static bool serve(std::span<EmulatedStep* const> steps, const std::function<bool()>& condition);
    bool serve_until(const std::function<bool()>& condition);
    bool serve_to_end();

  private:
    struct Node {
        pid_t process = 0;
        int socket = -1;
        std::optional<int> exit_code;
    };
    struct Contribution {
        std::size_t nodes = 0;
        std::string data;
    };

    void start_node(const Request& request, std::uint32_t position);
    void serve_node(Node& node);
    void node_left(Node& node);
    void act_on(const NodeMessage& message);
    void gather(const NodeMessage& message);
    void rank_ended(const NodeMessage& message);
    bool read_output();
    Node* node_of(std::uint32_t rank);

    std::filesystem::path folder_;
    pmix::StepLayout layout_;
    std::vector<Node> nodes_;
    int output_end_ = -1;
    std::string output_;
    std::map<pmix::FenceId, Contribution> fences_;
    std::size_t fences_completed_ = 0;
    std::map<std::uint32_t, RankEnd> ends_;
    std::optional<int> abort_status_;
};

}  // namespace sluice::test
