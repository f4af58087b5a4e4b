// SPDX-License-Identifier: Apache-2.0
//
// Tasks as real processes: how they start, end and are ended.
#include "launcher/step/tasks.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>

#include "launcher/step/ending.hpp"
#include "launcher/step/processes.hpp"
#include "launcher/step/spawn.hpp"
#include "launcher/step/std_files.hpp"
#include "tests/unit/launcher/folder.hpp"
#include "tests/unit/launcher/sample_order.hpp"

using namespace sluice;
using namespace sluice::step;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

/// What the child said: 0 when its program runs. SIGCHLD may interrupt the wait.
int reported(const Descriptor& report) {
    int error = 0;
    while (::read(report.get(), &error, sizeof error) < 0 && errno == EINTR) {
    }
    return error;
}

/// Runs shell scripts as tasks of this process; their output goes to a file.
class Runner {
  public:
    Runner() {
        become_subreaper();
        asio::co_spawn(io_, watch(), asio::detached);
    }

    void add(const std::vector<std::string>& arguments, const std::string& work_dir = "/") {
        const Descriptor null{::open("/dev/null", O_RDWR | O_CLOEXEC)};
        const Descriptor out{::open(output_path().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
        const TaskSetup setup{arguments, {"PATH=/usr/bin:/bin", "A=b c"}, work_dir, 027, null.get(), out.get(), out.get()};
        auto task = spawn_task(setup, TaskUser{});
        REQUIRE(task);
        tasks.add(next_rank_++, task->pid);
        errors.push_back(reported(task->report));
    }
    void script(const std::string& text) { add({"sh", "-c", text}); }

    /// Until all tasks have ended and `last` is done.
    void run(asio::awaitable<void> last = nothing()) {
        tasks.seal();
        asio::co_spawn(io_, finish(std::move(last)), asio::detached);
        io_.run_for(20s);
    }
    [[nodiscard]] std::string output() const { return read_file(output_path()).value_or(""); }

    static asio::awaitable<void> nothing() { co_return; }
    asio::io_context io_;
    std::vector<int> errors;  // why a program could not be executed
    std::vector<Task> ended;
    Tasks tasks{io_.get_executor(), [this](const Task& task) { ended.push_back(task); }};

  private:
    [[nodiscard]] std::string output_path() const { return folder_.path() + "/output"; }
    asio::awaitable<void> watch() {
        for (;;) {
            co_await signals_.async_wait(asio::use_awaitable);
            tasks.reap();
        }
    }
    asio::awaitable<void> finish(asio::awaitable<void> last) {
        co_await tasks.all_ended();
        co_await std::move(last);
        io_.stop();
    }
    test::Folder folder_;
    asio::signal_set signals_{io_, SIGCHLD};
    std::uint32_t next_rank_ = 0;
};

}  // namespace

TEST_CASE("a task has the arguments, the environment, the folder and the umask that it was given") {
    Runner runner;
    runner.add({"sh", "-c", "echo \"$A|$0|$1|$PWD|$(umask)\"; test $SLURM_TASK_PID = $$", "zero", "a b"}, "/usr");
    runner.run();
    CHECK(runner.output() == "b c|zero|a b|/usr|0027\n");
    CHECK(runner.tasks.worst() == ExitCode{0, 0});
}

TEST_CASE("ends are told by task, and the worst counts") {
    Runner runner;
    runner.script("exit 3");
    runner.script("kill -KILL $$");
    runner.script("true");
    runner.run();
    REQUIRE(runner.ended.size() == 3);
    for (const auto& task : runner.ended) {
        const std::array expected{ExitCode{3, 0}, ExitCode{0, SIGKILL}, ExitCode{0, 0}};
        CHECK(*task.exit == expected[task.rank]);
    }
    CHECK(runner.tasks.worst() == worse({3, 0}, {0, SIGKILL}));
}

TEST_CASE("a program that cannot be executed ends its task with the reason's number") {
    Runner runner;
    runner.add({"/no/such/program"});
    runner.add({"no-such-program"});
    runner.add({"/etc/passwd"});
    runner.run();
    CHECK(runner.errors == std::vector{ENOENT, ENOENT, EACCES});
    CHECK(runner.tasks.worst() == ExitCode{EACCES, 0});
}

TEST_CASE("a task starts with default signals and nothing open but its streams") {
    std::signal(SIGUSR1, SIG_IGN);
    const Descriptor inheritable{::open("/dev/null", O_RDONLY)};
    Runner runner;
    runner.script("ls /proc/self/fd | wc -l; grep SigIgn /proc/self/status");
    runner.run();
    CHECK(runner.output() == "4\nSigIgn:\t0000000000000000\n");  // ls itself opens the folder
    std::signal(SIGUSR1, SIG_DFL);
}

TEST_CASE("no process escapes by leaving its parent, its group or its session") {
    Runner runner;
    const Containment containment{{}, {"job", "step"}, std::nullopt};
    Ending ending{runner.tasks, containment};
    runner.script("setsid sleep 1000 & (setsid sh -c 'trap \"\" TERM HUP; sleep 1000; sleep 1000' &) ; sleep 1000 & exit 0");
    bool clean = false;
    auto end = [](Ending& all, bool& result) -> asio::awaitable<void> {
        result = co_await all.kill_all(wire::Clock::now() + 10s);
    };
    runner.run(end(ending, clean));
    CHECK(clean);
    CHECK_FALSE(has_children());
}

TEST_CASE("who ignores the wish to end is killed when the time is over") {
    Runner runner;
    const Containment containment{{}, {"job", "step"}, std::nullopt};
    Ending ending{runner.tasks, containment};
    asio::co_spawn(runner.io_, ending.run(), asio::detached);
    runner.script("trap '' TERM; while :; do sleep 1; done");
    runner.script("trap 'exit 0' TERM; while :; do sleep 0.01; done");
    ending.begin(0s);
    runner.run();
    REQUIRE(runner.ended.size() == 2);
    CHECK_FALSE(runner.tasks.worst().ok());
}

TEST_CASE("files are opened once, below the working directory, and their names expanded") {
    auto order = test::srun_order();
    order.step.spec.files = {"", "out-%J-%t-%N", "/dev/null", false};
    const auto names = task_names(order, 1);
    CHECK(names.in.empty());
    CHECK(names.out == "out-12.3-4-n3");
    CHECK(names.err == "/dev/null");
    CHECK(batch_names(test::batch_order()).out == "slurm-12.out");
    CHECK(batch_names(test::batch_order()).err == "slurm-12.out");
    CHECK(batch_names(test::batch_order()).in == "/dev/null");

    const test::Folder folder;
    REQUIRE(write_file(folder.path() + "/kept", "before\n"));
    StdFiles files{folder.path(), true};
    const auto fd = files.output("kept");
    REQUIRE(fd);
    CHECK(*files.output("kept") == *fd);
    write_all(*fd, "after\n");
    CHECK(*read_file(folder.path() + "/kept") == "before\nafter\n");
    CHECK(StdFiles{folder.path(), false}.output("kept"));
    CHECK(read_file(folder.path() + "/kept")->empty());
    CHECK(files.output("no/such/folder/x").error().code == Errc::io_error);
}

TEST_CASE("a missing working directory is replaced by /tmp") {
    CHECK(usable_work_dir("/usr").path == "/usr");
    CHECK(usable_work_dir("/usr").notice.empty());
    const auto other = usable_work_dir("/no/such/folder");
    CHECK(other.path == "/tmp");
    CHECK(other.notice == "slurmstepd: error: couldn't chdir to `/no/such/folder': No such file or directory: going to /tmp instead");
}

TEST_CASE("processes that make others as fast as they can are all ended") {
    Runner runner;
    const Containment containment{{}, {"job", "step"}, std::nullopt};
    Ending ending{runner.tasks, containment};
    runner.script("for i in 1 2 3 4 5 6 7 8 9 10; do setsid sh -c 'while :; do (sleep 0.05; sleep 5) & sleep 0.02; done' & done; exit 0");
    bool clean = false;
    auto last = [&]() -> asio::awaitable<void> { clean = co_await ending.kill_all(wire::Clock::now() + 15s); };
    runner.run(last());
    CHECK(clean);
    CHECK_FALSE(has_children());
}

TEST_CASE("a task that wants more memory than the step has is ended where the kernel does not do it") {
    Runner runner;
    Containment containment{{}, {"job", "step"}, 40u << 20};
    asio::co_spawn(runner.io_, containment.watch_memory(), asio::detached);
    runner.script("x=$(head -c 100000000 /dev/zero | tr '\\0' a); sleep 10");
    runner.run();
    CHECK(runner.tasks.worst().signal == SIGKILL);
    CHECK(containment.oom_kills() > 0);
    CHECK(containment.oom_words().starts_with("memory limit 40 MiB, peak "));
}

TEST_CASE("a task's peak of memory is known however short it was, and so is its time") {
    Runner runner;
    runner.script("head -c 50000000 /dev/zero | tr '\\0' a | sort -S 60M >/dev/null; true");
    runner.script("true");
    runner.run();
    const auto usage = runner.tasks.usage();
    CHECK(usage.tasks == 2);
    CHECK(usage.max_rss > 40'000);
    CHECK(usage.max_rss_task == 0);
    CHECK(usage.min_cpu_task == 1);
    CHECK(usage.user_us + usage.system_us > 0);
}
