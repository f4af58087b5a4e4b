// SPDX-License-Identifier: Apache-2.0
//
// Two hundred MPI jobs while controller, node daemons, shepherds and whole hosts are killed at moments that a seed
// chooses: every job comes to its end, none runs twice at once, exit codes are right, and no process is left.
//   SLUICE_SEED=N chooses the seed of an earlier run.
#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <random>
#include <sstream>

#include "tests/cluster/hosts.hpp"

using namespace sluice::test;

namespace {

using namespace std::chrono_literals;

constexpr int kHosts = 6;
constexpr int kJobs = 200;
constexpr int kAttacks = 24;

/// A batch script: $1 is how its ranks are started, $2 the exit code of rank 0, $3 for how many seconds it works.
/// Locks on the shared folder are held by every process of an attempt and fall with the last of them; who finds one
/// taken runs beside an earlier attempt of his.
const std::string kScript = R"sh(#!/bin/bash
attempt=${SLURM_RESTART_COUNT:-0}
exec 9>>locks/$SLURM_JOB_ID
flock -n 9 || echo "$SLURM_JOB_ID attempt $attempt on $(hostname)" >> twice
echo "start $SLURM_JOB_ID $attempt $(hostname)" >> records
$1 ./rank.sh hello_mpi --sleep $3 --rank 0 --exit $2
code=$?
echo "end $SLURM_JOB_ID $attempt $code" >> records
exit $code
)sh";

const std::string kRank = R"sh(#!/bin/bash
exec 8>>locks/$SLURM_JOB_ID.${OMPI_COMM_WORLD_RANK:-$SLURM_PROCID}
flock -n 8 || echo "$SLURM_JOB_ID rank $SLURM_PROCID on $(hostname)" >> twice
exec "$@"
)sh";

struct Wanted {
    int code = 0;
    bool requeue = true;
};

struct Accounted {
    std::string state;
    std::string code;
    bool lost_a_step = false;  // a shepherd or a host was killed under its last attempt
};

class Dice {
  public:
    explicit Dice(unsigned seed) : random_{seed} {}
    int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
    bool one_in(int many) { return below(many) == 0; }

  private:
    std::mt19937 random_;
};

unsigned chosen_seed() {
    const char* given = std::getenv("SLUICE_SEED");
    return given != nullptr ? static_cast<unsigned>(std::atol(given)) : std::random_device{}();
}

std::vector<std::string> words_of(const std::string& line, char between) {
    std::vector<std::string> words;
    std::istringstream in{line};
    for (std::string word; std::getline(in, word, between);) words.push_back(word);
    return words;
}

/// One shell submits them all. By their ids.
std::map<std::string, Wanted> submit_all(const Hosts& hosts, Dice& dice) {
    std::vector<Wanted> wanted;
    std::string script;
    for (int i = 0; i < kJobs; ++i) {
        const auto& job = wanted.emplace_back(Wanted{dice.one_in(4) ? 1 + dice.below(100) : 0, !dice.one_in(4)});
        const int nodes = 1 + dice.below(3);
        const auto launcher = dice.one_in(5) ? "mpirun" : "srun --mpi=pmix";
        script += fmt::format("sbatch --parsable -N{} -n{} -t5 -o out.%j {} job.sh '{}' {} {}\n", nodes, nodes,
                              job.requeue ? "--requeue" : "--no-requeue", launcher, job.code, dice.one_in(8) ? 3 : 0);
    }
    write_file(hosts.work() + "/submit", script);
    const auto ran = hosts.run("bash ./submit");
    INFO(ran.err);
    const auto ids = words_of(ran.out, '\n');
    REQUIRE(ids.size() == wanted.size());
    std::map<std::string, Wanted> jobs;
    for (std::size_t i = 0; i < ids.size(); ++i) jobs[ids[i]] = wanted[i];
    return jobs;
}

/// Whatever is chosen is killed as a whole; what a host or an administrator would start again is started again.
class Attacker {
  public:
    Attacker(const Hosts& hosts, Dice& dice) : hosts_{hosts}, dice_{dice} {}
    void strike() {
        switch (dice_.below(8)) {
            case 0:
            case 1: return kill_controller();
            case 2:
            case 3: return kill_one("sluiced");
            case 4: return kill_host();
            default: return kill_one("sluicestepd");
        }
    }
    [[nodiscard]] const std::string& log() const { return log_; }

  private:
    std::string any_host() { return fmt::format("h{}", 1 + dice_.below(kHosts)); }
    void kill_controller() {
        log_ += "controller\n";
        kill_and_wait(hosts_.controller_pid());
        repair();
    }
    void kill_one(const std::string& name) {
        const auto first = dice_.below(kHosts);
        for (int i = 0; i < kHosts; ++i) {  // from a host of chance on, the first that has one
            const auto host = fmt::format("h{}", 1 + (first + i) % kHosts);
            const auto there = hosts_.processes(host, name);
            if (there.empty()) continue;
            log_ += fmt::format("{} on {}\n", name, host);
            kill_and_wait(there[static_cast<std::size_t>(dice_.below(static_cast<int>(there.size())))]);
            return repair();
        }
    }
    void kill_host() {
        const auto host = any_host();
        const bool noticed = dice_.one_in(2);
        log_ += fmt::format("{}{}\n", host, noticed ? ", for long" : "");
        CHECK(hosts_.script("kill " + host).status == 0);
        if (noticed) CHECK(hosts_.shows("sinfo -h -n " + host + " -o %t", "down*"));
        const auto boot = hosts_.script("boot " + host);
        INFO(boot.err);
        CHECK(boot.status == 0);
    }
    /// It may remain as a zombie, without a command line.
    static void kill_and_wait(pid_t pid) {
        ::kill(pid, SIGKILL);
        CHECK(eventually([&] { return read_file(fmt::format("/proc/{}/cmdline", pid)).empty(); }));
    }
    void repair() {
        const auto ran = hosts_.script("repair");
        INFO(ran.out << ran.err);
        CHECK(ran.status == 0);
    }

    const Hosts& hosts_;
    Dice& dice_;
    std::string log_;
};

int ends_in(const std::string& records) {
    int ends = 0;
    for (const auto& line : words_of(records, '\n')) ends += line.starts_with("end ") ? 1 : 0;
    return ends;
}

bool all_over(const Hosts& hosts) {
    const auto queue = hosts.run("squeue -h");
    return queue.status == 0 && trimmed(queue.out).empty();
}

/// What accounting says of the last attempt of every job.
std::map<std::string, Accounted> accounting_of(const Hosts& hosts) {
    std::map<std::string, Accounted> jobs;
    for (const auto& line : words_of(hosts.run("sacct -n -P -a -S 2000-01-01 -o jobid,state,exitcode").out, '\n')) {
        const auto fields = words_of(line, '|');
        REQUIRE(fields.size() == 3);
        const auto dot = fields[0].find('.');
        auto& job = jobs[fields[0].substr(0, dot)];
        if (dot != std::string::npos) {
            job.lost_a_step |= fields[1] == "NODE_FAIL";
            continue;
        }
        CHECK(job.state.empty());  // once each
        job.state = fields[1];
        job.code = fields[2];
    }
    return jobs;
}

/// The exit code with which the last attempt of each job says it ended; "none" of one that was struck before that, be
/// it before its first line.
std::map<std::string, std::string> own_words(const std::map<std::string, Wanted>& jobs, const std::string& records) {
    std::map<std::string, std::string> codes;
    for (const auto& [id, wanted] : jobs) codes[id] = "none";
    for (const auto& line : words_of(records, '\n')) {
        const auto words = words_of(line, ' ');
        if (words.at(0) == "start") codes[words.at(1)] = "none";
        if (words.at(0) == "end") codes[words.at(1)] = words.at(3);
    }
    return codes;
}

/// A job that lost nothing ends as it was told to. One whose step was struck ends as its script says, or with its node.
void check_job(const Wanted& wanted, const Accounted& found, const std::string& said) {
    if (found.state == "NODE_FAIL") {
        CHECK_FALSE(wanted.requeue);
        return;
    }
    CHECK(found.state == (found.code == "0:0" ? "COMPLETED" : "FAILED"));
    CHECK(found.code == said + ":0");
    if (!found.lost_a_step) CHECK(said == std::to_string(wanted.code));
}

}  // namespace

TEST_CASE("two hundred MPI jobs come to their ends while daemons, shepherds and hosts are killed") {
    if (!can_make_hosts()) return;
    const auto seed = chosen_seed();
    INFO("SLUICE_SEED=" << seed);
    Dice dice{seed};
    const Hosts hosts{kHosts};
    INFO(hosts.up().out << hosts.up().err);
    REQUIRE(hosts.up().status == 0);
    write_file(hosts.work() + "/job.sh", kScript);
    write_file(hosts.work() + "/rank.sh", kRank);
    (void)hosts.run("mkdir locks; chmod 755 job.sh rank.sh");

    const auto jobs = submit_all(hosts, dice);
    Attacker attacker{hosts, dice};
    for (int attack = 0; attack < kAttacks; ++attack) {
        const int moment = (attack * kJobs + dice.below(kJobs)) / kAttacks;
        INFO("before attack " << attack << ":\n" << attacker.log());
        // Jobs that ended with their node say nothing of their end: so many may never be told.
        REQUIRE(eventually([&] { return ends_in(hosts.file("records")) >= moment || all_over(hosts); }, 60s));
        attacker.strike();
    }
    INFO(attacker.log());
    const bool all_ended = eventually([&] { return all_over(hosts); }, 120s);
    INFO(hosts.run("squeue; sinfo -R").out);
    REQUIRE(all_ended);

    CHECK(hosts.file("twice").empty());
    const auto accounted = accounting_of(hosts);
    const auto said = own_words(jobs, hosts.file("records"));
    CHECK(accounted.size() == jobs.size());
    for (const auto& [id, wanted] : jobs) {
        INFO("job " << id << ", output:\n" << hosts.file("out." + id));
        REQUIRE(accounted.contains(id));
        INFO(hosts.run("sacct -P -j " + id + " -o jobid,state,exitcode,nodelist; grep ' " + id + " ' records").out);
        check_job(wanted, accounted.at(id), said.at(id));
    }
    std::string left;
    CHECK(eventually([&] { return (left = hosts.strays()).empty(); }));
    INFO(left);
    CHECK(left.empty());
}
