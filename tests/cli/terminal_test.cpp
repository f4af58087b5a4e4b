// SPDX-License-Identifier: Apache-2.0
//
// srun between a person and his tasks: a terminal of their own, lines that show at once, signals.
#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>
#include <vector>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a task in a terminal has its size, its keys and its exit code") {
    const Cluster cluster;
    const auto ran = cluster.run(
        "printf 'echo size-$(stty size)\\necho tty-$(tty | cut -c1-8)\\nexit 6\\n' | "
        "script -qec 'stty rows 33 cols 111; srun --pty sh' /dev/null");
    INFO(ran.out);
    CHECK(ran.status == 6);
    CHECK(contains(ran.out, "size-33 111"));
    CHECK(contains(ran.out, "tty-/dev/pts"));
}

TEST_CASE("a change of the terminal's size reaches the task") {
    const Cluster cluster;
    write_file(cluster.work() + "/task", "#!/bin/bash\ntrap 'stty size > size; exit' WINCH\ntouch ready\nwhile :; do sleep 0.05; done\n");
    write_file(cluster.work() + "/user",
               "#!/bin/bash\nstty rows 20 cols 80\nsrun --pty ./task </dev/tty & pid=$!\n"
               "until [ -e ready ]; do sleep 0.05; done\nstty rows 44 cols 99\nkill -WINCH $pid\nwait $pid\n");
    cluster.out("chmod 755 task user");
    cluster.run("script -qec ./user /dev/null </dev/null");
    CHECK(eventually([&] { return cluster.file("size") == "44 99\n"; }));
}

TEST_CASE("a line shows while the task still runs") {
    const Cluster cluster;
    const auto ran = cluster.run(
        "mkfifo go; srun -n1 sh -c 'echo shown; read x < go; echo end' > out & "
        "until grep -q shown out; do sleep 0.02; done; echo x > go; wait; cat out");
    CHECK(ran.out == "shown\nend\n");
}

namespace {

/// Ten lines, each the moment of its printing in microseconds since 1970, with pauses between: what is held back until
/// more has come or the task ends comes late.
const std::string kClock = "#!/bin/bash\nfor i in {1..10}; do echo ${EPOCHREALTIME/./}; sleep 0.3; done\n";

/// The ages of ten lines of its input, in microseconds; waits for more where the input ends, as that of a file does.
const std::string kAges =
    "#!/bin/bash\nfor ((lines = 0, tries = 0; lines < 10 && tries < 1000; )); do\n"
    "if read -r line; then echo $((${EPOCHREALTIME/./} - ${line//[^0-9]/})); ((++lines)); else ((++tries)); sleep 0.02; fi\n"
    "done\n";

std::vector<long> numbers_in(const std::string& text) {
    std::istringstream in{text};
    std::vector<long> numbers;
    for (long number = 0; in >> number;) numbers.push_back(number);
    return numbers;
}

/// How old the ten lines of kClock are when the command shows them: half of them are no older than this, in ms.
double median_age(const Cluster& cluster, const std::string& command) {
    const auto ran = cluster.run(command);
    auto ages = numbers_in(ran.out);
    INFO(command << "\n" << ran.out << ran.err);
    REQUIRE(ages.size() == 10);
    std::sort(ages.begin(), ages.end());
    return static_cast<double>(ages[ages.size() / 2]) / 1000;
}

}  // namespace

TEST_CASE("a line shows in the terminal within 100 ms, and in the job's output file within a second") {
    const Cluster cluster;
    write_file(cluster.work() + "/clock", kClock);
    write_file(cluster.work() + "/ages", kAges);
    cluster.out("chmod 755 clock ages");
    CHECK(median_age(cluster, "srun -n1 ./clock | ./ages") < 100);
    CHECK(median_age(cluster, "srun -n1 -l ./clock | sed -u 's/^0: //' | ./ages") < 100);
    CHECK(median_age(cluster, "script -qfec 'srun -n1 ./clock' /dev/null < /dev/null | ./ages") < 100);
    CHECK(median_age(cluster, "script -qfec 'srun --pty ./clock' /dev/null < /dev/null | ./ages") < 100);
    for (const std::string job : {"./clock", "srun -n1 ./clock"}) {
        const auto follow = "job=$(sbatch --parsable -o out -n1 --wrap '" + job + "'); "
                            "until [ -e out ]; do sleep 0.02; done; ./ages < out; rm out";
        CHECK(median_age(cluster, follow) < 1000);
    }
}

TEST_CASE("signals to srun: the tasks' own are passed on, the first interrupt too, the second ends the step") {
    const Cluster cluster;
    write_file(cluster.work() + "/task",
               "#!/bin/bash\nfor s in USR1 USR2 INT; do trap \"echo $s\" $s; done\necho ready\n"
               "while [ ! -e stop ]; do sleep 0.05; done\n");
    cluster.out("chmod 755 task");
    const auto ran = cluster.run(
        "srun -n1 ./task > out 2> err & pid=$!\n"
        "saw() { for i in $(seq 600); do grep -q $1 out && return; sleep 0.05; done; echo no $1; }\n"
        "saw ready; kill -USR1 $pid; saw USR1; kill -USR2 $pid; saw USR2; kill -INT $pid; saw INT; touch stop; wait $pid; echo $?");
    CHECK(ran.out == "0\n");
    CHECK(cluster.file("out") == "ready\nUSR1\nUSR2\nINT\n");

    const auto ended = cluster.run(
        "rm -f out; srun -n1 sh -c 'trap : INT; echo ready; while :; do sleep 0.05; done' > out 2> err & pid=$!\n"
        "until grep -q ready out; do sleep 0.05; done; kill -INT $pid; sleep 0.1; kill -INT $pid; wait $pid; echo $?");
    CHECK(ended.out == "143\n");
    const auto terminated = cluster.run(
        "rm -f out; srun -n1 sh -c 'echo ready; exec sleep 600' > out 2> err & pid=$!\n"
        "until grep -q ready out; do sleep 0.05; done; kill -TERM $pid; wait $pid; echo $?");
    CHECK(terminated.out == "143\n");
}

TEST_CASE("sattach sees what the tasks of a step print, and writes to them") {
    const Cluster cluster;
    const auto ran = cluster.run(
        "mkfifo keys; exec 9<>keys; srun -n2 sh -c 'echo > ready.$SLURM_PROCID; read x; echo got $x; exit $SLURM_PROCID' <&9 > out 2> err &\n"
        "until [ -e ready.0 ] && [ -e ready.1 ]; do sleep 0.05; done\n"
        "sattach --layout 1.0 | head -2; echo hello | sattach -l 1.0 | sort; wait; cat out");
    INFO(ran.err);
    CHECK(ran.out == "Job step layout:\n  2 tasks, 1 nodes (n1)\n0: got hello\n1: got hello\ngot hello\ngot hello\n");
    CHECK(cluster.run("sattach 1.0").status == 1);
    CHECK(cluster.run("sattach 99.0").status == 1);
}
