// SPDX-License-Identifier: Apache-2.0
//
// Every answer that was recorded of Slurm is given here too, or differs for a reason in differences.txt.
// CONFORMANCE_SCENES="queue errors" plays only these; CONFORMANCE_SHOW=all prints the explained differences too.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <sstream>

#include "tests/cluster/cluster.hpp"
#include "tests/conformance/scenes.hpp"
#include "tests/conformance/stage.hpp"
#include "tests/conformance/verdicts.hpp"

using namespace sluice;
using namespace sluice::conformance;

namespace {

constexpr double kLeastEqual = 0.93;

struct Count {
    std::size_t equal = 0;
    std::size_t explained = 0;
    std::size_t open = 0;

    [[nodiscard]] std::size_t all() const { return equal + explained + open; }
    void operator+=(const Count& other) {
        equal += other.equal;
        explained += other.explained;
        open += other.open;
    }
};

std::vector<std::string> wanted_scenes() {
    const char* text = std::getenv("CONFORMANCE_SCENES");
    std::istringstream words{text == nullptr ? "" : text};
    return {std::istream_iterator<std::string>{words}, {}};
}

void show_difference(const Scene& scene, const std::string& command, const Answer& slurm,
                     const Answer& ours) {
    const auto text = to_text(command, ours);
    std::printf("---- %s\n%s---- but here\n%s", scene.name.c_str(), to_text(command, slurm).c_str(),
                text.substr(text.find('\n') + 1).c_str());
}

std::size_t size_of_all_scenes() {
    std::size_t sum = 0;
    for (const auto& scene : scenes({})) sum += scene.commands.size();
    return sum;
}

Count compare(const Scene& scene, const test::Cluster& cluster, Verdicts& verdicts) {
    const auto shell = [&](const std::string& command, const std::string&) { return cluster.run(command); };
    const auto recorded = read_answers(test::read_file(recording(scene)));
    const bool show_all = std::getenv("CONFORMANCE_SHOW") != nullptr;
    Count count;
    for (const auto& [command, answer] : play(scene, shell, cluster.work() + "/" + scene.name)) {
        INFO("not recorded: " << command);
        REQUIRE(recorded.contains(command));
        const auto& slurm = recorded.at(command);
        const auto ours = read_answers(to_text(command, answer)).at(command);
        if (ours == slurm) ++count.equal;
        else {
            const bool explained = verdicts.explain(scene.name, command);
            ++(explained ? count.explained : count.open);
            if (!explained || show_all) show_difference(scene, command, slurm, ours);
        }
    }
    std::printf("%-14s %4zu commands, %4zu equal, %3zu explained, %3zu not\n", scene.name.c_str(),
                count.all(), count.equal, count.explained, count.open);
    std::fflush(stdout);
    return count;
}

}  // namespace

TEST_CASE("commands answer as Slurm's do") {
    const test::Cluster cluster{test::read_file(kFolder + "/cluster.yaml")};
    auto verdicts = read_verdicts(test::read_file(kFolder + "/differences.txt"));
    Count sum;
    const auto played = scenes(wanted_scenes());
    for (const auto& scene : played) sum += compare(scene, cluster, verdicts);
    const double share = static_cast<double>(sum.equal) / static_cast<double>(sum.all());
    std::printf("%zu of %zu answers equal Slurm's (%.1f %%), %zu differ with a reason, %zu without\n",
                sum.equal, sum.all(), 100 * share, sum.explained, sum.open);
    CHECK(sum.open == 0);
    for (const auto& scene : played) {
        for (const auto& line : verdicts.unused(scene.name)) FAIL_CHECK("a verdict that is not needed: " << line);
    }
}

TEST_CASE("few answers need an explanation") {
    const auto verdicts = read_verdicts(test::read_file(kFolder + "/differences.txt"));
    const auto all = static_cast<double>(size_of_all_scenes());
    CHECK(static_cast<double>(verdicts.size()) <= (1 - kLeastEqual) * all);
}
