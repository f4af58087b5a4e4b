// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/simulation.hpp"

#include <chrono>
#include <functional>

#include "io/collective.hpp"
#include "workloads/montecarlo/kernel/closed_form.hpp"
#include "workloads/montecarlo/kernel/make_experiment.hpp"
#include "workloads/montecarlo/mpi_team.hpp"
#include "workloads/montecarlo/progress_file.hpp"
#include "workloads/montecarlo/results.hpp"
#include "workloads/run/exit_code.hpp"
#include "workloads/run/progress.hpp"
#include "workloads/run/stop_vote.hpp"

namespace sluice::montecarlo {
namespace {

/// One thing to value. Made when its turn comes: an exercise rule takes work to find.
struct Task {
    std::string name;
    std::optional<double> known;
    std::function<std::unique_ptr<Experiment>()> make;
};

class Run {
  public:
    Run(const RunOptions& options, MPI_Comm comm);

    int complete();

  private:
    using Clock = std::chrono::steady_clock;

    void list_tasks();
    bool value(std::size_t number);
    bool is_checkpoint_due();
    void save();
    void report_progress(std::size_t number, const Valuation& valuation);
    int leave_early();
    void print_summary() const;

    RunOptions options_;
    MPI_Comm comm_;
    Team team_;
    run::StopVote vote_;
    run::Progress progress_;
    std::vector<Task> tasks_;
    std::vector<Valuation::State> states_;
    std::vector<Result> results_;
    Clock::time_point saved_ = Clock::now();
    double paths_ = 0;  // in this process's life
};

Run::Run(const RunOptions& options, MPI_Comm comm)
    : options_{options},
      comm_{comm},
      team_{team_of(comm)},
      vote_{comm, 1},
      progress_{{.work = "paths", .silent = options.quiet || io::rank_in(comm) != 0}} {
    list_tasks();
    if (const auto& file = options_.checkpoint.file)
        states_ = load_states(*file, options_.job.described, comm);
}

void Run::list_tasks() {
    const Sampling& sampling = options_.job.sampling;
    for (const Contract& contract : options_.job.contracts) {
        tasks_.push_back({contract.name, known_price(contract), [&] { return make_experiment(contract, sampling, team_); }});
    }
    if (options_.job.risk) {
        tasks_.push_back({"portfolio", std::nullopt, [&] { return make_risk(*options_.job.risk, sampling); }});
    }
}

int Run::complete() {
    for (std::size_t number = 0; number < tasks_.size(); ++number) {
        if (!value(number)) return leave_early();
    }
    progress_.finish();
    if (options_.output) write_results(options_, results_, comm_);
    if (io::rank_in(comm_) == 0) print_summary();
    return run::kDone;
}

/// False if the run was told to stop on the way.
bool Run::value(std::size_t number) {
    const Clock::time_point begin = Clock::now();
    const std::unique_ptr<Experiment> experiment = tasks_[number].make();
    Valuation valuation{*experiment, team_, options_.job.goal};
    if (number < states_.size()) valuation.restore(states_[number]);
    else states_.push_back(valuation.state());
    while (!valuation.is_done()) {
        valuation.next_round();
        states_[number] = valuation.state();
        paths_ += valuation.paths_in_round();
        report_progress(number, valuation);
        if (vote_.stop()) return false;
        if (is_checkpoint_due()) save();
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    results_.push_back({tasks_[number].name, experiment->estimates(), valuation.results(),
                        valuation.state().history, valuation.paths(), seconds, tasks_[number].known});
    return true;
}

void Run::report_progress(std::size_t number, const Valuation& valuation) {
    const double share =
        (static_cast<double>(number) + valuation.share_done()) / static_cast<double>(tasks_.size());
    progress_.advance(share, paths_, [&] { return tasks_[number].name; });
}

/// By the clock of rank 0.
bool Run::is_checkpoint_due() {
    if (!options_.checkpoint.file) return false;
    int due = Clock::now() - saved_ >= options_.checkpoint.every ? 1 : 0;
    MPI_Bcast(&due, 1, MPI_INT, 0, comm_);
    return due != 0;
}

void Run::save() {
    save_states(*options_.checkpoint.file, options_.job.described, states_, comm_);
    saved_ = Clock::now();
}

int Run::leave_early() {
    progress_.finish();
    const std::string signal = run::signal_name(vote_.signal());
    if (options_.checkpoint.file) save();
    if (io::rank_in(comm_) == 0) {
        const std::string kept = options_.checkpoint.file
                                     ? "the same command goes on from " + options_.checkpoint.file->string()
                                     : std::string{"nothing was kept; --checkpoint would"};
        fmt::print("stopped by {} in {} of {} valuations; {}\n", signal, states_.size(), tasks_.size(), kept);
    }
    return options_.checkpoint.file ? static_cast<int>(run::kContinueLater) : 128 + vote_.signal();
}

void Run::print_summary() const {
    fmt::print("{:<28} {:<9} {:>22} {:>12} {:>32} {:>10}\n", "instrument", "estimate", "value", "error",
               "95 % confidence interval", "paths");
    for (const Result& result : results_) {
        for (std::size_t k = 0; k < result.values.size(); ++k) {
            const auto [value, error] = result.values[k];
            const std::string interval =
                fmt::format("[{:.8g}, {:.8g}]", value - kConfidence95 * error, value + kConfidence95 * error);
            fmt::print("{:<28} {:<9} {:>22.15g} {:>12.3g} {:>32} {:>10.4g}\n", result.name,
                       result.estimates[k], value, error, interval, result.paths);
        }
    }
    if (options_.output) fmt::print("file: {}\n", options_.output->string());
}

}  // namespace

int simulate(const RunOptions& options, MPI_Comm comm) { return Run{options, comm}.complete(); }

}  // namespace sluice::montecarlo
