// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/sprio.hpp"

#include <catch2/catch.hpp>

using namespace sluice;
using namespace sluice::commands;

namespace {

wire::PriorityReply sample() {
    wire::PriorityReply reply;
    reply.mutable_weights()->set_age(1000);
    reply.mutable_weights()->set_qos(100);
    for (const std::uint32_t id : {7u, 8u}) {
        auto& job = *reply.add_jobs();
        job.set_job(id);
        job.set_user(id == 7 ? "alice" : "bob");
        job.set_partition("batch");
        job.set_priority(id * 10);
        job.set_nice(5);
        job.mutable_factors()->set_age(0.0705);
        job.mutable_factors()->set_qos(0.25);
    }
    return reply;
}

std::string listed(const SprioOptions& options) { return list_priorities(options, sample(), "test").value(); }

}  // namespace

TEST_CASE("sprio shows the terms that have a weight") {
    CHECK(listed({}) ==
          "          JOBID PARTITION   PRIORITY       SITE        AGE        QOS\n"
          "              7 batch             70          0         70         25\n"
          "              8 batch             80          0         70         25\n");
}

TEST_CASE("sprio's options choose jobs, terms and order") {
    SprioOptions options;
    options.no_header = true;
    options.format = "%i %u %Y %A %a %N";
    options.sort = "-Y";
    CHECK(listed(options) == "8 bob 80 70 0.0705000 5\n7 alice 70 70 0.0705000 5\n");
    options.users = {"alice"};
    CHECK(listed(options) == "7 alice 70 70 0.0705000 5\n");
    options.users = {};
    options.jobs = {{JobId{8}, {}, {}}};
    CHECK(listed(options) == "8 bob 80 70 0.0705000 5\n");
}

TEST_CASE("sprio -w shows the weights alone, -n what they weigh") {
    SprioOptions options;
    options.weights = true;
    CHECK(listed(options) ==
          "          JOBID PARTITION   PRIORITY       SITE        AGE        QOS\n"
          "        Weights                               1       1000        100\n");
    options = {};
    options.normalized = options.no_header = true;
    CHECK(listed(options).starts_with("              7 batch     0.00000001629815  0.0705000  0.2500000\n"));
}
