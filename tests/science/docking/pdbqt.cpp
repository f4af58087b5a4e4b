// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/pdbqt.hpp"

#include <catch2/catch.hpp>

#include "tests/science/docking/sample.hpp"
#include "workloads/docking/kernel/bonds.hpp"
#include "workloads/docking/kernel/symmetry.hpp"

namespace sluice::docking {
namespace {

std::string atom(int serial, double x, const std::string& type = "C") {
    char text[100];
    std::snprintf(text, sizeof text,
                  "ATOM  %5d  C   UNL     1    %8.3f%8.3f%8.3f  1.00  0.00     0.000 %-2s\n", serial, x, 0.0,
                  0.0, type.c_str());
    return text;
}

/// Two atoms and a third that turns about a bond.
std::string small_ligand() {
    return "REMARK small\nROOT\n" + atom(1, 0) + atom(2, 1.5) + "ENDROOT\nBRANCH   2   3\n" + atom(3, 3) +
           "ENDBRANCH   2   3\nTORSDOF 1\n";
}

TEST_CASE("a ligand's torsions become a tree of fragments") {
    const PdbqtLigand ligand = parse_ligand(small_ligand());
    REQUIRE(ligand.fragments.size() == 2);
    CHECK(ligand.fragments[0].atoms == std::vector{0, 1});
    CHECK(ligand.fragments[1].parent_atom == 1);
    CHECK(ligand.fragments[1].own_atom == 2);
}

TEST_CASE("a mistake in a PDBQT file is told with line and cause") {
    struct Bad {
        std::string text;
        int line;
        std::string cause;
    };
    const std::string good = small_ligand();
    const auto [text, line, cause] = GENERATE_COPY(values<Bad>({
        {"", 0, "no ROOT"},
        {"ROOT\n" + atom(1, 0), 2, "ROOT is not closed"},
        {"ROOT\nENDROOT\n", 2, "ROOT has no atoms"},
        {atom(1, 0), 1, "outside ROOT"},
        {"ROOT\n" + atom(1, 0) + atom(1, 1), 3, "an atom 1 already"},
        {"ROOT\n" + atom(1, 0, "Xx") + "ENDROOT\n", 2, "no atom type 'Xx'"},
        {"ROOT\nATOM      1  C   UNL     1       1.0x0   0.000   0.000  1.00  0.00     0.000 C\nENDROOT\n", 2,
         "'1.0x0'"},
        {"ROOT\nATOM      1  C   UNL     1       1.000   0.000   0.000  1.00  0.00\nENDROOT\n", 2,
         "PDB file"},
        {"ROOT\n" + atom(1, 0) + "ENDROOT\nBRANCH 7 2\n", 4, "atom 7, which is not in the part"},
        {"ROOT\n" + atom(1, 0) + "ENDROOT\nBRANCH 1 2\n" + atom(3, 1) + "ENDBRANCH 1 2\n", 6,
         "has no atom 2"},
        {"ROOT\n" + atom(1, 0) + "ENDROOT\nBRANCH 1 2\n" + atom(2, 1) + "ENDBRANCH 1 3\n", 6, "of line 4"},
        {"ROOT\n" + atom(1, 0) + "ENDROOT\nBRANCH 1 2\n" + atom(2, 1), 5, "line 4 is not closed"},
        {"ROOT\n" + atom(1, 0) + "ENDROOT\nENDBRANCH 1 2\n", 4, "without BRANCH"},
        {good + "MODEL 2\n", 10, "one molecule"},
        {good + "HELLO\n", 10, "'HELLO' is not a record"},
        {"ROOT\n" + atom(1, 0) + "ENDROOT\nTORSDOF many\n", 4, "TORSDOF needs a number"},
    }));
    try {
        parse_ligand(text);
        FAIL("was taken: " << text);
    } catch (const PdbqtError& error) {
        CHECK(error.line == line);
        CHECK_THAT(error.what(), Catch::Matchers::Contains(cause));
    }
}

TEST_CASE("a receptor has no torsions and some atoms") {
    CHECK_THROWS_WITH(parse_receptor(small_ligand()), Catch::Matchers::Contains("is this a ligand"));
    CHECK_THROWS_WITH(parse_receptor("REMARK\n"), "there are no atoms");
    CHECK(parse_receptor(atom(1, 0) + atom(2, 1)).atoms.size() == 2);
}

TEST_CASE("every file that is cut short is refused or understood, none crashes") {
    const std::string whole = file_text(imatinib("ligand.pdbqt"));
    for (std::size_t bytes = 0; bytes < whole.size(); bytes += 7) {
        try {
            make_ligand(parse_ligand(whole.substr(0, bytes)));
        } catch (const PdbqtError&) {
        }
    }
    SUCCEED();
}

TEST_CASE("a pose written as PDBQT is read back") {
    const PdbqtLigand file = parse_ligand(file_text(imatinib("ligand.pdbqt")));
    const Ligand ligand = make_ligand(file);
    Pose pose = ligand.pose_in_file();
    pose.torsions[2] = 1.3;
    const std::vector<Vec3> positions = place(ligand, pose);
    const PdbqtLigand again = parse_ligand(pdbqt_text(file, positions));
    for (std::size_t k = 0; k < positions.size(); ++k)
        CHECK(length(again.atoms[k].position - positions[k]) < 0.001);
}

TEST_CASE("torsions change no bond and no angle") {
    const Ligand ligand = ligand_in(imatinib("ligand.pdbqt"));
    Pose pose = ligand.pose_in_file();
    const std::vector<Vec3> before = place(ligand, pose);
    for (double& torsion : pose.torsions) torsion += 0.7;
    const std::vector<Vec3> after = place(ligand, pose);
    for (std::size_t a = 0; a < before.size(); ++a) {
        const std::vector<int> apart = bonds_apart(ligand.bonds, static_cast<int>(a), 3);
        for (std::size_t b = 0; b < before.size(); ++b) {
            if (apart[b] < 3) CHECK(distance2(after[a], after[b]) == Approx(distance2(before[a], before[b])));
        }
    }
}

TEST_CASE("a ring turned over is the same ring") {
    const PdbqtLigand file = parse_ligand(file_text(imatinib("crystal.pdbqt")));
    const Ligand ligand = make_ligand(file);
    const Symmetry symmetry{file, ligand};
    CHECK(symmetry.exchanges() == 4);  // the phenylene ring and the piperazine
    const std::vector<Vec3> positions = place(ligand, ligand.pose_in_file());
    CHECK(symmetry.rmsd(positions, positions) == 0);
}

}  // namespace
}  // namespace sluice::docking
