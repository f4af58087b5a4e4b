// SPDX-License-Identifier: Apache-2.0
//
// Reservations, suspension and preemption on a live cluster.
#include <catch2/catch.hpp>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

std::string me(const Cluster& cluster) { return cluster.out("id -un"); }

}  // namespace

TEST_CASE("a reservation keeps its nodes for its jobs, through a restart of the controller") {
    const Cluster cluster;
    const auto made = cluster.out("scontrol create reservation ReservationName=r StartTime=now Duration=60 Users=" + me(cluster) + " Nodes=n[1-2]");
    CHECK(made == "Reservation created: r");
    const auto shown = cluster.out("scontrol -o show reservation r");
    CHECK(shown.find("ReservationName=r ") == 0);
    CHECK(shown.find("Nodes=n[1-2] NodeCnt=2") != std::string::npos);
    CHECK(shown.find("State=ACTIVE") != std::string::npos);
    CHECK(cluster.out("sinfo -T -h").find("r ") == 0);
    CHECK(cluster.out("sinfo -h -N -n n1 -p batch -o %T") == "reserved");

    cluster.kill_controller();
    cluster.start_again();
    const auto inside = cluster.submit("-N2 --exclusive -t 5 --reservation=r -o inside.out --wrap 'echo $SLURM_JOB_RESERVATION $SLURM_JOB_NODELIST'");
    REQUIRE(cluster.wait_for_state(inside, "COMPLETED"));
    CHECK(cluster.file("inside.out") == "r n[1-2]\n");
    const auto outside = cluster.submit("-N1 -w n1 -t 5 --wrap true");
    CHECK(eventually([&] { return cluster.field(outside, "Reason").starts_with("ReqNodeNotAvail"); }));
    CHECK(cluster.out("squeue -h -j " + outside + " -o %v") == "(null)");
    const auto waiting = cluster.submit("-N2 -H --reservation=r -t 5 --wrap true");
    CHECK(cluster.out("squeue -h -j " + waiting + " -o %v") == "r");

    CHECK(cluster.run("scontrol create reservation ReservationName=s StartTime=now Duration=60 Users=root Nodes=n2").status != 0);
    CHECK(cluster.run("sbatch --reservation=none --wrap true").err.find("Requested reservation is invalid") != std::string::npos);
    REQUIRE(cluster.run("scontrol delete ReservationName=r").status == 0);
    CHECK(cluster.wait_for_state(outside, "COMPLETED"));
    CHECK(cluster.field(waiting, "Reason") == "ReservationDeleted");
    CHECK(cluster.out("scontrol show reservation") == "No reservations in the system");
}

TEST_CASE("a suspended job stands still, and goes on") {
    const Cluster cluster;
    const auto job = cluster.submit("-N1 -t 5 -o ticks.out --wrap 'while true; do echo tick; sleep 0.05; done'");
    REQUIRE(eventually([&] { return !cluster.file("ticks.out").empty(); }));
    REQUIRE(cluster.run("scontrol suspend " + job).status == 0);
    CHECK(cluster.field(job, "JobState") == "SUSPENDED");
    std::string last;
    CHECK(eventually([&] {  // the order is on its way: twice the same, a while apart
        const auto now = cluster.file("ticks.out");
        cluster.run("sleep 0.3");
        return now == (last = cluster.file("ticks.out"));
    }));
    REQUIRE(cluster.run("scontrol resume " + job).status == 0);
    CHECK(eventually([&] { return cluster.file("ticks.out").size() > last.size(); }));
    CHECK(cluster.field(job, "JobState") == "RUNNING");
    REQUIRE(cluster.run("scontrol suspend " + job).status == 0);
    REQUIRE(cluster.run("scancel " + job).status == 0);
    CHECK(cluster.wait_for_state(job, "CANCELLED"));
}

TEST_CASE("what-if compares two configurations by the cluster's own jobs") {
    const Cluster cluster;
    for (int i = 0; i < 3; ++i) {
        const auto job = cluster.submit("-N4 -t 1 --exclusive --wrap true");
        REQUIRE(cluster.wait_for_state(job, "COMPLETED"));
    }
    const auto text = cluster.out("sluice what-if --replay 1h --config " + cluster.state() + "/cluster.yaml");
    CHECK(text.find("the cluster's history: 3 jobs") == 0);
    CHECK(text.find("utilization") != std::string::npos);
}
