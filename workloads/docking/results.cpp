// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/results.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/split.hpp>
#include <limits>
#include <numeric>

#include "io/file.hpp"
#include "io/provenance.hpp"
#include "io/reader.hpp"
#include "workloads/docking/picture_data.hpp"
#include "workloads/run/command_line.hpp"

namespace sluice::docking {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::vector<double> counted(std::size_t count) {
    std::vector<double> numbers(count);
    std::iota(numbers.begin(), numbers.end(), 0.0);
    return numbers;
}

std::vector<std::string> names(const Library& library) {
    std::vector<std::string> found;
    for (const NamedLigand& ligand : library.ligands) found.push_back(ligand.name);
    return found;
}

std::string digest(const Library& library) { return fmt::format("{:016x}", library.digest); }

/// Fills one file with the arrays.
class Writer {
  public:
    Writer(io::File& file, const Library& library, const AllPoses& results, int modes)
        : file_{file},
          library_{library},
          results_{results},
          ligands_{library.ligands.size()},
          modes_{static_cast<std::size_t>(modes)},
          atoms_{library.most_atoms()} {
        file_.add_axis(
            {.name = "ligand", .units = "1", .long_name = "ligand, in the order of the attribute ligands"},
            counted(ligands_));
        file_.add_axis({.name = "mode", .units = "1", .long_name = "pose of a ligand, best first"},
                       counted(modes_));
        file_.add_axis({.name = "atom", .units = "1", .long_name = "atom, in the order of the PDBQT file"},
                       counted(atoms_));
        file_.add_axis({.name = "xyz", .units = "1", .long_name = "component of a position"}, counted(3));
    }

    void write() {
        of_ligands({"docked", "1", "1 if the ligand is done"},
                   [](const NamedLigand&, const auto& poses) { return poses ? 1.0 : 0.0; });
        of_ligands({"modes", "1", "poses that were kept"}, [](const NamedLigand&, const auto& poses) {
            return poses ? static_cast<double>(poses->size()) : 0.0;
        });
        of_ligands({"atoms", "1", "atoms with hydrogens"}, [](const NamedLigand& ligand, const auto&) {
            return static_cast<double>(ligand.ligand.atoms.size());
        });
        of_ligands({"rotors", "1", "rotors as the score counts them"},
                   [](const NamedLigand& ligand, const auto&) { return ligand.ligand.rotors; });
        of_ligands({"score", "kcal mol-1", "score of the best pose"},
                   [](const NamedLigand&, const auto& poses) {
                       return poses && !poses->empty() ? poses->front().score.total : kNone;
                   });
        write_ranks();
        write_energies();
        write_positions();
    }

  private:
    struct Words {
        std::string name, units, long_name;
    };

    void put(const Words& words, const std::vector<std::string>& axes, const io::Extents& extents,
             const std::vector<double>& values) {
        file_
            .add_variable({.name = words.name, .units = words.units, .long_name = words.long_name}, axes,
                          io::Block::whole(extents))
            .write(values);
    }

    template <class Value>
    void of_ligands(const Words& words, const Value& value) {
        std::vector<double> values;
        for (std::size_t k = 0; k < ligands_; ++k) values.push_back(value(library_.ligands[k], results_[k]));
        put(words, {"ligand"}, {ligands_}, values);
    }

    template <class Value>
    void of_modes(const Words& words, const Value& value) {
        std::vector<double> values(ligands_ * modes_, kNone);
        for (std::size_t k = 0; k < ligands_; ++k) {
            for (std::size_t m = 0; results_[k] && m < results_[k]->size(); ++m) {
                values[k * modes_ + m] = value((*results_[k])[m]);
            }
        }
        put(words, {"ligand", "mode"}, {ligands_, modes_}, values);
    }

    void write_ranks() {
        std::vector<double> ranks(ligands_, kNone);
        const std::vector<int> order = ranking(results_);
        for (std::size_t k = 0; k < order.size(); ++k)
            ranks[static_cast<std::size_t>(order[k])] = static_cast<double>(k + 1);
        put({"rank", "1", "place of the ligand by the affinity of its best pose, from 1"}, {"ligand"},
            {ligands_}, ranks);
    }

    void write_energies() {
        using Pose = RankedPose;
        const std::string unit = "kcal mol-1";
        of_modes({"affinity", unit, "predicted free energy of binding"},
                 [](const Pose& p) { return p.affinity; });
        of_modes({"inter", unit, "energy between ligand and receptor"},
                 [](const Pose& p) { return p.score.inter; });
        of_modes({"intra", unit, "energy within the ligand"}, [](const Pose& p) { return p.score.intra; });
        of_modes({"gauss1", unit, "part of inter"}, [](const Pose& p) { return p.score.terms.gauss1; });
        of_modes({"gauss2", unit, "part of inter"}, [](const Pose& p) { return p.score.terms.gauss2; });
        of_modes({"repulsion", unit, "part of inter"}, [](const Pose& p) { return p.score.terms.repulsion; });
        of_modes({"hydrophobic", unit, "part of inter"},
                 [](const Pose& p) { return p.score.terms.hydrophobic; });
        of_modes({"hydrogen_bond", unit, "part of inter"},
                 [](const Pose& p) { return p.score.terms.hydrogen_bond; });
        of_modes({"rmsd", "angstrom", "distance of heavy atoms from the best pose"},
                 [](const Pose& p) { return p.rmsd; });
        of_modes({"cluster", "1", "poses within 2 angstrom of a better one share its cluster"},
                 [](const Pose& p) { return static_cast<double>(p.cluster); });
        of_modes({"total", unit, "score of the pose by itself"}, [](const Pose& p) { return p.score.total; });
    }

    void write_positions() {
        std::vector<double> values(ligands_ * modes_ * atoms_ * 3, kNone);
        for (std::size_t k = 0; k < ligands_; ++k) {
            for (std::size_t m = 0; results_[k] && m < results_[k]->size(); ++m) {
                double* to = values.data() + (k * modes_ + m) * atoms_ * 3;
                for (const Vec3& p : (*results_[k])[m].positions) {
                    for (const double number : {p.x, p.y, p.z}) *to++ = number;
                }
            }
        }
        put({"position", "angstrom", "where the atoms are"}, {"ligand", "mode", "atom", "xyz"},
            {ligands_, modes_, atoms_, 3}, values);
    }

    io::File& file_;
    const Library& library_;
    const AllPoses& results_;
    std::size_t ligands_, modes_, atoms_;
};

/// One array of a file, [ligand, mode].
class ModeTable {
  public:
    ModeTable(const io::Reader& reader, const std::string& name)
        : modes_{reader.shape(name)[1]}, values_{reader.values(name)} {}
    double at(std::size_t ligand, std::size_t mode) const { return values_[ligand * modes_ + mode]; }

  private:
    std::size_t modes_;
    std::vector<double> values_;
};

/// Reads the poses of one ligand after the other.
class PoseReader {
  public:
    explicit PoseReader(const io::Reader& reader) : reader_{reader} {
        for (const char* name : {"affinity", "rmsd", "cluster", "total", "inter", "intra", "gauss1", "gauss2",
                                 "repulsion", "hydrophobic", "hydrogen_bond"}) {
            tables_.emplace_back(reader, name);
        }
    }

    /// In the order of pack().
    Poses read(std::size_t ligand, std::size_t count, std::size_t atoms) const {
        const std::vector<double> positions = reader_.record("position", ligand);
        const std::size_t stride = 3 * reader_.shape("position")[2];
        std::vector<double> numbers;
        for (std::size_t m = 0; m < count; ++m) {
            for (const ModeTable& table : tables_) numbers.push_back(table.at(ligand, m));
            const auto first = positions.begin() + static_cast<std::ptrdiff_t>(m * stride);
            numbers.insert(numbers.end(), first, first + static_cast<std::ptrdiff_t>(3 * atoms));
        }
        return unpack(numbers, atoms);
    }

  private:
    const io::Reader& reader_;
    std::vector<ModeTable> tables_;
};

}  // namespace

std::vector<int> ranking(const AllPoses& results) {
    std::vector<int> order;
    for (std::size_t k = 0; k < results.size(); ++k) {
        if (results[k] && !results[k]->empty()) order.push_back(static_cast<int>(k));
    }
    std::ranges::stable_sort(order, {},
                             [&](int k) { return results[static_cast<std::size_t>(k)]->front().affinity; });
    return order;
}

void write_results(const ScreenOptions& options, const Library& library, const AllPoses& results,
                   const Circumstances& circumstances) {
    io::File file = io::File::create(*options.output, MPI_COMM_SELF, io::Compression::deflate);
    io::write_provenance(file,
                         {.title = "Docking of " + options.ligands.filename().string() + " to " +
                                   options.receptor.filename().string(),
                          .program = "docking (Sluice) " SLUICE_VERSION,
                          .command = options.command,
                          .parameters = options.parameters(),
                          .layout = fmt::format("{} ranks, a ligand at a time each", circumstances.ranks)},
                         MPI_COMM_SELF);
    file.set("references", "Trott and Olson, J. Comput. Chem. 31, 455 (2010)");
    file.set("molecules", digest(library));
    file.set("ligands", boost::join(names(library), "\n"));
    file.set("outcome", circumstances.complete ? "completed" : "to be continued");
    Writer{file, library, results, options.selection.most_poses}.write();
    add_picture_data(file, library, results);
    io::write_end_time(file, MPI_COMM_SELF);
    file.close();
}

AllPoses read_results(const ScreenOptions& options, const Library& library) {
    AllPoses results(library.ligands.size());
    if (!options.output || !std::filesystem::exists(*options.output)) return results;
    const io::Reader reader{*options.output};
    for (const auto& [attribute, ours] :
         {std::pair{"parameters", options.parameters()}, {"molecules", digest(library)}}) {
        if (!reader.has(attribute) || reader.text(attribute) != ours) {
            run::mistaken("{} is of a run with other {}; remove it or choose another --output",
                          options.output->string(), attribute);
        }
    }
    const std::vector<double> docked = reader.values("docked"), modes = reader.values("modes");
    const PoseReader poses{reader};
    for (std::size_t k = 0; k < results.size(); ++k) {
        if (docked[k] == 0) continue;
        results[k] =
            poses.read(k, static_cast<std::size_t>(modes[k]), library.ligands[k].ligand.atoms.size());
    }
    return results;
}

void report(const std::filesystem::path& path) {
    const io::Reader reader{path};
    std::vector<std::string> ligands;
    const std::string joined = reader.text("ligands");
    boost::split(ligands, joined, [](char letter) { return letter == '\n'; });
    const std::vector<double> rank = reader.values("rank"), score = reader.values("score"),
                              modes = reader.values("modes");
    std::vector<std::size_t> order(ligands.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::erase_if(order, [&](std::size_t k) { return std::isnan(rank[k]); });
    std::ranges::sort(order, {}, [&](std::size_t k) { return rank[k]; });
    fmt::print("{}\noutcome: {}\nparameters: {}\n\n rank  kcal/mol  poses  ligand\n", reader.text("title"),
               reader.text("outcome"), reader.text("parameters"));
    for (const std::size_t k : order)
        fmt::print("{:5.0f}  {:8.3f}  {:5.0f}  {}\n", rank[k], score[k], modes[k], ligands[k]);
}

}  // namespace sluice::docking
