// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "scheduler/commands/update.hpp"
#include "scheduler/model/cluster.hpp"

using namespace sluice;
using namespace sluice::commands;

namespace {

std::vector<Setting> settings(std::vector<std::string> words) { return read_settings(words); }

}  // namespace

TEST_CASE("settings are key=value words, with a blank for the equals sign where there is none") {
    const auto read = settings({"jobid=4", "TimeLimit", "7", "Reason=a=b", "Name="});
    REQUIRE(read.size() == 4);
    CHECK(read[1].key == "TimeLimit");
    CHECK(read[1].value == "7");
    CHECK(read[2].value == "a=b");
    CHECK(read[3].value.empty());
}

TEST_CASE("keys are recognised in any case and shortened") {
    CHECK(is_key("jobid", "JobId"));
    CHECK(is_key("Job", "JobId"));
    CHECK_FALSE(is_key("jo", "JobId"));
    CHECK_FALSE(is_key("JobName", "JobId"));
    CHECK(is_key("TIMELIM", "TimeLimit"));
}

TEST_CASE("each key of a job sets its part of the request") {
    const auto change =
        job_change(settings({"JobId=4", "timelimit=1:00:00", "name=x", "partition=p", "Priority=7", "Nice=-5",
                             "Comment=a b", "NumNodes=2-4", "MinMemoryNode=4G", "Requeue=0"}));
    REQUIRE(change);
    CHECK(change->time_limit() == 3600);
    CHECK(change->name() == "x");
    CHECK(change->partition() == "p");
    CHECK(change->priority() == 7);
    CHECK(change->nice() == -5);
    CHECK(change->comment() == "a b");
    CHECK(change->min_nodes() == 2);
    CHECK(change->max_nodes() == 4);
    CHECK(change->memory_per_node() == 4096);
    CHECK(change->has_requeue());
    CHECK_FALSE(change->requeue());
    CHECK_FALSE(change->has_qos());
    CHECK(job_change(settings({"TimeLimit=UNLIMITED"}))->unlimited_time());
}

TEST_CASE("a number of nodes alone is the least") {
    const auto change = job_change(settings({"NumNodes=2"}));
    REQUIRE(change);
    CHECK(change->min_nodes() == 2);
    CHECK_FALSE(change->has_max_nodes());
}

TEST_CASE("a bad value or key of a job is told in Slurm's words") {
    CHECK(job_change(settings({"timelimit=abc"})).error().detail ==
          "scontrol: error: Invalid TimeLimit value");
    CHECK(job_change(settings({"foo=x"})).error().detail ==
          "Update of this parameter is not supported: foo=x\nRequest aborted");
    CHECK_FALSE(job_change(settings({"NumNodes=4-2"})).has_value());
}

TEST_CASE("nodes are drained with a reason, and resumed without one") {
    const auto drain = node_change(settings({"NodeName=n1", "State=drain", "Reason=bad disk"}));
    REQUIRE(drain);
    CHECK(drain->action() == wire::NODE_ACTION_DRAIN);
    CHECK(drain->reason() == "bad disk");
    CHECK(node_change(settings({"NodeName=n1", "State=RESUME"}))->action() == wire::NODE_ACTION_RESUME);
    CHECK(node_change(settings({"NodeName=n1", "State=DOWN"})).error().detail ==
          "You must specify a reason when DOWNING or DRAINING a node. Request denied");
    CHECK_THAT(node_change(settings({"NodeName=n1", "State=foo"})).error().detail,
               Catch::StartsWith("Invalid input: State=foo\nRequest aborted\nValid states are: "));
    CHECK_FALSE(node_change(settings({"NodeName=n1", "Weight=3"})).has_value());
}

TEST_CASE("a partition's state and limit can be changed") {
    const auto change = partition_change(settings({"PartitionName=p", "State=DOWN", "MaxTime=2:00:00"}));
    REQUIRE(change);
    CHECK(change->state() == static_cast<std::uint32_t>(PartitionState::down));
    CHECK(change->max_time() == 7200);
    CHECK(partition_change(settings({"PartitionName=p", "MaxTime=-1"}))->unlimited_max_time());
    CHECK_FALSE(partition_change(settings({"PartitionName=p", "MaxTime=foo"})).has_value());
    CHECK_FALSE(partition_change(settings({"PartitionName=p", "Nodes=n1"})).has_value());
}

TEST_CASE("each key of a reservation sets its part of the wish") {
    const auto wish = reservation_wish(settings({"ReservationName=r", "StartTime=now", "duration=90", "Nodes=n[1-2]", "NodeCnt=2",
                                                 "Users=ann,bob", "Accounts=-chem", "Flags=maint,ignore_jobs", "PartitionName=",
                                                 "Features=fast"}));
    REQUIRE(wish);
    CHECK(wish->name() == "r");
    CHECK(wish->has_start());
    CHECK(wish->duration() == 90 * 60);
    CHECK(wish->nodes() == "n[1-2]");
    CHECK(wish->node_count() == 2);
    CHECK(wish->users() == "ann,bob");
    CHECK(wish->accounts() == "-chem");
    CHECK(wish->flags() == 3);
    CHECK(wish->has_partition());
    CHECK(wish->features() == "fast");
}

TEST_CASE("names join and leave the lists of a reservation, flags leave it") {
    const auto wish = reservation_wish(settings({"ReservationName=r", "Users+=root", "Users-=ann,bob", "Flags-=DAILY"}));
    REQUIRE(wish);
    CHECK_FALSE(wish->has_users());
    REQUIRE(wish->more_users_size() == 1);
    CHECK(wish->more_users(0) == "root");
    CHECK(wish->fewer_users_size() == 2);
    CHECK(wish->not_flags() == 16);
}

TEST_CASE("what is no value of a reservation's key is refused") {
    for (const char* bad : {"StartTime=whenever", "Duration=long", "NodeCnt=1,A", "NodeCnt=0", "Flags=NONSENSE", "CoreCnt=2"}) {
        INFO(bad);
        CHECK_FALSE(reservation_wish(settings({"ReservationName=r", bad})));
    }
}
