// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/search.hpp"

#include <catch2/catch.hpp>

#include "tests/science/docking/sample.hpp"
#include "workloads/docking/kernel/docking.hpp"
#include "workloads/docking/kernel/minimiser.hpp"

namespace sluice::docking {
namespace {

const Interrupted kNever = [] { return false; };

struct Docked {
    Ligand ligand;
    std::vector<RankedPose> poses;
};

Docked dock_sample(const std::string& name, const Effort& effort) {
    Docked docked{ligand_in(sample("ligands/" + name + ".pdbqt")), {}};
    std::vector<Species> species;
    add_species(docked.ligand, species);
    const Target target{receptor_in(sample("receptor.pdbqt")), kSampleBox, species};
    docked.poses = target.dock(docked.ligand, effort, {}, name, kNever);
    return docked;
}

TEST_CASE("the search finds what Vina finds") {
    // AutoDock Vina 1.2.3 at exhaustiveness 8: -8.2 to -8.5 for this ligand.
    const Docked docked = dock_sample("CHEMBL37522", {.exhaustiveness = 1, .seed = 1});
    REQUIRE(!docked.poses.empty());
    CHECK(docked.poses.front().score.total < -8.1);
    CHECK(docked.poses.front().affinity == Approx(docked.poses.front().score.total));
    for (std::size_t k = 1; k < docked.poses.size(); ++k) {
        CHECK(docked.poses[k].affinity >= docked.poses[k - 1].affinity);
        CHECK(docked.poses[k].affinity <= docked.poses.front().affinity + 3);
    }
}

TEST_CASE("the same seed gives the same digits, another one does not") {
    const auto positions = [](std::uint64_t seed) {
        return dock_sample("ZINC62720948", {.exhaustiveness = 1, .seed = seed}).poses.front().positions;
    };
    const std::vector<Vec3> first = positions(7);
    CHECK(positions(7) == first);
    CHECK(positions(8) != first);
}

TEST_CASE("a descent ends at the bottom of a valley") {
    // E = (x - 1)^2 + 10 (y + 2)^2 + 100 z^2, whatever the orientation.
    Minimiser minimiser;
    minimiser.start(std::vector<float>{4, 4, 4, 1, 0, 0, 0}, 50);
    for (bool finished = false; !finished;) {
        const std::vector<float>& at = minimiser.trial();
        const float x = at[0] - 1, y = at[1] + 2, z = at[2];
        finished = minimiser.absorb(x * x + 10 * y * y + 100 * z * z,
                                    std::vector<float>{2 * x, 20 * y, 200 * z, 0, 0, 0});
    }
    CHECK(static_cast<double>(minimiser.energy()) == Approx(0).margin(1e-3));
    CHECK(static_cast<double>(minimiser.best()[1]) == Approx(-2).margin(0.01));
}

TEST_CASE("of poses that are alike the best one is kept") {
    PoseSet poses{3, 1.0};
    const auto pose = [](double energy, double x) { return FoundPose{energy, {}, {Vec3{x, 0, 0}}}; };
    for (const FoundPose& each : {pose(-5, 0), pose(-6, 0.5), pose(-4, 5), pose(-5.5, 0.2)}) poses.add(each);
    REQUIRE(poses.poses().size() == 2);
    CHECK(poses.poses()[0].energy == -6);
    poses.add(pose(-3, 10));
    poses.add(pose(-2, 20));
    CHECK(poses.poses().size() == 3);
    CHECK(!poses.wants(-2.5));
}

}  // namespace
}  // namespace sluice::docking
