// SPDX-License-Identifier: Apache-2.0
#include "tests/mpi/emulated_step.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>

namespace sluice::test {
namespace {

constexpr std::chrono::seconds kPatience{60};

/// The program that plays a node; can be replaced to run it under a checker.
std::string node_program() {
    const char* other = std::getenv("SLUICE_EMULATED_NODE");
    return other != nullptr ? other : EMULATED_NODE;
}

std::filesystem::path make_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "sluice-step-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) std::perror("mkdtemp");
    chmod(name.c_str(), 0755);
    return name;
}

std::string nodes_text(const EmulatedStep::Request& request) {
    std::vector<std::string> nodes;
    for (std::size_t i = 0; i < request.nodes.size(); ++i)
        nodes.push_back(request.nodes[i] + ":" + pmix::comma_list(request.ranks[i]));
    return fmt::format("{}", fmt::join(nodes, ";"));
}

[[noreturn]] void run_program(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    std::perror(arguments[0]);
    _exit(127);
}

}  // namespace

EmulatedStep::EmulatedStep(const Request& request) : folder_{make_folder()} {
    layout_.name_space = request.name_space;
    layout_.nodes = request.nodes;
    layout_.ranks = request.ranks;
    int output[2];
    if (pipe2(output, O_CLOEXEC) != 0) std::perror("pipe2");
    output_end_ = output[0];
    for (std::uint32_t position = 0; position < request.nodes.size(); ++position) {
        nodes_.emplace_back();
        const int kept = dup(STDOUT_FILENO);
        dup2(output[1], STDOUT_FILENO);
        start_node(request, position);
        dup2(kept, STDOUT_FILENO);
        close(kept);
    }
    close(output[1]);
}

EmulatedStep::~EmulatedStep() {
    for (auto& node : nodes_) {
        if (node.exit_code) continue;
        kill(node.process, SIGKILL);
        node_left(node);
    }
    close(output_end_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

/// The node writes to this process's stdout of the moment.
void EmulatedStep::start_node(const Request& request, std::uint32_t position) {
    const auto folder = folder_ / request.nodes[position];
    std::filesystem::create_directory(folder);
    int sockets[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0) std::perror("socketpair");

    std::vector<std::string> words{
        node_program(),  std::to_string(sockets[1]),   std::to_string(position), request.name_space,
        folder.string(), std::to_string(request.user), nodes_text(request)};
    words.insert(words.end(), request.command.begin(), request.command.end());
    nodes_[position] = {fork(), sockets[0], {}};
    if (nodes_[position].process == 0) {
        fcntl(sockets[1], F_SETFD, 0);
        dup2(STDOUT_FILENO, STDERR_FILENO);
        run_program(std::move(words));
    }
    close(sockets[1]);
}

void EmulatedStep::send_signal(std::uint32_t rank, int signal) {
    if (const Node* node = node_of(rank))
        send(node->socket, {.kind = NodeMessage::Kind::signal, .rank = rank, .status = signal});
}

bool EmulatedStep::is_over() const {
    return output_end_ < 0 &&
           std::ranges::all_of(nodes_, [](const Node& node) { return node.exit_code.has_value(); });
}

std::size_t EmulatedStep::count_files(const std::string& node, const std::string& beginning) const {
    std::size_t found = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator{folder_ / node})
        if (file.path().filename().string().starts_with(beginning)) ++found;
    return found;
}

std::vector<int> EmulatedStep::node_exit_codes() const {
    std::vector<int> codes;
    for (const auto& node : nodes_) codes.push_back(node.exit_code.value_or(-1));
    return codes;
}

bool EmulatedStep::serve(std::span<EmulatedStep* const> steps, const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::vector<pollfd> waited;
        for (const EmulatedStep* step : steps) {
            waited.push_back({step->output_end_, POLLIN, 0});
            for (const Node& node : step->nodes_) waited.push_back({node.socket, POLLIN, 0});
        }
        poll(waited.data(), waited.size(), 1000);  // closed ones are negative and ignored
        auto ready = waited.begin();
        for (EmulatedStep* step : steps) {
            if (ready++->revents != 0) step->read_output();
            for (Node& node : step->nodes_)
                if (ready++->revents != 0) step->serve_node(node);
        }
    }
    return true;
}

bool EmulatedStep::serve_until(const std::function<bool()>& condition) {
    EmulatedStep* const self = this;
    return serve({&self, 1}, condition);
}

bool EmulatedStep::serve_to_end() {
    return serve_until([this] { return is_over(); });
}

void EmulatedStep::serve_node(Node& node) {
    if (const auto message = receive(node.socket)) return act_on(*message);
    node_left(node);
}

void EmulatedStep::node_left(Node& node) {
    close(std::exchange(node.socket, -1));
    int status = 0;
    waitpid(node.process, &status, 0);
    node.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void EmulatedStep::act_on(const NodeMessage& message) {
    switch (message.kind) {
        case NodeMessage::Kind::fence:
            return gather(message);
        case NodeMessage::Kind::abort:
            if (!abort_status_) abort_status_ = message.status;
            return stop();
        case NodeMessage::Kind::ended:
            return rank_ended(message);
        case NodeMessage::Kind::signal:
        case NodeMessage::Kind::stop:
            return;
    }
}

/// Gives everyone's data to the fence's nodes when the last of them has brought its own.
void EmulatedStep::gather(const NodeMessage& message) {
    auto& fence = fences_[message.fence];
    fence.data += message.data;
    const auto positions = pmix::nodes_of(layout_, message.fence).value();
    if (++fence.nodes < positions.size()) return;
    for (const std::uint32_t position : positions)
        send(nodes_[position].socket,
             {.kind = NodeMessage::Kind::fence, .fence = message.fence, .data = fence.data});
    fences_.erase(message.fence);
    ++fences_completed_;
}

void EmulatedStep::rank_ended(const NodeMessage& message) {
    RankEnd end{.was_inside = message.was_inside};
    if (WIFSIGNALED(message.status)) end.signal = WTERMSIG(message.status);
    else end.exit_code = WEXITSTATUS(message.status);
    ends_[message.rank] = end;
    if (end.was_inside) stop();
}

void EmulatedStep::stop() {
    for (const auto& node : nodes_)
        if (node.socket >= 0) send(node.socket, {.kind = NodeMessage::Kind::stop});
}

bool EmulatedStep::read_output() {
    char buffer[4096];
    const auto bytes = read(output_end_, buffer, sizeof buffer);
    if (bytes > 0) output_.append(buffer, static_cast<std::size_t>(bytes));
    if (bytes == 0) close(std::exchange(output_end_, -1));
    return bytes > 0;
}

EmulatedStep::Node* EmulatedStep::node_of(std::uint32_t rank) {
    for (std::size_t i = 0; i < nodes_.size(); ++i)
        if (std::ranges::find(layout_.ranks[i], rank) != layout_.ranks[i].end()) return &nodes_[i];
    return nullptr;
}

}  // namespace sluice::test
