// SPDX-License-Identifier: Apache-2.0
//
// Tasks that an srun waits for: it gathers the shepherds, they exchange addresses through it, start their
// tasks together, and send it what these print and how they end.
#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <map>

#include "launcher/step/body.hpp"
#include "launcher/step/broadcast.hpp"
#include "launcher/step/client_link.hpp"
#include "launcher/step/input_feed.hpp"
#include "launcher/step/mpi.hpp"
#include "launcher/step/output_pump.hpp"
#include "launcher/step/pseudo_terminal.hpp"
#include "launcher/step/rank_programs.hpp"
#include "launcher/step/scratch.hpp"
#include "launcher/step/std_files.hpp"

namespace sluice::step {
namespace {

using namespace std::chrono_literals;

/// How long srun may take to gather the shepherds of all nodes.
constexpr auto kRosterPatience = 300s;

class SrunBody final : public Body {
  public:
    explicit SrunBody(Workshop workshop);

    asio::awaitable<Result<void>> start() override;
    void start_failed(const Error& error) override;
    void task_ended(const Task& task) override;
    void notice(const std::string& line) override { client_.notice(line); }
    asio::awaitable<void> deliver() override;
    asio::awaitable<void> leave() override;
    [[nodiscard]] ExitCode exit_code() const override { return worse(shop_.tasks.worst(), abort_code_); }

  private:
    /// A task's streams, and the descriptors that are only needed until it has them.
    struct Opened {
        TaskStreams streams;
        std::vector<Descriptor> to_close;
    };

    ClientLink::Handlers handlers();
    Result<void> start_mpi();
    Result<void> open_inputs();
    asio::awaitable<Result<void>> meet_the_others();
    Result<void> launch_all();
    void enter_work_dir();
    Result<void> launch(std::uint32_t local);
    Result<std::vector<std::string>> arguments_of(std::uint32_t task) const;
    Result<Mpi::Wires> wires_of(std::uint32_t task);
    Result<Opened> open_own_terminal(std::uint32_t task);
    void keep_for_epilog(std::uint32_t local, const TaskStreams& streams);
    void run_epilog(std::uint32_t rank);
    [[nodiscard]] bool has_terminal() const { return shop_.order.step.spec.terminal.wanted(); }
    Result<Opened> open_streams(std::uint32_t local);
    Result<int> open_input(Opened& opened, std::uint32_t task, const std::string& name);
    Result<int> open_output(Opened& opened, std::uint32_t task, const std::string& name, bool is_error);
    TaskLauncher::OnComplaint complaint_to(std::uint32_t task, int err, bool streamed);
    void end_with(std::uint32_t rank, std::uint32_t status, const std::string& why);

    Workshop shop_;
    ClientLink client_;
    OutputPumps pumps_;
    InputFeed input_;
    std::map<std::uint32_t, Descriptor> stdin_pipes_;  // until the tasks have them
    StdFiles files_;
    std::unique_ptr<Scratch> scratch_;
    std::unique_ptr<Mpi> mpi_;
    ExitCode abort_code_;
    Broadcast broadcast_;
    Descriptor terminal_;  // master of the terminal of --pty, to change its size
    /// The output streams of tasks that have an epilog to come.
    struct Kept {
        std::uint32_t local;
        Descriptor out;
        Descriptor err;
    };
    std::map<std::uint32_t, Kept> kept_;  // by rank
};

SrunBody::SrunBody(Workshop workshop)
    : shop_{std::move(workshop)},
      client_{shop_.tasks.bell(), shop_.order.step.spec.client, handlers()},
      pumps_{shop_.executor, client_},
      input_{shop_.executor, [this](std::uint64_t bytes) { client_.input_taken(bytes); }},
      files_{shop_.order.step.spec.work_dir, shop_.order.step.spec.files.append},
      broadcast_{shop_.order, shop_.user} {}

ClientLink::Handlers SrunBody::handlers() {
    return {[this](const wire::TaskInput& input) { input_.take(input); },
            [this](const wire::StepSignal& signal) {
                if (signal.end()) return shop_.ending.begin(std::chrono::seconds{signal.kill_wait()});
                shop_.tasks.signal(static_cast<int>(signal.signal()));
            },
            [this](const wire::StepFile& part) { broadcast_.take(part); },
            [this](const wire::TerminalSize& size) {
                if (terminal_) resize_terminal(terminal_.get(), {size.rows(), size.columns()});
            },
            [this] { shop_.ending.begin(1s); }};
}

asio::awaitable<Result<void>> SrunBody::start() {
    auto connected = co_await client_.connect();
    if (!connected) co_return fail(Errc::connection_lost, connected.error().detail);
    asio::co_spawn(shop_.executor, client_.serve(), asio::detached);
    if (auto started = start_mpi(); !started) co_return started;
    if (auto opened = open_inputs(); !opened) co_return opened;
    client_.hello(shop_.order.position, mpi_ ? mpi_->port() : 0);
    if (auto met = co_await meet_the_others(); !met) co_return met;
    auto launched = launch_all();
    shop_.tasks.seal();
    co_return launched;
}

Result<void> SrunBody::start_mpi() {
    auto scratch = Scratch::make(shop_.order, shop_.user);
    if (!scratch) return tl::unexpected{scratch.error()};
    scratch_ = std::move(*scratch);
    if (shop_.order.step.spec.mpi == MpiKind::none) return {};
    Mpi::Hooks hooks{[this](std::uint32_t rank, std::uint32_t status, const std::string& why) {
                         end_with(rank, status, why);
                     },
                     [this](const std::string& line) { notice(line); }};
    auto started = Mpi::start(shop_.executor, shop_.order, scratch_->tmp(), std::move(hooks));
    if (!started) return tl::unexpected{started.error()};
    mpi_ = std::move(*started);
    scratch_->hand_over(shop_.user);  // the PMIx library writes some files for itself alone
    return {};
}

/// Before srun learns that this node is here: input may come as soon as it does.
Result<void> SrunBody::open_inputs() {
    if (!shop_.order.step.spec.files.std_in.empty()) return {};
    for (const auto task : shop_.order.share().tasks) {
        if (has_terminal()) continue;
        auto pipe = input_.open(task);
        if (!pipe) return tl::unexpected{pipe.error()};
        stdin_pipes_.emplace(task, std::move(*pipe));
    }
    return {};
}

asio::awaitable<Result<void>> SrunBody::meet_the_others() {
    const auto deadline = wire::Clock::now() + kRosterPatience;
    const auto decided = [this] { return client_.roster() || !client_.connected() || shop_.ending.has_begun(); };
    co_await shop_.tasks.bell().until(decided, deadline);
    if (shop_.ending.has_begun() || !client_.roster()) {
        co_return fail(Errc::connection_lost, "the step was ended before its tasks started");
    }
    if (auto arrived = broadcast_.outcome(); !arrived) co_return arrived;
    if (!mpi_) co_return Result<void>{};
    co_return co_await mpi_->join(*client_.roster());
}

Result<void> SrunBody::launch_all() {
    enter_work_dir();
    for (std::uint32_t local = 0; local < shop_.order.share().tasks.size(); ++local) {
        if (auto launched = launch(local); !launched) return launched;
    }
    files_.close();
    return {};
}

void SrunBody::enter_work_dir() {
    const AsUser user{shop_.user};
    const auto dir = usable_work_dir(shop_.order.step.spec.work_dir);
    shop_.launcher.set_work_dir(dir.path);
    if (!dir.notice.empty()) notice(dir.notice);
}

Result<void> SrunBody::launch(std::uint32_t local) {
    const auto task = shop_.order.share().tasks[local];
    auto opened = open_streams(local);
    if (!opened) return tl::unexpected{opened.error()};
    auto wires = wires_of(task);
    if (!wires) return tl::unexpected{wires.error()};
    opened->streams.fourth = wires->pmi.get();
    auto arguments = arguments_of(task);
    if (!arguments) return tl::unexpected{arguments.error()};
    keep_for_epilog(local, opened->streams);
    const bool streamed = shop_.order.step.spec.files.std_err.empty();
    return shop_.launcher.launch(local, std::move(*arguments), opened->streams, wires->variables,
                                 complaint_to(task, opened->streams.err, streamed));
}

/// An empty program word stands for the file that was sent.
Result<std::vector<std::string>> SrunBody::arguments_of(std::uint32_t task) const {
    auto arguments = arguments_for(shop_.order.step.spec, task);
    if (arguments && arguments->front().empty()) arguments->front() = broadcast_.path();
    return arguments;
}

Result<Mpi::Wires> SrunBody::wires_of(std::uint32_t task) {
    Mpi::Wires wires;
    if (mpi_) {
        auto made = mpi_->wires_for(task);
        if (!made) return made;
        wires = std::move(*made);
    }
    for (auto& variable : scratch_->variables()) wires.variables.push_back(std::move(variable));
    return wires;
}

void SrunBody::keep_for_epilog(std::uint32_t local, const TaskStreams& streams) {
    if (shop_.order.step.spec.task_epilog.empty()) return;
    kept_.emplace(shop_.order.share().tasks[local],
                  Kept{local, Descriptor{::fcntl(streams.out, F_DUPFD_CLOEXEC, 0)},
                       Descriptor{::fcntl(streams.err, F_DUPFD_CLOEXEC, 0)}});
}

/// It has what the task had, but for its input and MPI, which the task has finished.
void SrunBody::run_epilog(std::uint32_t rank) {
    const auto found = kept_.find(rank);
    if (found == kept_.end()) return;
    const auto kept = std::move(found->second);
    kept_.erase(found);
    const Descriptor nothing{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    if (shop_.ending.has_begun()) return;
    const auto started = shop_.launcher.launch_epilog(kept.local, {nothing.get(), kept.out.get(), kept.err.get()},
                                                       scratch_->variables());
    if (!started) notice("slurmstepd: error: task epilog: " + started.error().detail);
}

/// Only task 0 has a terminal; the others have nothing.
Result<SrunBody::Opened> SrunBody::open_own_terminal(std::uint32_t task) {
    Opened opened;
    if (task != 0) {
        const int nothing = opened.to_close.emplace_back(::open("/dev/null", O_RDWR | O_CLOEXEC)).get();
        opened.streams = {nothing, nothing, nothing};
        return opened;
    }
    auto made = open_terminal(shop_.order.step.spec.terminal);
    if (!made) return tl::unexpected{made.error()};
    const auto copy = [&] { return Descriptor{::fcntl(made->master.get(), F_DUPFD_CLOEXEC, 0)}; };
    input_.adopt(task, copy());
    pumps_.adopt(copy(), task);
    terminal_ = std::move(made->master);
    const int slave = opened.to_close.emplace_back(std::move(made->slave)).get();
    opened.streams = {slave, slave, slave, true};
    return opened;
}

Result<SrunBody::Opened> SrunBody::open_streams(std::uint32_t local) {
    const AsUser user{shop_.user};
    const auto task = shop_.order.share().tasks[local];
    if (has_terminal()) return open_own_terminal(task);
    const auto names = task_names(shop_.order, local);
    Opened opened;
    const auto in = open_input(opened, task, names.in);
    if (!in) return tl::unexpected{in.error()};
    const auto out = open_output(opened, task, names.out, false);
    if (!out) return tl::unexpected{out.error()};
    const auto err = open_output(opened, task, names.err, true);
    if (!err) return tl::unexpected{err.error()};
    opened.streams = {*in, *out, *err, false};
    return opened;
}

Result<int> SrunBody::open_input(Opened& opened, std::uint32_t task, const std::string& name) {
    if (!name.empty()) return files_.input(name);
    return opened.to_close.emplace_back(std::move(stdin_pipes_.at(task))).get();
}

Result<int> SrunBody::open_output(Opened& opened, std::uint32_t task, const std::string& name, bool is_error) {
    if (!name.empty()) return files_.output(name);
    auto pipe = pumps_.open(task, is_error);
    if (!pipe) return tl::unexpected{pipe.error()};
    return opened.to_close.emplace_back(std::move(*pipe)).get();
}

/// Goes where the task's own error output goes.
TaskLauncher::OnComplaint SrunBody::complaint_to(std::uint32_t task, int err, bool streamed) {
    if (streamed) return [this, task](const std::string& line) { client_.output(task, true, line + "\n"); };
    const auto file = std::make_shared<Descriptor>(::fcntl(err, F_DUPFD_CLOEXEC, 0));
    return [file](const std::string& line) { write_all(file->get(), line + "\n"); };
}

void SrunBody::start_failed(const Error& error) { client_.hello_failed(shop_.order.position, error.detail); }

void SrunBody::task_ended(const Task& task) {
    input_.task_ended(task.rank);
    run_epilog(task.rank);
    client_.exited(task.rank, *task.exit, task.core_dumped);
    if (!mpi_ || shop_.ending.has_begun() || !mpi_->is_inside(task.rank)) return;
    const auto status = task.exit->signal != 0 ? 128 + task.exit->signal : std::max(task.exit->status, 1u);
    end_with(task.rank, status, "it ended without MPI_Finalize");
}

/// srun ends the step on all nodes; the status stays whatever the other tasks then say.
void SrunBody::end_with(std::uint32_t rank, std::uint32_t status, const std::string& why) {
    if (abort_code_.ok()) abort_code_.status = status;
    client_.aborted(rank, status, why);
}

asio::awaitable<void> SrunBody::deliver() {
    co_await pumps_.finished(wire::Clock::now() + 10s);
    client_.done(shop_.order.position);
}

/// Hanging up before srun does could lose what is still on its way to it.
asio::awaitable<void> SrunBody::leave() {
    const auto deadline = wire::Clock::now() + 10s;
    co_await shop_.tasks.bell().until([this] { return !client_.connected(); }, deadline);
}

}  // namespace

std::unique_ptr<Body> make_srun_body(Workshop workshop) { return std::make_unique<SrunBody>(std::move(workshop)); }

}  // namespace sluice::step
