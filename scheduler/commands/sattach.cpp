// SPDX-License-Identifier: Apache-2.0
//
// sattach: asks the controller where the step's srun listens, and sits beside it.
#include "scheduler/commands/sattach.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <thread>

#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/entry.hpp"
#include "scheduler/commands/session.hpp"
#include "scheduler/model/job_target.hpp"
#include "scheduler/wire/codec.hpp"
#include "scheduler/wire/dial.hpp"
#include "scheduler/wire/run_to_exit.hpp"

namespace sluice::commands {
namespace {

namespace asio = boost::asio;

int complain(std::string_view text) {
    fmt::print(stderr, "sattach: error: {}\n", text);
    return EXIT_FAILURE;
}

Result<Step> find_step(const JobTarget& target) {
    wire::Message message;
    message.mutable_watch_step()->set_job(target.job.value());
    message.mutable_watch_step()->set_step(target.step->value());
    const auto reply = ask(std::move(message));
    if (!reply) return tl::unexpected{reply.error()};
    return wire::decode(reply->step_news().step());
}

int print_layout(const Step& step) {
    fmt::print("Job step layout:\n  {} tasks, {} nodes ({})\n\n", step.total_tasks(), step.shares.size(),
               fmt::join(step.nodes(), ","));
    for (std::size_t i = 0; i < step.shares.size(); ++i) {
        fmt::print("  Node {} ({}), {} task(s): {}\n", i, step.shares[i].node, step.shares[i].tasks.size(),
                   fmt::join(step.shares[i].tasks, " "));
    }
    return EXIT_SUCCESS;
}

class Viewer {
  public:
    Viewer(const SattachOptions& options, Step step) : options_{options}, step_{std::move(step)} {}

    /// Returns the exit code when the step or its srun has ended.
    asio::awaitable<int> run() {
        const auto& srun = step_.spec.client;
        auto dialled = co_await wire::dial_tcp(srun.host, srun.port, wire::TcpTrust::with_key(srun.key));
        if (!dialled) co_return complain(dialled.error().detail);
        connection_ = std::move(*dialled);
        wire::Message hello;
        hello.mutable_step_attach()->set_input(!options_.input.none);
        connection_->send(hello);
        if (!options_.input.none) read_input(co_await asio::this_coro::executor);
        for (;;) {
            auto received = co_await connection_->receive();
            if (!received || received->message.has_step_done()) break;
            take(received->message);
        }
        for (auto& [key, rest] : unfinished_) show(key.first, key.second, rest);
        connection_->close();
        co_return status_;
    }

  private:
    void take(const wire::Message& message) {
        if (message.has_task_output()) {
            const auto& output = message.task_output();
            const auto& filter = output.is_error() ? options_.error : options_.output;
            if (filter.passes(output.task())) by_lines(output.task(), output.is_error(), output.data());
        } else if (message.has_task_exit()) {
            const auto code = wire::decode(message.task_exit().exit_code());
            constexpr int kSignalled = 128;
            const int status = code.signal != 0 ? kSignalled + static_cast<int>(code.signal) : static_cast<int>(code.status);
            status_ = std::max(status_, status);
        }
    }

    /// Whole lines of one task at a time if they are labelled; otherwise as it comes.
    void by_lines(std::uint32_t task, bool is_error, const std::string& data) {
        if (!options_.label) return show(task, is_error, data);
        auto& text = unfinished_[{task, is_error}];
        text += data;
        for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
            show(task, is_error, text.substr(0, end + 1));
            text.erase(0, end + 1);
        }
    }

    void show(std::uint32_t task, bool is_error, const std::string& text) const {
        if (text.empty()) return;
        auto* stream = is_error ? stderr : stdout;
        if (options_.label) fmt::print(stream, "{}: ", task);
        std::fwrite(text.data(), 1, text.size(), stream);
        std::fflush(stream);
    }

    /// A thread waits for standard input, because that may be a file or a terminal.
    void read_input(asio::any_io_executor executor) {
        std::thread{[this, executor] {
            std::array<char, 4096> chunk{};
            for (ssize_t count = 0; (count = ::read(STDIN_FILENO, chunk.data(), chunk.size())) > 0;) {
                asio::post(executor, [this, data = std::string{chunk.data(), static_cast<std::size_t>(count)}] {
                    wire::Message message;
                    if (options_.input.only) message.mutable_task_input()->set_task(*options_.input.only);
                    message.mutable_task_input()->set_data(data);
                    connection_->send(message);
                });
            }
        }}.detach();
    }

    const SattachOptions& options_;
    Step step_;
    wire::ConnectionPtr connection_;
    std::map<std::pair<std::uint32_t, bool>, std::string> unfinished_;  // lines, by task and stream
    int status_ = EXIT_SUCCESS;
};

[[noreturn]] void attach(const SattachOptions& options, Step step) {
    asio::io_context io{1};
    Viewer viewer{options, std::move(step)};
    wire::run_to_exit(io, viewer);
}

}  // namespace

int sattach_main(int argc, char** argv) {
    SattachOptions options;
    const auto words = read_options(sattach_doc(), sattach_options(), options, argc, argv);
    if (!words) return words.error();
    const auto target = words->size() == 1 ? parse_job_target(words->front()) : std::nullopt;
    if (!target || !target->step || *target->step == kBatchStep) return complain("Give one step as JOB.STEP");
    auto step = find_step(*target);
    if (!step) return report("sattach: error: Could not get job step info", step.error());
    if (is_final(step->state)) return complain("Job step has already finished");
    if (options.layout) return print_layout(*step);
    attach(options, std::move(*step));
}

}  // namespace sluice::commands
