// SPDX-License-Identifier: Apache-2.0
//
// Jobs that do not want to end: a fork bomb, a daemon that leaves its script's family, a program deaf to SIGTERM.
// When they are cancelled or their time is over, they end within KillWait and two seconds, and nothing is left.
#include <unistd.h>

#include <catch2/catch.hpp>

#include <filesystem>
#include <sstream>
#include <vector>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

constexpr long kKillWait = 2;  // seconds
constexpr long kGrace = 2;     // and so long to kill and to report
constexpr long kTimeLimit = 60;

const std::string kCluster = R"(cluster: unruly
nodes:
  - {names: "n[1-8]", cores_per_socket: 4, memory: 4G}
partitions:
  - {name: batch, nodes: ALL, default: true, default_time: 60}
scheduling: {kill_wait: 2s}
)";

/// $1 is the misdeed, $2 after how many seconds it is done. The script does it, and a step beside it.
const std::string kJob = R"sh(#!/bin/bash
export UNRULY=MARK.$SLURM_JOB_ID
srun -n1 ./misdeed step "$@" &
exec ./misdeed script "$@"
)sh";

/// `$ready` tells that it is done. A daemon has neither the environment nor the files of its job any more.
const std::string kMisdeed = R"sh(#!/bin/bash
ready=$PWD/ready.$1.$SLURM_JOB_ID
case $2 in
    bomb) exec FORK_BOMB 100 $ready $3 ;;
    daemon)
        (setsid bash -c '(cd /; trap "" TERM HUP; echo > '$ready'; exec < /dev/null > /dev/null 2>&1
                          exec env -i /bin/bash -c "exec -a '$UNRULY' sleep 600") &' &)
        until [ -s ready.script.$SLURM_JOB_ID -a -s ready.step.$SLURM_JOB_ID ]; do sleep 0.1; done
        [ "$3" = leave ] || sleep 600 ;;
    deaf) trap '' TERM; echo > $ready; while :; do sleep 0.2; done ;;
esac
)sh";

std::string replaced(std::string text, const std::string& word, const std::string& by) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + by.size())) text.replace(at, word.size(), by);
    return text;
}

/// What this test's jobs have in their environment or command line, and nothing else on the machine.
std::string mark() { return "unruly-" + std::to_string(::getpid()); }

/// Of a process that may be gone before all is read.
std::string process_text(const std::filesystem::path& file) {
    try {
        return read_file(file);
    } catch (const std::ios_base::failure&) {
        return {};
    }
}

/// The processes of a job by what they carry, wherever they have gone: a line for each.
std::string processes_of(const std::string& job) {
    std::string found;
    const auto carried = mark() + "." + job + std::string(1, '\0');
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc", ec}) {
        if (entry.path().filename().string().find_first_not_of("0123456789") != std::string::npos) continue;
        const auto words = process_text(entry.path() / "cmdline");
        if ((words + process_text(entry.path() / "environ")).find(carried) == std::string::npos) continue;
        found += entry.path().filename().string() + " " + replaced(words, std::string(1, '\0'), " ") + "\n";
    }
    return found;
}

/// A job's or step's times as accounting has them, in seconds since 1970.
struct Times {
    std::string what;
    std::string state;
    long start = 0;
    long end = 0;
};

std::vector<Times> times_of(const Cluster& cluster, const std::string& job) {
    std::vector<Times> all;
    std::istringstream lines{cluster.run("SLURM_TIME_FORMAT=%s sacct -n -P -j " + job + " -o jobid,state,start,end").out};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream in{replaced(replaced(line, " by 0", ""), "|", " ")};
        auto& times = all.emplace_back();
        in >> times.what >> times.state >> times.start >> times.end;
    }
    return all;
}

struct Unruly {
    std::string misdeed;
    std::string after = "0";  // seconds, or `leave`
    std::string job{};        // once it is submitted
};

void prepare(const Cluster& cluster) {
    write_file(cluster.work() + "/job.sh", replaced(kJob, "MARK", mark()));
    write_file(cluster.work() + "/misdeed", replaced(kMisdeed, "FORK_BOMB", FORK_BOMB));
    cluster.out("chmod 755 misdeed");
}

void submit(const Cluster& cluster, Unruly& unruly, const std::string& options) {
    unruly.job = cluster.submit("-N1 -n1 -c2 -o out.%j " + options + " job.sh " + unruly.misdeed + " " + unruly.after);
}

bool is_ready(const Cluster& cluster, const Unruly& unruly) {
    return !cluster.file("ready.script." + unruly.job).empty() && !cluster.file("ready.step." + unruly.job).empty();
}

/// From the order, at `ordered`, to the end of the last of its steps: so long by the controller's clock.
void check_end(const Cluster& cluster, const Unruly& unruly, const std::string& state, long ordered) {
    CAPTURE(unruly.misdeed, unruly.job);
    const auto all = times_of(cluster, unruly.job);
    REQUIRE(all.size() == 3);  // the job, its script, its step
    CHECK(all.front().state == state);
    for (const auto& times : all) {
        INFO(times.what << " was to end at " << ordered << " (seconds since 1970), with " << kKillWait << " s of KillWait and "
                        << kGrace << " s more; it ended " << times.end - ordered << " s after that");
        CHECK(times.end - ordered <= kKillWait + kGrace);
    }
}

/// Waits until the job has ended. At that moment there must be nothing of it.
void check_nothing_is_left(const Cluster& cluster, const Unruly& unruly) {
    CAPTURE(unruly.misdeed, unruly.job);
    const auto queued = [&] { return cluster.run("squeue -h -o %T -j " + unruly.job).out; };
    const bool has_ended = eventually([&] { return queued().empty(); }, std::chrono::seconds{kTimeLimit + 40});
    INFO("still " << queued() << cluster.file("out." + unruly.job));
    REQUIRE(has_ended);
    CHECK(processes_of(unruly.job) == "");
}

void cancel_and_check(const Cluster& cluster, Unruly unruly) {
    submit(cluster, unruly, "");
    CAPTURE(unruly.misdeed, unruly.job);
    REQUIRE(eventually([&] { return is_ready(cluster, unruly); }));
    REQUIRE(processes_of(unruly.job) != "");
    CHECK(cluster.run("scancel " + unruly.job).status == 0);
    check_nothing_is_left(cluster, unruly);
    check_end(cluster, unruly, "CANCELLED", times_of(cluster, unruly.job).front().end);
}

}  // namespace

TEST_CASE("a fork bomb, a daemon and a job deaf to SIGTERM end soon after they should, and nothing is left") {
    const Cluster cluster{kCluster};
    prepare(cluster);
    // The bombs of those that run into their limits go off late: the machine is not to suffer for a minute.
    std::vector<Unruly> limited{{"bomb", "52"}, {"daemon"}, {"deaf"}};
    for (auto& unruly : limited) submit(cluster, unruly, "-t1");

    for (const auto* misdeed : {"bomb", "daemon", "deaf"}) cancel_and_check(cluster, {misdeed});
    for (const auto& unruly : limited) {
        check_nothing_is_left(cluster, unruly);
        CHECK(is_ready(cluster, unruly));
        check_end(cluster, unruly, "TIMEOUT", times_of(cluster, unruly.job).front().start + kTimeLimit);
    }
}

TEST_CASE("a daemon that a job leaves behind ends with its script") {
    const Cluster cluster{kCluster};
    prepare(cluster);
    Unruly unruly{"daemon", "leave"};
    submit(cluster, unruly, "");
    check_nothing_is_left(cluster, unruly);
    CHECK(is_ready(cluster, unruly));
    CHECK(times_of(cluster, unruly.job).front().state == "COMPLETED");
}

TEST_CASE("they end where there are no control groups, too") {
    if (::geteuid() != 0) return;  // hiding them takes a file system of one's own
    const Cluster cluster{kCluster, "unshare --mount sh -c 'umount -a -t cgroup,cgroup2 && exec \"$@\"' -"};
    prepare(cluster);
    REQUIRE(cluster.run("nsenter -m -t " + std::to_string(cluster.node_pid("n1")) + " mount -t cgroup,cgroup2").out.empty());
    for (const auto* misdeed : {"bomb", "daemon", "deaf"}) cancel_and_check(cluster, {misdeed});
}
