// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "scheduler/submit/patterns.hpp"

using namespace sluice;
using namespace sluice::submit;

namespace {

PatternValues task_values() {
    PatternValues values;
    values.job = JobId{12};
    values.step = StepNumber{3};
    values.job_name = "ocean";
    values.user = "ada";
    values.host = "n2.cluster.example";
    values.node = 1;
    values.task = 5;
    return values;
}

}  // namespace

TEST_CASE("places in a file name are filled in") {
    const struct {
        std::string pattern, name;
    } cases[] = {
        {"slurm-%j.out", "slurm-12.out"},
        {"%J", "12.3"},
        {"%x/%u-%N", "ocean/ada-n2"},
        {"%s.%n.%t", "3.1.5"},
        {"100%%", "100%"},
        {"%A_%a", "12_4294967294"},
        {"plain", "plain"},
        {"", ""},
    };
    for (const auto& [pattern, name] : cases) {
        CAPTURE(pattern);
        CHECK(expand_pattern(pattern, task_values()) == name);
    }
}

TEST_CASE("a number in a place pads with zeros, up to ten digits") {
    CHECK(expand_pattern("%5j", task_values()) == "00012");
    CHECK(expand_pattern("%05j", task_values()) == "00012");
    CHECK(expand_pattern("%1j", task_values()) == "12");
    CHECK(expand_pattern("%0j", task_values()) == "12");
    CHECK(expand_pattern("%10t", task_values()) == "0000000005");
    CHECK(expand_pattern("%11t", task_values()) == "0000000005");
    CHECK(expand_pattern("%99999999999999999999t", task_values()) == "0000000005");
    CHECK(expand_pattern("%4x", task_values()) == "ocean");
    CHECK(expand_pattern("%4J", task_values()) == "0012.3");
}

TEST_CASE("a batch script is step batch") {
    auto values = task_values();
    for (const auto step : {std::optional<StepNumber>{}, std::optional{kBatchStep}}) {
        values.step = step;
        values.node = values.task = 0;
        CHECK(expand_pattern("%s %J %n %t", values) == "batch 12 0 0");
    }
}

TEST_CASE("an array task has the array's number and its own index") {
    auto values = task_values();
    values.array_job = JobId{10};
    values.array_task = 7;
    CHECK(expand_pattern("slurm-%A_%a.%j", values) == "slurm-10_7.12");
    CHECK(expand_pattern("%3a", values) == "007");
}

TEST_CASE("a letter without meaning stays") {
    CHECK(expand_pattern("%q", task_values()) == "%q");
    CHECK(expand_pattern("%5q", task_values()) == "%5q");
    CHECK(expand_pattern("50%", task_values()) == "50%");
    CHECK(expand_pattern("%5", task_values()) == "%5");
}

TEST_CASE("a backslash at the start turns places off") {
    CHECK(expand_pattern("\\%j.out", task_values()) == "%j.out");
    CHECK(expand_pattern("\\\\%j", task_values()) == "%j");
}

TEST_CASE("a name that differs stands for several files") {
    CHECK(spread_of("out") == PatternSpread::one_file);
    CHECK(spread_of("%j-%s-%x") == PatternSpread::one_file);
    CHECK(spread_of("%n.out") == PatternSpread::per_node);
    CHECK(spread_of("%N.out") == PatternSpread::per_node);
    CHECK(spread_of("%N/%4t") == PatternSpread::per_task);
    CHECK(spread_of("%%t") == PatternSpread::one_file);
    CHECK(spread_of("\\%t") == PatternSpread::one_file);
}
