// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/packed.hpp"

#include <catch2/catch.hpp>

#include "scheduler/model/step.hpp"

using namespace sluice;

namespace {

template <class T>
std::string packed(const T& value) {
    std::string bytes;
    packing::Writer{bytes}.put(value);
    return bytes;
}

template <class T>
T unpacked(const std::string& bytes) {
    T value;
    packing::Reader{bytes.data()}.take(value);
    return value;
}

/// With every kind of field, and values on both sides of zero.
Job usual_job() {
    Job job;
    job.id = JobId{70'000};
    job.spec.name = "simulate";
    job.spec.partitions = {"batch", "long"};
    job.spec.min_nodes = 0;  // given, and nothing
    job.spec.nice = -100;
    job.spec.memory_per_node = Mebibytes{1 << 20};
    job.spec.gres_per_node = {{"gpu", "new", 2}};
    job.spec.gpus.cpus_per_gpu = 3;
    job.spec.kill_on_invalid_dependency = false;
    job.spec.time_limit = Duration{3600};
    job.spec.warning = {12, Duration{0}, true};
    job.spec.batch.arguments = {"", "two words"};
    job.spec.comment = std::string(300, 'c');
    job.submitted = Instant{Duration{1'700'000'000}};
    job.eligible = Instant{Duration{-1}};
    job.shares = {{"n1", 2, 4, {0, 1, 200}, Mebibytes{5}, {{"gpu", "new", {1}}}}};
    job.array_left = {{0, 999'999, 7}};
    return job;
}

}  // namespace

TEST_CASE("what is packed comes out as it was") {
    const auto job = usual_job();
    CHECK(unpacked<Job>(packed(job)) == job);
    CHECK(unpacked<Job>(packed(Job{})) == Job{});

    Step step;
    step.number = kBatchStep;
    step.spec.arguments = {"./solve", ""};
    step.shares = {{"n1", {0, 1}, 2, {0, 1}, Mebibytes{1}, {}, true, false, {1, 9}, {}}};
    CHECK(unpacked<Step>(packed(step)) == step);
}

TEST_CASE("a field that a new value has filled can be packed empty") {
    JobSpec spec;
    spec.warning.before = Duration{0};
    CHECK(unpacked<JobSpec>(packed(spec)) == spec);
    ArrayRange range{0, 0, 0};
    CHECK(unpacked<ArrayRange>(packed(range)) == range);
}

TEST_CASE("what is empty takes no room") {
    JobSpec spec;
    const auto empty = packed(spec).size();
    spec.name = "simulate";
    CHECK(packed(spec).size() == empty + 1 + 1 + 8);  // its number, its length, itself
    CHECK(packed(Job{}).size() < 32);
}
