// SPDX-License-Identifier: Apache-2.0
//
// What wrong requests get: the words and exit codes that Slurm's users know, and nothing queued.
#include <catch2/catch.hpp>
#include <chrono>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

struct Refusal {
    std::string command;
    int status;
    std::string words;  // that stderr must contain
};

const std::string kFailed = "sbatch: error: Batch job submission failed: ";

const std::vector<Refusal> kRefusals{
    {"sbatch --no-such-option job.sh", 255, "sbatch: unrecognized option '--no-such-option'"},
    {"sbatch missing.sh", 1, "sbatch: error: Unable to open file missing.sh"},
    {"sbatch plain.txt", 1, "This does not look like a batch script"},
    {"sbatch empty.sh", 1, "sbatch: error:"},
    {"sbatch dos.sh", 1, "DOS line breaks"},
    {"sbatch -p nosuch job.sh", 1, kFailed + "Invalid partition name specified"},
    {"sbatch -p nosuch job.sh", 1, "sbatch: error: invalid partition specified: nosuch"},
    {"sbatch -N9 job.sh", 1, kFailed + "Node count specification invalid"},
    {"sbatch -n 1000 job.sh", 1, kFailed + "More processors requested than permitted"},
    {"sbatch --mem=1000G job.sh", 1, kFailed + "Requested node configuration is not available"},
    {"sbatch -t nonsense job.sh", 255, "sbatch: error: Invalid --time specification"},
    {"sbatch --mem=lots job.sh", 255, "sbatch: error: Invalid --mem specification"},
    {"sbatch -w nosuch job.sh", 1, kFailed + "Invalid node name specified"},
    {"sbatch -C nosuch job.sh", 1, kFailed + "Invalid feature specification"},
    {"sbatch --gres=unicorn:1 job.sh", 1, kFailed + "Invalid generic resource (gres) specification"},
    {"sbatch -p debug -t 10:00:00 job.sh", 1, kFailed + "Requested time limit is invalid (missing or exceeds some limit)"},
    {"sbatch unknown-directive.sh", 255, "no-such-directive"},
    {"srun -N9 true", 1, "srun: error: Unable to allocate resources: Node count specification invalid"},
    {"squeue -j 4711", 1, "slurm_load_jobs error: Invalid job id specified"},
    {"scontrol show job 4711", 1, "slurm_load_jobs error: Invalid job id specified"},
    {"scontrol hold 4711", 1, "Invalid job id specified"},
    {"scancel nonsense", 1, "scancel: error: Invalid job id nonsense"},
};

void write_scripts(const Cluster& cluster) {
    write_file(cluster.work() + "/job.sh", "#!/bin/sh\ntrue\n");
    write_file(cluster.work() + "/plain.txt", "echo no interpreter\n");
    write_file(cluster.work() + "/empty.sh", "");
    write_file(cluster.work() + "/dos.sh", "#!/bin/sh\r\ntrue\r\n");
    write_file(cluster.work() + "/unknown-directive.sh", "#!/bin/sh\n#SBATCH --no-such-directive\ntrue\n");
}

}  // namespace

TEST_CASE("wrong requests are refused with Slurm's words, and nothing is queued") {
    const Cluster cluster;
    write_scripts(cluster);
    for (const auto& refusal : kRefusals) {
        const auto ran = cluster.run(refusal.command);
        INFO(refusal.command << "\n" << ran.out << ran.err);
        CHECK(ran.status == refusal.status);
        CHECK(ran.err.find(refusal.words) != std::string::npos);
        CHECK(ran.out.empty());
    }
    CHECK(cluster.out("squeue -h -t all").empty());
    CHECK(cluster.out("sacct -X -n -a -S 2000-01-01").empty());
}

TEST_CASE("an unreadable script is refused") {
    const Cluster cluster;
    write_file(cluster.work() + "/secret.sh", "#!/bin/sh\ntrue\n");
    if (cluster.out("id -u") == "0") return;  // root reads everything
    REQUIRE(cluster.run("chmod 000 secret.sh").status == 0);
    const auto ran = cluster.run("sbatch secret.sh");
    CHECK(ran.status == 1);
    CHECK(ran.err.find("Unable to open file secret.sh") != std::string::npos);
}

TEST_CASE("without a controller every command fails in under five seconds and says what it tried") {
    const Cluster cluster;
    write_scripts(cluster);
    cluster.kill_controller();
    for (const auto& command : {"sbatch job.sh", "squeue", "sinfo", "scancel 1", "scontrol show job 1", "sacct"}) {
        const auto begin = std::chrono::steady_clock::now();
        const auto ran = cluster.run(command);
        const auto took = std::chrono::steady_clock::now() - begin;
        INFO(command << "\n" << ran.out << ran.err);
        CHECK(ran.status == 1);
        CHECK(took < std::chrono::seconds{5});
        CHECK(ran.err.find("Unable to contact slurm controller (connect failure)") != std::string::npos);
        CHECK(ran.err.find(cluster.state() + "/controller.sock") != std::string::npos);
    }
    cluster.start_again();
}
