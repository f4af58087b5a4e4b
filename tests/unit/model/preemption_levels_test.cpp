// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "scheduler/model/preemption_levels.hpp"

namespace sluice {
namespace {

QosSpec qos(std::string name, std::vector<std::string> preempt = {}) {
    QosSpec spec;
    spec.name = std::move(name);
    spec.preempt = std::move(preempt);
    return spec;
}

TEST_CASE("a QOS stands above all that it may preempt", "[qos]") {
    const std::vector<QosSpec> all{qos("urgent", {"high", "low"}), qos("high", {"low"}), qos("low"), qos("other")};
    const PreemptionLevels expected{{"urgent", 2}, {"high", 1}, {"low", 0}, {"other", 0}};
    CHECK(preemption_levels(all) == expected);
    CHECK(preemption_loops(all).empty());
}

TEST_CASE("QOS that preempt each other are found, those above them are not among them", "[qos]") {
    const std::vector<QosSpec> all{qos("a", {"b"}), qos("b", {"a"}), qos("self", {"self"}), qos("above", {"a"})};
    CHECK(preemption_loops(all) == std::vector<std::string>{"a", "b", "self"});
    for (const auto& [name, level] : preemption_levels(all)) CHECK(level <= all.size());
}

}  // namespace
}  // namespace sluice
