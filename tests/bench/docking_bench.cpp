// SPDX-License-Identifier: Apache-2.0
//
// CPU seconds for docking a ligand at equal exhaustiveness, beside AutoDock Vina where `vina` is installed,
// with the best scores of both; and how many poses a core evaluates in a second.
//     docking_bench [FOLDER]     complexes/<name>/{receptor,ligand}.pdbqt and box.txt; else the sample and
//     imatinib
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

#include "tests/bench/bench.hpp"
#include "workloads/docking/kernel/docking.hpp"
#include "workloads/docking/kernel/evaluator.hpp"

namespace {

using namespace sluice::docking;
using sluice::bench::report;
namespace fs = std::filesystem;

struct Task {
    std::string name;
    fs::path receptor, ligand, box;
};

std::string text_of(const fs::path& path) {
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

Box box_of(const fs::path& path) {
    std::ifstream in{path};
    double v[6] = {};
    std::string key, equals;
    for (double& value : v) in >> key >> equals >> value;
    return {{v[0], v[1], v[2]}, {v[3], v[4], v[5]}};
}

double cpu_seconds(int who) {
    rusage usage{};
    getrusage(who, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec) + 1e-6 * static_cast<double>(usage.ru_utime.tv_usec);
}

struct Figure {
    double seconds, score;
};

/// Maps included, as in Vina's time.
Figure dock(const Task& task, int exhaustiveness) {
    const double before = cpu_seconds(RUSAGE_SELF);
    const Ligand ligand = make_ligand(parse_ligand(text_of(task.ligand)));
    std::vector<Species> species;
    add_species(ligand, species);
    const Target target{make_receptor(parse_receptor(text_of(task.receptor))), box_of(task.box), species};
    const auto poses = target.dock(ligand, {exhaustiveness, 42}, {}, task.name, [] { return false; });
    return {cpu_seconds(RUSAGE_SELF) - before, poses.front().score.total};
}

/// Its pose's score by our function: Vina's own number after docking is another one, see docs/docking.md.
Figure dock_with_vina(const Task& task, int exhaustiveness) {
    const fs::path out = fs::temp_directory_path() / fmt::format("docking-bench-{}.pdbqt", getpid());
    const double before = cpu_seconds(RUSAGE_CHILDREN);
    const std::string command = fmt::format(
        "vina --cpu 1 --seed 42 --num_modes 1 --exhaustiveness {} --receptor '{}' --ligand '{}' --config "
        "'{}' --out '{}' "
        ">/dev/null 2>&1",
        exhaustiveness, task.receptor.string(), task.ligand.string(), task.box.string(), out.string());
    if (std::system(command.c_str()) != 0) return {0, 0};
    const double seconds = cpu_seconds(RUSAGE_CHILDREN) - before;
    std::string pose, line;
    std::istringstream lines{text_of(out)};
    while (std::getline(lines, line)) {
        if (!line.starts_with("MODEL") && !line.starts_with("ENDMDL")) pose += line + '\n';
    }
    fs::remove(out);
    const Ligand ligand = make_ligand(parse_ligand(pose));
    const Receptor receptor = make_receptor(parse_receptor(text_of(task.receptor)));
    return {seconds, score(receptor, ligand, place(ligand, ligand.pose_in_file())).total};
}

std::vector<Task> tasks(int argc, char** argv) {
    std::vector<Task> found;
    if (argc > 1 && fs::is_directory(argv[1])) {
        for (const auto& each : fs::directory_iterator{fs::path{argv[1]} / "complexes"}) {
            const fs::path p = each.path();
            if (each.is_directory())
                found.push_back({p.filename(), p / "receptor.pdbqt", p / "ligand.pdbqt", p / "box.txt"});
        }
        return found;
    }
    const fs::path sample = SAMPLE, imatinib = IMATINIB;
    for (const char* name : {"ZINC62720948", "CHEMBL37522"}) {
        found.push_back({name, sample / "receptor.pdbqt", sample / "ligands" / (std::string{name} + ".pdbqt"),
                         sample / "box.txt"});
    }
    found.push_back(
        {"imatinib", imatinib / "receptor.pdbqt", imatinib / "ligand.pdbqt", imatinib / "box.txt"});
    return found;
}

void compare(const Task& task, int exhaustiveness, bool vina) {
    const Figure ours = dock(task, exhaustiveness);
    const std::string context =
        fmt::format("\"ligand\": \"{}\", \"exhaustiveness\": {}", task.name, exhaustiveness);
    report("docking.cpu", ours.seconds, "s", context + fmt::format(", \"score\": {:.3f}", ours.score));
    if (!vina) return;
    const Figure theirs = dock_with_vina(task, exhaustiveness);
    report("docking.vina_cpu", theirs.seconds, "s",
           context + fmt::format(", \"score\": {:.3f}", theirs.score));
    report("docking.times_vina", theirs.seconds / ours.seconds, "1", context);
}

void evaluations(const Task& task, int repeats) {
    const Ligand ligand = make_ligand(parse_ligand(text_of(task.ligand)));
    std::vector<Species> species;
    add_species(ligand, species);
    const Box box = box_of(task.box);
    const GridMaps maps{make_receptor(parse_receptor(text_of(task.receptor))), species, box,
                        kSearchSoftening};
    Evaluator evaluator{ligand, maps, kSearchSoftening};
    std::vector<float> pose{static_cast<float>(box.centre.x),
                            static_cast<float>(box.centre.y),
                            static_cast<float>(box.centre.z),
                            1,
                            0,
                            0,
                            0};
    pose.resize(static_cast<std::size_t>(evaluator.coordinates()));
    for (int lane = 0; lane < kLanes; ++lane) evaluator.set_pose(lane, pose);
    const double before = cpu_seconds(RUSAGE_SELF);
    for (int k = 0; k < repeats; ++k) evaluator.evaluate();
    report("docking.evaluations", kLanes * repeats / (cpu_seconds(RUSAGE_SELF) - before), "1/s",
           fmt::format("\"ligand\": \"{}\", \"heavy_atoms\": {}, \"pairs\": {}", task.name,
                       ligand.heavy_atoms(), ligand.pairs.size()));
}

}  // namespace

int main(int argc, char** argv) {
    const bool smoke = sluice::bench::is_smoke_run(argc, argv);
    const bool vina = !smoke && std::system("command -v vina >/dev/null") == 0;
    const std::vector<Task> all_tasks = tasks(smoke ? 1 : argc, argv);
    evaluations(all_tasks.back(), smoke ? 1000 : 100'000);
    if (smoke) return 0;
    for (const Task& task : all_tasks) compare(task, 8, vina);
}
