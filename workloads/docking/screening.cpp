// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/screening.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <numeric>

#include "io/collective.hpp"
#include "workloads/docking/kernel/symmetry.hpp"
#include "workloads/docking/results.hpp"
#include "workloads/docking/work_sharing.hpp"
#include "workloads/run/exit_code.hpp"
#include "workloads/run/progress.hpp"
#include "workloads/run/stop_vote.hpp"

namespace sluice::docking {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kSameCluster = 2;  // A rmsd

/// Each pose joins the cluster of the best pose that it is like.
void cluster(Poses& poses, const Symmetry& symmetry) {
    int clusters = 0;
    for (std::size_t k = 0; k < poses.size(); ++k) {
        poses[k].rmsd = symmetry.rmsd(poses.front().positions, poses[k].positions);
        const auto like = std::find_if(
            poses.begin(), poses.begin() + static_cast<std::ptrdiff_t>(k), [&](const RankedPose& better) {
                return symmetry.rmsd(better.positions, poses[k].positions) < kSameCluster;
            });
        poses[k].cluster = like - poses.begin() < static_cast<std::ptrdiff_t>(k) ? like->cluster : clusters++;
    }
}

/// What rank 0 keeps of the run.
class Ledger {
  public:
    Ledger(const ScreenOptions& options, const Library& library, int ranks)
        : options_{options}, library_{library}, ranks_{ranks}, results_{read_results(options, library)} {}

    /// Ligands that are not done, the most laborious first: none of those is left for the end.
    std::vector<int> open_pieces() const {
        std::vector<int> pieces;
        for (std::size_t k = 0; k < results_.size(); ++k) {
            if (!results_[k]) pieces.push_back(static_cast<int>(k));
        }
        std::ranges::stable_sort(pieces, std::greater{},
                                 [&](int k) { return labour(static_cast<std::size_t>(k)); });
        return pieces;
    }

    /// Share of the labour that is done.
    double share() const {
        double all_labour = 0, done = 0;
        for (std::size_t k = 0; k < results_.size(); ++k) {
            all_labour += labour(k);
            if (results_[k]) done += labour(k);
        }
        return done / all_labour;
    }

    void take(int piece, const std::vector<double>& numbers) {
        const auto k = static_cast<std::size_t>(piece);
        results_[k] = unpack(numbers, library_.ligands[k].ligand.atoms.size());
        ++docked_;
        if (Clock::now() - saved_ >= std::max(options_.save_every, 20 * saving_)) save(false);
    }

    void save(bool complete) {
        if (!options_.output) return;
        const auto before = Clock::now();
        write_results(options_, library_, results_, {ranks_, complete});
        saved_ = Clock::now();
        saving_ = saved_ - before;
    }

    void write_poses() const {
        if (!options_.poses) return;
        for (std::size_t k = 0; k < results_.size(); ++k) {
            if (!results_[k]) continue;
            std::ofstream out{*options_.poses / (library_.ligands[k].name + ".pdbqt")};
            int model = 0;
            for (const RankedPose& pose : *results_[k]) {
                out << fmt::format("MODEL {}\nREMARK VINA RESULT: {:9.3f} {:10.3f} {:10.3f}\n{}ENDMDL\n",
                                   ++model, pose.affinity, pose.rmsd, pose.rmsd,
                                   pdbqt_text(library_.ligands[k].file, pose.positions));
            }
        }
    }

    void print_ranking() const {
        fmt::print(" rank  kcal/mol  poses  ligand\n");
        int place = 0;
        for (const int k : ranking(results_)) {
            const Poses& poses = *results_[static_cast<std::size_t>(k)];
            fmt::print("{:5}  {:8.3f}  {:5}  {}\n", ++place, poses.front().affinity, poses.size(),
                       library_.ligands[static_cast<std::size_t>(k)].name);
        }
    }

    int docked() const { return docked_; }

  private:
    double labour(std::size_t k) const {
        const Ligand& ligand = library_.ligands[k].ligand;
        return static_cast<double>(search_steps(ligand, 1)) *
               static_cast<double>(ligand.atoms.size() * 2 + ligand.pairs.size());
    }

    const ScreenOptions& options_;
    const Library& library_;
    int ranks_;
    AllPoses results_;
    int docked_ = 0;  // in this run
    Clock::time_point saved_ = Clock::now();
    std::chrono::duration<double> saving_{0};
};

std::vector<double> dock_one(const Target& target, const ScreenOptions& options, const NamedLigand& ligand,
                             const WorkSharing::GiveUp& give_up) {
    Poses poses = target.dock(ligand.ligand, options.effort, options.selection, ligand.name, give_up);
    cluster(poses, Symmetry{ligand.file, ligand.ligand});
    return pack(poses);
}

int finish(Ledger& ledger, bool complete, int signal, const run::Progress& progress) {
    ledger.save(complete);
    ledger.write_poses();
    if (complete) {
        ledger.print_ranking();
        fmt::print("{} ligands docked in {}\n", ledger.docked(),
                   run::readable_duration(progress.wall_seconds()));
        return run::kDone;
    }
    fmt::print("docking: stopped by {}; the same command goes on from here\n",
               signal != 0 ? run::signal_name(signal) : "another rank");
    return run::kContinueLater;
}

}  // namespace

int screen(const ScreenOptions& options, const Library& library, MPI_Comm comm) {
    const int rank = io::rank_in(comm);
    const run::StopSignals signals;
    std::optional<Ledger> ledger;
    if (rank == 0) ledger.emplace(options, library, io::size_of(comm));
    run::Progress progress{
        {.work = "ligands", .silent = rank != 0 || options.quiet, .begin = ledger ? ledger->share() : 0}};
    const Target target{library.receptor, options.box, library.species()};
    WorkSharing sharing{comm,
                        [&](int piece, const WorkSharing::GiveUp& give_up) {
                            return dock_one(target, options, library.ligands[static_cast<std::size_t>(piece)],
                                            give_up);
                        },
                        [&] { return signals.received() != 0; }};
    const bool complete = sharing.run(ledger ? ledger->open_pieces() : std::vector<int>{},
                                      [&](int piece, const std::vector<double>& numbers) {
                                          ledger->take(piece, numbers);
                                          progress.advance(ledger->share(), ledger->docked());
                                      });
    progress.finish();
    if (ledger) return finish(*ledger, complete, signals.received(), progress);
    return complete ? run::kDone : run::kContinueLater;
}

void print_scores(const Library& library) {
    fmt::print(
        "    score      inter      intra     gauss1     gauss2  repulsion hydrophobic  h-bond  rotors  "
        "ligand\n");
    for (const NamedLigand& each : library.ligands) {
        const Score s = score(library.receptor, each.ligand, place(each.ligand, each.ligand.pose_in_file()));
        fmt::print("{:9.3f}  {:9.3f}  {:9.3f}  {:9.3f}  {:9.3f}  {:9.3f}   {:9.3f} {:7.3f}  {:6.1f}  {}\n",
                   s.total, s.inter, s.intra, s.terms.gauss1, s.terms.gauss2, s.terms.repulsion,
                   s.terms.hydrophobic, s.terms.hydrogen_bond, each.ligand.rotors, each.name);
    }
}

}  // namespace sluice::docking
