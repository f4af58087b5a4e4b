// SPDX-License-Identifier: Apache-2.0
// Eight poses at once, against the plain function in double precision.
#include <catch2/catch.hpp>

#include "tests/science/docking/sample.hpp"
#include "workloads/docking/kernel/docking.hpp"
#include "workloads/docking/kernel/evaluator.hpp"
#include "workloads/docking/kernel/minimiser.hpp"

namespace sluice::docking {
namespace {

constexpr float kHardly = 1e6F;  // softening that changes nothing

struct Complex {
    Receptor receptor = receptor_in(imatinib("receptor.pdbqt"));
    Ligand ligand = ligand_in(imatinib("crystal.pdbqt"));
    std::vector<Species> species = [this] {
        std::vector<Species> all_species;
        add_species(ligand, all_species);
        return all_species;
    }();

    std::vector<float> coordinates() const {
        std::vector<float> pose{static_cast<float>(ligand.centre.x),
                                static_cast<float>(ligand.centre.y),
                                static_cast<float>(ligand.centre.z),
                                1,
                                0,
                                0,
                                0};
        pose.resize(static_cast<std::size_t>(7 + ligand.torsions()));
        return pose;
    }
};

/// The crystal pose, moved a little differently in each lane.
std::vector<float> lane_pose(const Complex& complex, int lane) {
    const std::vector<float> from = complex.coordinates();
    std::vector<float> direction(from.size() - 1);
    for (std::size_t k = 0; k < direction.size(); ++k)
        direction[k] = std::sin(static_cast<float>(k + 1) * 1.7F);
    std::vector<float> to(from.size());
    move_pose(from, direction, 0.02F * static_cast<float>(lane), to);
    return to;
}

TEST_CASE("summed atom by atom, each lane has the energy of its own pose") {
    const Complex complex;
    const ReceptorField field{complex.receptor, complex.species, kImatinibBox};
    Evaluator evaluator{complex.ligand, field, kHardly};
    for (int lane = 0; lane < kLanes; ++lane) evaluator.set_pose(lane, lane_pose(complex, lane));
    evaluator.evaluate();
    for (int lane = 0; lane < kLanes; ++lane) {
        const Score exact =
            score(complex.receptor, complex.ligand, place(complex.ligand, to_pose(lane_pose(complex, lane))));
        CHECK(static_cast<double>(evaluator.energy(lane)) == Approx(exact.search_energy()).margin(0.03));
    }
}

TEST_CASE("the gradient is the slope of the energy") {
    // Of maps with little repulsion: interpolated energy has kinks, which a wide enough difference averages
    // over.
    const Complex complex;
    const GridMaps maps{complex.receptor, complex.species, kImatinibBox, kHardly};
    Evaluator evaluator{complex.ligand, maps, kHardly};
    const std::vector<float> here = complex.coordinates();
    std::vector<float> slope(here.size() - 1);
    double wrong = 0, size = 0;
    for (std::size_t k = 0; k < slope.size(); ++k) {
        std::vector<float> direction(slope.size()), moved(here.size());
        direction[k] = 1;
        constexpr float h = 0.01F;
        for (int lane = 0; lane < kLanes; ++lane) {
            move_pose(here, direction, lane % 2 == 0 ? h : -h, moved);
            evaluator.set_pose(lane, moved);
        }
        evaluator.evaluate();
        const double difference =
            (static_cast<double>(evaluator.energy(0)) - static_cast<double>(evaluator.energy(1))) / (2 * h);
        for (int lane = 0; lane < kLanes; ++lane) evaluator.set_pose(lane, here);
        evaluator.evaluate();
        evaluator.gradient(5, slope);
        wrong += std::pow(static_cast<double>(slope[k]) - difference, 2);
        size += difference * difference;
    }
    CHECK(std::sqrt(wrong / size) < 0.1);
}

TEST_CASE("a pose's energy does not depend on the poses in the other lanes, to the bit") {
    const Complex complex;
    const GridMaps maps{complex.receptor, complex.species, kImatinibBox, kSearchSoftening};
    Evaluator evaluator{complex.ligand, maps, kSearchSoftening};
    for (int lane = 0; lane < kLanes; ++lane) evaluator.set_pose(lane, lane_pose(complex, lane));
    evaluator.evaluate();
    const float beside_others = evaluator.energy(3);
    Evaluator alone{complex.ligand, maps, kSearchSoftening};
    for (int lane = 0; lane < kLanes; ++lane) alone.set_pose(lane, lane_pose(complex, 3));
    alone.evaluate();
    CHECK(alone.energy(6) == beside_others);
}

TEST_CASE("outside the box a wall pushes back") {
    const Complex complex;
    const GridMaps maps{complex.receptor, complex.species, kImatinibBox, kSearchSoftening};
    const Vec3 high = kImatinibBox.high(), centre = kImatinibBox.centre;
    const Vec8 outside{all(static_cast<float>(high.x) + 0.5F), all(static_cast<float>(centre.y)),
                       all(static_cast<float>(centre.z))};
    const Vec8 inside{all(static_cast<float>(high.x)), all(static_cast<float>(centre.y)),
                      all(static_cast<float>(centre.z))};
    const FieldValue beyond = maps.at(0, outside), edge = maps.at(0, inside);
    CHECK(static_cast<double>(beyond.energy[0] - edge.energy[0]) ==
          Approx(0.5 * static_cast<double>(kWall)).epsilon(1e-3));
    CHECK(beyond.gradient.x[0] > 900);
}

}  // namespace
}  // namespace sluice::docking
