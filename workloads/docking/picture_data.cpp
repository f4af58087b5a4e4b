// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/picture_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace sluice::docking {
namespace {

constexpr double kPocketReach = 4.5;  // A from an atom of the pose
using Numbers = std::vector<double>;

std::string element_of(const AtomType& type) {
    using Kind = AtomType::Kind;
    switch (type.kind) {
        case Kind::carbon: return "C";
        case Kind::nitrogen: return "N";
        case Kind::oxygen: return "O";
        case Kind::sulphur: return "S";
        case Kind::phosphorus: return "P";
        case Kind::silicon: return "Si";
        case Kind::hydrogen: return "H";
        case Kind::halogen:
        case Kind::metal: break;
    }
    return std::string{type.name};
}

Numbers coordinates(const std::vector<Vec3>& points) {
    Numbers numbers;
    for (const Vec3& p : points) numbers.insert(numbers.end(), {p.x, p.y, p.z});
    return numbers;
}

/// Each bond once.
Numbers ends_of_bonds(const Ligand& ligand) {
    Numbers ends;
    for (std::size_t a = 0; a < ligand.bonds.size(); ++a) {
        for (const int b : ligand.bonds[a]) {
            if (static_cast<int>(a) < b) ends.insert(ends.end(), {static_cast<double>(a), static_cast<double>(b)});
        }
    }
    return ends;
}

std::vector<Vec3> pocket_around(const std::vector<Vec3>& pose, const Receptor& receptor) {
    std::vector<Vec3> pocket;
    for (const Receptor::Atom& atom : receptor.atoms) {
        const auto is_near = [&](const Vec3& p) { return distance2(p, atom.position) < kPocketReach * kPocketReach; };
        if (std::ranges::any_of(pose, is_near)) pocket.push_back(atom.position);
    }
    return pocket;
}

class PictureData {
  public:
    PictureData(io::File& file, const Library& library, const AllPoses& results)
        : file_{file}, library_{library}, results_{results}, order_{ranking(results)} {}

    void add() {
        if (order_.empty()) return;
        add_table();
        add_best_pose();
        file_.set("plots", "ranking best_pose");
    }

  private:
    const NamedLigand& ligand(int k) const { return library_.ligands[static_cast<std::size_t>(k)]; }
    const RankedPose& best(int k) const { return results_[static_cast<std::size_t>(k)]->front(); }

    void add_axis(const std::string& name, std::size_t length, const std::string& meaning, double first = 0) {
        Numbers numbers(length);
        std::iota(numbers.begin(), numbers.end(), first);
        file_.add_axis({.name = name, .units = "1", .long_name = meaning, .stored = io::Number::i32}, numbers);
    }

    void put(const io::Description& description, const std::vector<std::string>& axes, const io::Extents& extents,
             const Numbers& values) {
        file_.add_variable(description, axes, io::Block::whole(extents)).write(values);
    }

    template <class Value>
    Numbers of_ranked(const Value& value) const {
        Numbers values;
        for (const int k : order_) values.push_back(value(k));
        return values;
    }

    void add_table() {
        add_axis("place", order_.size(), "place in the ranking", 1);
        std::vector<std::string> names;
        for (const int k : order_) names.push_back(ligand(k).name);
        file_.add_text({.name = "ranked_ligand", .long_name = "ligand"}, "place", names);
        const io::Extents rows{order_.size()};
        put({.name = "ranked_heavy_atoms", .long_name = "heavy atoms", .stored = io::Number::i32}, {"place"}, rows,
            of_ranked([&](int k) { return ligand(k).ligand.heavy_atoms(); }));
        put({.name = "ranked_torsions", .long_name = "torsions", .stored = io::Number::i32}, {"place"}, rows,
            of_ranked([&](int k) { return ligand(k).ligand.torsions(); }));
        put({.name = "ranking",
             .units = "kcal mol-1",
             .long_name = "score of the best pose",
             .more = {{"plot", "bars"},
                      {"plot_labels", "ranked_ligand"},
                      {"plot_columns", "ranked_heavy_atoms ranked_torsions"}}},
            {"place"}, rows, of_ranked([&](int k) { return best(k).score.total; }));
    }

    void add_best_pose() {
        const int k = order_.front();
        const std::vector<Vec3>& atoms = best(k).positions;
        add_axis("pose_atom", atoms.size(), "atom of the best ligand");
        std::vector<std::string> elements;
        for (const PdbqtAtom& atom : ligand(k).file.atoms) elements.push_back(element_of(*atom.type));
        file_.add_text({.name = "pose_element", .long_name = "chemical element"}, "pose_atom", elements);
        io::Description pose{.name = "best_pose",
                             .units = "angstrom",
                             .long_name = fmt::format("{}, {:.2f} kcal/mol", ligand(k).name, best(k).score.total),
                             .more = {{"plot", "pose"}, {"plot_elements", "pose_element"}}};
        if (const Numbers ends = ends_of_bonds(ligand(k).ligand); !ends.empty()) {
            add_axis("pose_bond", ends.size() / 2, "bond of the best ligand");
            add_axis("bond_end", 2, "end of a bond");
            put({.name = "pose_bonds", .long_name = "atoms at the ends of a bond", .stored = io::Number::i32},
                {"pose_bond", "bond_end"}, {ends.size() / 2, 2}, ends);
            pose.more.push_back({"plot_bonds", "pose_bonds"});
        }
        if (const std::vector<Vec3> pocket = pocket_around(atoms, library_.receptor); !pocket.empty()) {
            add_axis("pocket_atom", pocket.size(), "heavy atom of the receptor");
            put({.name = "pocket",
                 .units = "angstrom",
                 .long_name = fmt::format("receptor within {} angstrom of the pose", kPocketReach)},
                {"pocket_atom", "xyz"}, {pocket.size(), 3}, coordinates(pocket));
            pose.more.push_back({"plot_context", "pocket"});
        }
        put(pose, {"pose_atom", "xyz"}, {atoms.size(), 3}, coordinates(atoms));
    }

    io::File& file_;
    const Library& library_;
    const AllPoses& results_;
    std::vector<int> order_;
};

}  // namespace

void add_picture_data(io::File& file, const Library& library, const AllPoses& results) {
    PictureData{file, library, results}.add();
}

}  // namespace sluice::docking
