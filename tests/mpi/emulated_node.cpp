// SPDX-License-Identifier: Apache-2.0
//
// One node of an emulated step: the part of a shepherd that PMIx needs and nothing else. Starts a PMIx server
// and this node's ranks, passes fences through the socket to the test, reports how each rank ended, and
// leaves when the last has.
//
//   emulated_node SOCKET POSITION NAME_SPACE TMP_DIR USER NODES PROGRAM [ARGUMENT...]
//
//   SOCKET  inherited file descriptor;  NODES  "n1:0,1;n2:2,3"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "launcher/pmix/server.hpp"
#include "tests/mpi/node_message.hpp"

namespace sluice::test {
namespace {

struct Rank {
    std::uint32_t number;
    pid_t process;
    int life;  // a pipe of which the rank holds the other end: readable when it ended
};

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream stream{text};
    for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
    return parts;
}

pmix::StepLayout parse_layout(char** arguments) {
    pmix::StepLayout layout;
    layout.position = static_cast<std::uint32_t>(std::stoul(arguments[2]));
    layout.name_space = arguments[3];
    layout.tmp_dir = arguments[4];
    layout.user = UserId{static_cast<std::uint32_t>(std::stoul(arguments[5]))};
    layout.group = GroupId{layout.user.value()};
    for (const auto& node : split(arguments[6], ';')) {
        const auto colon = node.find(':');
        layout.nodes.push_back(node.substr(0, colon));
        auto& ranks = layout.ranks.emplace_back();
        for (const auto& rank : split(node.substr(colon + 1), ','))
            ranks.push_back(static_cast<std::uint32_t>(std::stoul(rank)));
    }
    return layout;
}

/// This process's environment with some variables replaced.
class Environment {
  public:
    explicit Environment(std::vector<std::string> replaced) : replaced_{std::move(replaced)} {
        for (auto& variable : replaced_) pointers_.push_back(variable.data());
        for (char** variable = environ; *variable != nullptr; ++variable)
            if (!replaces(*variable)) pointers_.push_back(*variable);
        pointers_.push_back(nullptr);
    }
    [[nodiscard]] char** data() { return pointers_.data(); }

  private:
    [[nodiscard]] bool replaces(std::string_view variable) const {
        const auto name = variable.substr(0, variable.find('=') + 1);
        return std::ranges::any_of(replaced_, [&](const auto& other) { return other.starts_with(name); });
    }

    std::vector<std::string> replaced_;
    std::vector<char*> pointers_;
};

/// In the child: other threads may have held any lock at the fork, so nothing here allocates.
[[noreturn]] void become_rank(const pmix::StepLayout& layout, int life, char** command, char** environment) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    fcntl(life, F_SETFD, 0);
    const bool is_other_user = layout.user.value() != geteuid();
    if (is_other_user && (setgid(layout.group.value()) != 0 || setuid(layout.user.value()) != 0)) _exit(126);
    execve(command[0], command, environment);
    _exit(127);
}

class Node {
  public:
    Node(int socket, pmix::StepLayout layout) : socket_{socket}, layout_{std::move(layout)} {}

    int run(char** command);

  private:
    void say(const NodeMessage& message);
    void start_ranks(char** command);
    std::vector<std::string> rank_variables(std::uint32_t rank);
    void wait_for_something();
    void report_end(std::size_t index);
    void obey();
    void kill_ranks(int signal);

    const int socket_;
    const pmix::StepLayout layout_;
    std::mutex mutex_;  // one message at a time: hooks speak from the library's thread
    std::unique_ptr<pmix::Server> server_;
    std::vector<Rank> ranks_;
};

void Node::say(const NodeMessage& message) {
    const std::scoped_lock lock{mutex_};
    send(socket_, message);
}

int Node::run(char** command) {
    auto server = pmix::Server::start(
        layout_,
        {.on_fence =
             [this](pmix::FenceId id, std::string data) {
                 say({.kind = NodeMessage::Kind::fence, .fence = std::move(id), .data = std::move(data)});
             },
         .on_abort =
             [this](std::uint32_t rank, int status, const std::string&) {
                 say({.kind = NodeMessage::Kind::abort, .rank = rank, .status = status});
             }});
    if (!server) {
        std::fprintf(stderr, "emulated_node: %s\n", describe(server.error()).c_str());
        return 1;
    }
    server_ = *std::move(server);
    start_ranks(command);
    while (!ranks_.empty()) wait_for_something();
    server_.reset();
    return 0;
}

void Node::start_ranks(char** command) {
    for (const std::uint32_t rank : layout_.own_ranks()) {
        Environment environment{rank_variables(rank)};
        int life[2];
        if (pipe2(life, O_CLOEXEC) != 0) std::perror("pipe2");
        const pid_t child = fork();
        if (child == 0) become_rank(layout_, life[1], command, environment.data());
        close(life[1]);
        ranks_.push_back({rank, child, life[0]});
    }
}

/// Open MPI takes a process for one that was started directly only if it sees Slurm's step variables. The
/// others let it work on one host without a network and with more ranks than CPUs.
std::vector<std::string> Node::rank_variables(std::uint32_t rank) {
    auto variables = server_->environment_for(rank).value();
    const auto& name = layout_.nodes[layout_.position];
    for (const auto* variable : {"SLURM_NODELIST=", "SLURMD_NODENAME="}) variables.push_back(variable + name);
    for (const auto* variable : {"SLURM_JOBID=12", "SLURM_STEP_ID=0", "OMPI_MCA_btl_tcp_if_include=lo",
                                 "OMPI_MCA_oob_tcp_if_include=lo", "OMPI_MCA_mpi_yield_when_idle=1"})
        variables.emplace_back(variable);
    return variables;
}

void Node::wait_for_something() {
    std::vector<pollfd> waited{{socket_, POLLIN, 0}};
    for (const auto& rank : ranks_) waited.push_back({rank.life, POLLIN, 0});
    if (poll(waited.data(), waited.size(), -1) < 0) return;
    if (waited[0].revents != 0) obey();
    for (std::size_t i = waited.size() - 1; i > 0; --i)
        if (waited[i].revents != 0) report_end(i - 1);
}

void Node::report_end(std::size_t index) {
    const Rank rank = ranks_[index];
    ranks_.erase(ranks_.begin() + static_cast<std::ptrdiff_t>(index));
    int status = 0;
    waitpid(rank.process, &status, 0);
    close(rank.life);
    say({.kind = NodeMessage::Kind::ended,
         .rank = rank.number,
         .status = status,
         .was_inside = server_->is_inside(rank.number)});
}

void Node::obey() {
    const auto message = receive(socket_);
    if (!message || message->kind == NodeMessage::Kind::stop) return kill_ranks(SIGKILL);
    if (message->kind == NodeMessage::Kind::fence)
        return server_->finish_fence(message->fence, message->data);
    for (const auto& rank : ranks_)
        if (rank.number == message->rank) kill(rank.process, message->status);
}

void Node::kill_ranks(int signal) {
    for (const auto& rank : ranks_) kill(rank.process, signal);
}

}  // namespace
}  // namespace sluice::test

int main(int argc, char** argv) {
    if (argc < 8) return 2;
    fcntl(std::atoi(argv[1]), F_SETFD, FD_CLOEXEC);  // not for the ranks
    sluice::test::Node node{std::atoi(argv[1]), sluice::test::parse_layout(argv)};
    return node.run(argv + 7);
}
