// SPDX-License-Identifier: Apache-2.0
// Scores of given poses against what AutoDock Vina 1.2.3 prints for them (--score_only).
#include "workloads/docking/kernel/score.hpp"

#include <catch2/catch.hpp>

#include "tests/science/docking/sample.hpp"
#include "workloads/docking/kernel/pair_energy.hpp"

namespace sluice::docking {
namespace {

TEST_CASE("a fixed pose scores as in Vina") {
    struct Known {
        std::string file;
        double total, inter, intra;
    };
    const Known known = GENERATE(values<Known>(
        {{"crystal.pdbqt", -12.513, -17.634, -0.485}, {"vina-best.pdbqt", -13.258, -18.684, -0.432}}));
    const Ligand ligand = ligand_in(imatinib(known.file));
    const Score found =
        score(receptor_in(imatinib("receptor.pdbqt")), ligand, place(ligand, ligand.pose_in_file()));
    CHECK(found.total == Approx(known.total).margin(0.0015));
    CHECK(found.inter == Approx(known.inter).margin(0.0015));
    CHECK(found.intra == Approx(known.intra).margin(0.0015));
    CHECK(ligand.rotors == 7);
}

TEST_CASE("the terms of a pair are those of the paper's table 1") {
    const Species carbon{.radius = 1.9, .hydrophobic = true};
    const Species donor{.radius = 1.8, .donor = true}, acceptor{.radius = 1.7, .acceptor = true};
    CHECK(pair_terms(carbon, carbon, 3.8).gauss1 == Approx(-0.035579));
    CHECK(pair_terms(carbon, carbon, 6.8).gauss2 == Approx(-0.005156));
    CHECK(pair_terms(carbon, carbon, 3.3).repulsion == Approx(0.840245 * 0.25));
    CHECK(pair_terms(carbon, carbon, 4.8).hydrophobic == Approx(-0.035069 / 2));
    CHECK(pair_terms(donor, acceptor, 3.15).hydrogen_bond == Approx(-0.587439 / 2));
    CHECK(pair_terms(donor, donor, 3.0).hydrogen_bond == 0);
    CHECK(pair_terms(carbon, carbon, 8.0).sum() == 0);
}

TEST_CASE("eight pairs at once have the same energy, and its slope") {
    const Species carbon{.radius = 1.9, .hydrophobic = true};
    const Species donor{.radius = 1.8, .donor = true}, acceptor{.radius = 1.7, .acceptor = true};
    const auto [a, b] = GENERATE_COPY(values<std::pair<Species, Species>>(
        {{carbon, carbon}, {donor, acceptor}, {carbon, acceptor}, {donor, donor}}));
    for (double r = 1.5; r < 8.5; r += 0.0371) {
        const auto exact = [&](double x) { return pair_terms(a, b, x).sum(); };
        const PairEnergy fast = pair_energy(pair_kind(a, b), all(static_cast<float>(r * r)));
        CHECK(static_cast<double>(fast.energy[3]) == Approx(exact(r)).margin(2e-6).epsilon(1e-5));
        const double h = 1e-6, slope = (exact(r + h) - exact(r - h)) / (2 * h) / r;
        if (std::abs(r - 8) > 0.02)
            CHECK(static_cast<double>(fast.slope[3]) == Approx(slope).margin(1e-4).epsilon(1e-3));
    }
}

}  // namespace
}  // namespace sluice::docking
