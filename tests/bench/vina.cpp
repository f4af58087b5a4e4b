// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/vina.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "workloads/docking/kernel/docking.hpp"

namespace sluice::bench {
namespace {

namespace fs = std::filesystem;

/// The first model of its output, and the energy that it says this has.
struct Model {
    std::string pdbqt;
    double reported = 0;
};

Model first_model(const std::string& output) {
    Model model;
    std::istringstream lines{output};
    const std::string result = "REMARK VINA RESULT:";
    for (std::string line; std::getline(lines, line) && !line.starts_with("ENDMDL");) {
        if (line.starts_with(result)) model.reported = std::strtod(line.c_str() + result.size(), nullptr);
        if (!line.starts_with("MODEL")) model.pdbqt += line + '\n';
    }
    return model;
}

double score_of(const std::string& pdbqt, const fs::path& receptor_file) {
    using namespace docking;
    const Ligand ligand = make_ligand(parse_ligand(pdbqt));
    const Receptor receptor = make_receptor(parse_receptor(text_of(receptor_file)));
    return score(receptor, ligand, place(ligand, ligand.pose_in_file())).total;
}

}  // namespace

bool vina_is_installed() { return std::system("command -v vina >/dev/null") == 0; }

std::optional<DockedByVina> dock_with_vina(const DockingTask& task, int exhaustiveness, int seed) {
    const fs::path out = fs::temp_directory_path() / fmt::format("docking-bench-{}.pdbqt", getpid());
    const double before = cpu_seconds(RUSAGE_CHILDREN);
    const std::string command = fmt::format(
        "vina --cpu 1 --seed {} --num_modes 1 --exhaustiveness {} --receptor '{}' --ligand '{}' --config '{}' --out '{}' "
        ">/dev/null 2>&1",
        seed, exhaustiveness, task.receptor.string(), task.ligand.string(), task.box.string(), out.string());
    if (std::system(command.c_str()) != 0) return std::nullopt;
    const double seconds = cpu_seconds(RUSAGE_CHILDREN) - before;
    const Model model = first_model(text_of(out));
    fs::remove(out);
    return DockedByVina{seconds, model.reported, score_of(model.pdbqt, task.receptor)};
}

std::string text_of(const fs::path& path) {
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

double cpu_seconds(int who) {
    rusage usage{};
    getrusage(who, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec) + 1e-6 * static_cast<double>(usage.ru_utime.tv_usec);
}

}  // namespace sluice::bench
