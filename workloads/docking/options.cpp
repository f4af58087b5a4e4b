// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "workloads/run/command_line.hpp"
#include "workloads/run/exit_code.hpp"

namespace sluice::docking {
namespace {

namespace po = run::po;
using run::mistaken;
using run::Path;

constexpr std::string_view kMethod =
    R"(Usage: docking --receptor R.pdbqt --ligands FOLDER --box BOX.txt --output O.h5     under mpirun or srun
       docking --score-only --receptor R.pdbqt --ligands L.pdbqt
       docking --report O.h5

Finds how small molecules (ligands) bind to a protein (the receptor), and how well. The receptor is rigid; a ligand moves,
turns and twists about the torsions that its PDBQT file names. A pose is judged by AutoDock Vina's scoring function (Trott
and Olson 2010): two Gaussians and a repulsion of the distance between the surfaces of two atoms, hydrophobic contacts and
hydrogen bonds, in kcal/mol, divided by 1 + 0.05846 times the number of rotors. The search is iterated local search:
change a pose at random, descend by BFGS with analytical gradients, keep the new minimum by Metropolis' rule. Eight poses
are computed at once on maps of the receptor, the best minima are refined without maps, ranked and clustered. Ranks take
ligands one after the other as they get ready. What a ligand gets depends on the seed and its name, not on the ranks; a
run that was stopped or killed goes on from its output file when the same command is given again.
)";

po::options_description described_options() {
    po::options_description options = run::option_table();
    // clang-format off
    options.add_options()
        ("receptor", po::value<Path>(), "PDBQT file of the rigid receptor")
        ("ligands", po::value<Path>(), "PDBQT file of a ligand, or a folder of them (*.pdbqt)")
        ("box", po::value<Path>(), "file with center_x, ..., size_z = number (A): where to look, as Vina has it")
        ("exhaustiveness", po::value<int>(), "effort: time and thoroughness grow with it (default: 8)")
        ("seed", po::value<int>(), "of the random numbers (default: 0)")
        ("modes", po::value<int>(), "most poses to keep of a ligand (default: 9)")
        ("energy-range", po::value<double>(), "kcal/mol above the best pose that others may have (default: 3)")
        ("output", po::value<Path>(), "HDF5 file for poses, energies and ranking; the run goes on from it if it is there")
        ("save-every", po::value<double>(), "seconds between updates of the output file (default: 30)")
        ("poses", po::value<Path>(), "folder for the poses as PDBQT, a file for each ligand")
        ("score-only", "score the ligands where they are")
        ("report", po::value<Path>(), "print the ranking in a file; needs no MPI");
    // clang-format on
    run::add_usual_options(options);
    return options;
}

Path needed(const po::variables_map& given, const std::string& option) {
    if (given.count(option) == 0) mistaken("--{} is missing", option);
    return given[option].as<Path>();
}

Path receptor(const po::variables_map& given) {
    needed(given, "receptor");
    return run::source(given, "receptor");
}

Path ligands(const po::variables_map& given) {
    const Path path = needed(given, "ligands");
    if (!std::filesystem::exists(path)) mistaken("--ligands: there is no {}", path.string());
    return path;
}

constexpr std::array<const char*, 6> kBoxKeys{"center_x", "center_y", "center_z",
                                              "size_x",   "size_y",   "size_z"};

/// Takes "size_x = 22.5" in; blank lines and # comments are none.
void read_box_line(const std::string& text, const std::string& place, std::array<double, 6>& values,
                   std::array<bool, 6>& found) {
    std::istringstream line{text.substr(0, text.find('#'))};
    std::string key, equals, rest;
    if (!(line >> key)) return;
    const auto known = std::find(kBoxKeys.begin(), kBoxKeys.end(), key);
    if (known == kBoxKeys.end()) mistaken("{}: there is no '{}' in a box", place, key);
    const auto which = static_cast<std::size_t>(known - kBoxKeys.begin());
    if (!(line >> equals >> values[which]) || equals != "=" || line >> rest) {
        mistaken("{}: expected '{} = number'", place, key);
    }
    found[which] = true;
}

Box read_box(const Path& path) {
    std::array<double, 6> values{};
    std::array<bool, 6> found{};
    std::ifstream in{path};
    int number = 0;
    for (std::string text; std::getline(in, text);) {
        read_box_line(text, fmt::format("{}:{}", path.string(), ++number), values, found);
    }
    constexpr double widest = 120;  // A: eight gigabytes of maps
    for (std::size_t k = 0; k < kBoxKeys.size(); ++k) {
        if (!found[k]) mistaken("{}: {} is missing", path.string(), kBoxKeys[k]);
        if (k >= 3 && !(values[k] >= 1 && values[k] <= widest)) {
            mistaken("{}: {} must be from 1 to {} A, not {:g}", path.string(), kBoxKeys[k], widest,
                     values[k]);
        }
    }
    return {{values[0], values[1], values[2]}, {values[3], values[4], values[5]}};
}

Box box(const po::variables_map& given) {
    needed(given, "box");
    return read_box(run::source(given, "box"));
}

std::optional<Path> folder(const po::variables_map& given, const std::string& option) {
    if (given.count(option) == 0) return std::nullopt;
    const Path path = given[option].as<Path>();
    if (!std::filesystem::is_directory(path))
        mistaken("--{}: there is no directory {}", option, path.string());
    return path;
}

ScreenOptions screen_options(const po::variables_map& given, std::string command) {
    const int seed = run::integer(given, "seed", 0, 0, 2'000'000'000);
    return {.receptor = receptor(given),
            .ligands = ligands(given),
            .box = box(given),
            .effort = {run::integer(given, "exhaustiveness", 8, 1, 10'000), static_cast<std::uint64_t>(seed)},
            .selection = {.most_poses = run::integer(given, "modes", 9, 1, static_cast<int>(kKept)),
                          .energy_range = run::positive(given, "energy-range", 3, 1000, "of kcal/mol")},
            .output = run::target(given, "output"),
            .poses = folder(given, "poses"),
            .save_every =
                std::chrono::duration<double>{run::positive(given, "save-every", 30, 1e6, "of seconds")},
            .quiet = given.count("quiet") > 0,
            .command = std::move(command)};
}

void refuse_with(const po::variables_map& given, const std::string& mode,
                 std::initializer_list<const char*> others) {
    for (const char* option : others) {
        if (given.count(option) > 0) mistaken("--{} has no meaning with --{}", option, mode);
    }
}

std::string help() {
    std::ostringstream text;
    text << kMethod << '\n' << described_options();
    return text.str();
}

}  // namespace

std::string ScreenOptions::parameters() const {
    return fmt::format(
        "exhaustiveness={} seed={} modes={} energy-range={:g} center={:g},{:g},{:g} size={:g},{:g},{:g}",
        effort.exhaustiveness, effort.seed, selection.most_poses, selection.energy_range, box.centre.x,
        box.centre.y, box.centre.z, box.size.x, box.size.y, box.size.z);
}

std::variant<ScreenOptions, ScoreOptions, ReportOptions, run::Leave> parse_options(int argc,
                                                                                   const char* const* argv) {
    using run::Leave;
    try {
        const po::variables_map given = run::read_command_line(argc, argv, described_options());
        if (given.count("help") > 0) return Leave{run::kDone, help()};
        if (given.count("version") > 0) return Leave{run::kDone, "docking (Sluice) " SLUICE_VERSION "\n"};
        if (given.count("report") > 0) {
            refuse_with(given, "report", {"receptor", "ligands", "box", "output", "poses", "score-only"});
            return ReportOptions{run::source(given, "report")};
        }
        if (given.count("score-only") > 0) {
            refuse_with(given, "score-only", {"box", "exhaustiveness", "seed", "modes", "output", "poses"});
            return ScoreOptions{receptor(given), ligands(given)};
        }
        return screen_options(given, run::as_typed(argc, argv));
    } catch (const po::error& error) {
        return run::refusal("docking", error.what());
    } catch (const run::Mistake& mistake) {
        return run::refusal("docking", mistake.what());
    }
}

}  // namespace sluice::docking
