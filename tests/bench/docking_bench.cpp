// SPDX-License-Identifier: Apache-2.0
//
// CPU seconds for docking a ligand at equal exhaustiveness, beside AutoDock Vina where `vina` is installed,
// with the best scores of both; and how many poses a core evaluates in a second.
//     docking_bench [FOLDER]
// FOLDER has complexes/<name>/{receptor,ligand}.pdbqt and box.txt, and for the ranking of a library beside Vina's
// screening/{receptor.pdbqt,box.txt,ligands/*.pdbqt}. Without it the sample and imatinib are docked.
#include <sys/resource.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <optional>
#include <vector>

#include "tests/bench/bench.hpp"
#include "tests/bench/vina.hpp"
#include "workloads/docking/kernel/docking.hpp"
#include "workloads/docking/kernel/evaluator.hpp"

namespace {

using namespace sluice::docking;
using sluice::bench::cpu_seconds;
using sluice::bench::dock_with_vina;
using sluice::bench::DockedByVina;
using sluice::bench::report;
using sluice::bench::text_of;
using Task = sluice::bench::DockingTask;
namespace fs = std::filesystem;

Box box_of(const fs::path& path) {
    std::ifstream in{path};
    double v[6] = {};
    std::string key, equals;
    for (double& value : v) in >> key >> equals >> value;
    return {{v[0], v[1], v[2]}, {v[3], v[4], v[5]}};
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

std::vector<Task> tasks(int argc, char** argv) {
    std::vector<Task> found;
    if (argc > 1 && fs::is_directory(fs::path{argv[1]} / "complexes")) {
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

struct Compared {
    double ours;                       // best score, kcal/mol
    std::optional<DockedByVina> vina;  // if it is installed
};

Compared compare(const Task& task, int exhaustiveness, bool vina) {
    const Figure ours = dock(task, exhaustiveness);
    const std::string context =
        fmt::format("\"ligand\": \"{}\", \"exhaustiveness\": {}", task.name, exhaustiveness);
    report("docking.cpu", ours.seconds, "s", context + fmt::format(", \"score\": {:.3f}", ours.score));
    if (!vina) return {ours.score, std::nullopt};
    const std::optional<DockedByVina> theirs = dock_with_vina(task, exhaustiveness, 42);
    if (!theirs) return {ours.score, std::nullopt};
    report("docking.vina_cpu", theirs->seconds, "s",
           context + fmt::format(", \"score\": {:.3f}, \"reported\": {:.3f}", theirs->score, theirs->reported));
    report("docking.times_vina", theirs->seconds / ours.seconds, "1", context);
    return {ours.score, theirs};
}

std::vector<double> ranks(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t k) { return values[k]; });
    std::vector<double> ranks(values.size());
    for (std::size_t place = 0; place < order.size(); ++place) ranks[order[place]] = static_cast<double>(place);
    return ranks;
}

/// Spearman's.
double rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
    const std::vector<double> x = ranks(a), y = ranks(b);
    const double n = static_cast<double>(x.size());
    double squares = 0;
    for (std::size_t k = 0; k < x.size(); ++k) squares += (x[k] - y[k]) * (x[k] - y[k]);
    return 1 - 6 * squares / (n * (n * n - 1));
}

/// How a library is ranked by us, by Vina, and by Vina with another seed: what Vina reports, and what its poses score.
void compare_rankings(const std::vector<Task>& library, int exhaustiveness) {
    std::vector<double> ours, reported, scores, reported_again, scores_again;
    for (const Task& task : library) {
        const Compared compared = compare(task, exhaustiveness, true);
        const std::optional<DockedByVina> again = dock_with_vina(task, exhaustiveness, 7);
        if (!compared.vina || !again) continue;
        ours.push_back(compared.ours);
        reported.push_back(compared.vina->reported);
        scores.push_back(compared.vina->score);
        reported_again.push_back(again->reported);
        scores_again.push_back(again->score);
    }
    const auto show = [&](const char* what, const std::vector<double>& a, const std::vector<double>& b) {
        report("docking.rank_correlation", rank_correlation(a, b), "1",
               fmt::format("\"of\": \"{}\", \"ligands\": {}", what, a.size()));
    };
    show("our scores and those of Vina's poses", ours, scores);
    show("our scores and what Vina reports", ours, reported);
    show("scores of Vina's poses with two seeds", scores, scores_again);
    show("what Vina reports with two seeds", reported, reported_again);
}

std::vector<Task> library_in(const fs::path& folder) {
    std::vector<Task> found;
    if (!fs::is_directory(folder / "ligands")) return found;
    for (const auto& each : fs::directory_iterator{folder / "ligands"}) {
        const fs::path& ligand = each.path();
        if (ligand.extension() == ".pdbqt")
            found.push_back({ligand.stem(), folder / "receptor.pdbqt", ligand, folder / "box.txt"});
    }
    return found;
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
    const bool vina = !smoke && sluice::bench::vina_is_installed();
    const std::vector<Task> all_tasks = tasks(smoke ? 1 : argc, argv);
    evaluations(all_tasks.back(), smoke ? 1000 : 100'000);
    if (smoke) return 0;
    for (const Task& task : all_tasks) compare(task, 8, vina);
    if (vina && argc > 1) compare_rankings(library_in(fs::path{argv[1]} / "screening"), 2);
}
