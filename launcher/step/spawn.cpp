// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/spawn.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/mempolicy.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ranges>

namespace sluice::step {
namespace {

constexpr std::string_view kPidVariable = "SLURM_TASK_PID=";
constexpr std::size_t kPidDigits = 10;
constexpr int kFourth = STDERR_FILENO + 1;

std::vector<char*> pointers_to(std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    for (auto& text : strings) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

std::string_view value_of(const std::vector<std::string>& environment, std::string_view name) {
    for (const std::string_view entry : environment) {
        if (entry.starts_with(name)) return entry.substr(name.size());
    }
    return {};
}

constexpr std::size_t kBitsPerWord = 8 * sizeof(unsigned long);

std::vector<unsigned long> mask_of(const std::vector<std::uint32_t>& numbers) {
    std::vector<unsigned long> mask;
    for (const auto number : numbers) {
        if (mask.size() <= number / kBitsPerWord) mask.resize(number / kBitsPerWord + 1);
        mask[number / kBitsPerWord] |= 1ul << number % kBitsPerWord;
    }
    return mask;
}

/// Everything the child needs, laid out before the fork.
struct Prepared {
    std::vector<std::string> programs;
    std::vector<std::string> arguments;
    std::vector<std::string> environment;
    std::vector<char*> argument_pointers;
    std::vector<char*> environment_pointers;
    char* pid_text = nullptr;
    std::vector<unsigned long> cpu_mask;
    std::vector<unsigned long> memory_mask;

    explicit Prepared(const TaskSetup& setup)
        : programs{program_candidates(setup.arguments.front(), value_of(setup.environment, "PATH="))},
          arguments{setup.arguments},
          environment{setup.environment} {
        environment.push_back(std::string{kPidVariable} + std::string(kPidDigits, '0'));
        pid_text = environment.back().data() + kPidVariable.size();
        argument_pointers = pointers_to(arguments);
        environment_pointers = pointers_to(environment);
        cpu_mask = mask_of(setup.cpus);
        memory_mask = mask_of(setup.memory);
    }
};

/// No more than the hard limit allows.
void apply_limits(const TaskSetup& setup) noexcept {
    for (const auto& limit : setup.limits) {
        const auto resource = static_cast<__rlimit_resource>(limit.resource);
        rlimit present{};
        if (::getrlimit(resource, &present) != 0) continue;
        present.rlim_cur = limit.value < present.rlim_max ? limit.value : present.rlim_max;
        ::setrlimit(resource, &present);
    }
}

/// A task that cannot be bound runs all the same.
void bind(const TaskSetup& setup, const Prepared& prepared) noexcept {
    if (!prepared.cpu_mask.empty()) {
        ::syscall(SYS_sched_setaffinity, 0, prepared.cpu_mask.size() * sizeof(unsigned long), prepared.cpu_mask.data());
    }
    if (!prepared.memory_mask.empty()) {
        const int mode = setup.memory_preferred ? MPOL_PREFERRED : MPOL_BIND;
        const auto bits = prepared.memory_mask.size() * kBitsPerWord + 1;
        ::syscall(SYS_set_mempolicy, mode, prepared.memory_mask.data(), bits);
    }
}

/// A session of its own with the terminal, or at least a process group.
void stand_alone(const TaskSetup& setup) noexcept {
    if (!setup.own_terminal) {
        ::setpgid(0, 0);
        return;
    }
    ::setsid();
    ::ioctl(setup.in, TIOCSCTTY, 0);
}

void write_number(char* text, unsigned value) noexcept {
    std::array<char, kPidDigits> digits{};
    std::size_t count = 0;
    do {
        digits[count++] = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value != 0);
    while (count > 0) *text++ = digits[--count];
    *text = '\0';
}

/// Asio's sockets would stay open in the task otherwise.
void keep_up_to(int last) noexcept { ::syscall(SYS_close_range, last + 1, ~0U, CLOSE_RANGE_CLOEXEC); }

void reset_signals() noexcept {
    struct sigaction by_default {};
    by_default.sa_handler = SIG_DFL;
    for (int signal = 1; signal <= SIGRTMAX; ++signal) ::sigaction(signal, &by_default, nullptr);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// A descriptor that is 3 already would keep its flag to be closed.
bool take_fourth(int descriptor) noexcept {
    return descriptor == kFourth ? ::fcntl(descriptor, F_SETFD, 0) == 0 : ::dup2(descriptor, kFourth) >= 0;
}

bool take_descriptors(const TaskSetup& setup) noexcept {
    return ::dup2(setup.in, STDIN_FILENO) >= 0 && ::dup2(setup.out, STDOUT_FILENO) >= 0 &&
           ::dup2(setup.err, STDERR_FILENO) >= 0 && (setup.fourth < 0 || take_fourth(setup.fourth));
}

/// Runs the first program that exists; returns the errno that explains why none could be run.
int execute(const Prepared& prepared) noexcept {
    int error = ENOENT;
    for (const auto& program : prepared.programs) {
        ::execve(program.c_str(), prepared.argument_pointers.data(), prepared.environment_pointers.data());
        if (errno != ENOENT && errno != ENOTDIR) error = errno;
        if (error != ENOENT && error != EACCES) break;
    }
    return error;
}

/// While the child may still write there.
void enter_groups(const TaskSetup& setup) noexcept {
    for (const auto& entrance : setup.entrances) {
        const int file = ::open(entrance.c_str(), O_WRONLY | O_CLOEXEC);
        if (file < 0) continue;
        [[maybe_unused]] const auto written = ::write(file, "0", 1);
        ::close(file);
    }
}

[[noreturn]] void run_child(const TaskSetup& setup, const TaskUser& user, const Prepared& prepared, pid_t parent,
                            int report) noexcept {
    reset_signals();
    stand_alone(setup);
    apply_limits(setup);
    bind(setup, prepared);
    write_number(prepared.pid_text, static_cast<unsigned>(::getpid()));
    ::umask(setup.umask);
    enter_groups(setup);
    int error = 0;
    if (!take_descriptors(setup) || !become(user) || ::chdir(setup.work_dir.c_str()) != 0) error = errno;
    ::prctl(PR_SET_PDEATHSIG, static_cast<unsigned long>(SIGKILL), 0UL, 0UL, 0UL);  // a change of ids clears it
    if (::getppid() != parent) ::_exit(EXIT_FAILURE);
    keep_up_to(setup.fourth < 0 ? STDERR_FILENO : kFourth);
    if (error == 0) error = execute(prepared);
    [[maybe_unused]] const auto told = ::write(report, &error, sizeof error);
    ::_exit(error);
}

}  // namespace

std::vector<std::string> program_candidates(const std::string& word, std::string_view path_variable) {
    if (word.find('/') != std::string::npos) return {word};
    std::vector<std::string> candidates;
    for (const auto folder : path_variable | std::views::split(':')) {
        const std::string_view name{folder.begin(), folder.end()};
        candidates.push_back(name.empty() ? "./" + word : std::string{name} + "/" + word);
    }
    return candidates;
}

Result<SpawnedTask> spawn_task(const TaskSetup& setup, const TaskUser& user) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return fail(Errc::io_error, system_error("pipe"));
    Descriptor report{pipe[0]};
    Descriptor child_end{pipe[1]};
    if (child_end.get() == kFourth) child_end = Descriptor{::fcntl(kFourth, F_DUPFD_CLOEXEC, kFourth + 1)};

    const Prepared prepared{setup};
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) run_child(setup, user, prepared, parent, child_end.get());
    if (pid < 0) return fail(Errc::io_error, system_error("fork"));
    if (!setup.own_terminal) ::setpgid(pid, pid);  // in both processes, so that neither can be too early
    return SpawnedTask{pid, std::move(report)};
}

}  // namespace sluice::step
