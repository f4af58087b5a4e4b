// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/simulation.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <optional>
#include <stdexcept>

#include "io/collective.hpp"
#include "io/provenance.hpp"
#include "workloads/climate/gather.hpp"
#include "workloads/climate/halo_exchange.hpp"
#include "workloads/climate/kernel/solver.hpp"
#include "workloads/climate/picture.hpp"
#include "workloads/climate/results.hpp"
#include "workloads/climate/summary.hpp"
#include "workloads/run/exit_code.hpp"
#include "workloads/run/progress.hpp"
#include "workloads/run/stop_vote.hpp"

namespace sluice::climate {
namespace {

class Run {
  public:
    Run(const RunOptions& options, const ProcessGrid& processes, MPI_Comm comm);

    int complete();

  private:
    double time_of_record(int n) const;
    bool advance_to(double target);
    void record();
    void draw_picture();
    Moment moment() const;
    Summary summary() const;

    RunOptions options_;
    MPI_Comm comm_;
    int rank_;
    std::string layout_;
    Solver solver_;
    HaloExchange halo_;
    std::optional<Results> results_;
    run::StopVote vote_;
    run::Progress progress_;
    long steps_ = 0;
    double time_ = 0;
    Moment start_{}, now_{};
    bool stopped_ = false;
};

Run::Run(const RunOptions& options, const ProcessGrid& processes, MPI_Comm comm)
    : options_{options},
      comm_{comm},
      rank_{io::rank_in(comm)},
      layout_{fmt::format("{} x {} (x, z)", processes.px, processes.pz)},
      solver_{options.problem, options.grid, tile_of(options.grid, processes, rank_)},
      halo_{comm, processes, solver_.tile()},
      vote_{comm},
      progress_{{.work = "cell updates", .silent = options.quiet || rank_ != 0}} {
    if (options.output) results_.emplace(options, solver_, layout_, comm);
}

int Run::complete() {
    record();
    start_ = now_;
    for (int n = 1; time_ < options_.duration && !stopped_; ++n) {
        stopped_ = !advance_to(time_of_record(n));
        record();
    }
    progress_.finish();
    if (options_.picture) draw_picture();
    const Summary numbers = summary();
    if (results_) results_->finish(numbers);
    if (rank_ == 0) print(numbers);
    return stopped_ ? 128 + vote_.signal() : run::kDone;
}

/// A multiple of the interval, or the end of the run: also if rounding puts a multiple just before it.
double Run::time_of_record(int n) const {
    const double time = n * options_.output_every;
    return time < options_.duration * (1 - 1e-12) ? time : options_.duration;
}

/// In equal steps. False if the run was told to stop on the way.
bool Run::advance_to(double target) {
    const double from = time_;
    const double longest = stable_time_step(options_.problem, options_.grid);
    const auto steps = static_cast<long>(std::ceil((target - from) / longest));
    const double dt = (target - from) / static_cast<double>(steps);
    const double cells = static_cast<double>(options_.grid.nx) * options_.grid.nz;
    for (long n = 1; n <= steps; ++n) {
        solver_.step(dt, [this](Fields& fields) { halo_.exchange(fields); });
        time_ = n == steps ? target : from + static_cast<double>(n) * dt;
        ++steps_;
        progress_.advance(time_ / options_.duration, static_cast<double>(steps_) * cells,
                          [this] { return fmt::format("t = {:.6g} s", time_); });
        if (vote_.stop()) return false;
    }
    return true;
}

void Run::record() {
    now_ = moment();
    if (!std::isfinite(now_.fastest)) {
        throw std::runtime_error{fmt::format("the flow has become infinite before t = {:g} s", time_)};
    }
    if (results_) results_->write(solver_, now_);
}

Moment Run::moment() const {
    const Totals all =
        combine(comm_, totals(solver_.state(), solver_.background(), solver_.grid(), solver_.tile()));
    return {time_, all.mass.value(), all.energy.value(), all.coldest, all.warmest, all.fastest};
}

void Run::draw_picture() {
    const std::vector<double> theta = gather_field(comm_, solver_.grid(), solver_.tile(),
                                                   theta_perturbation(solver_.state(), solver_.background()));
    io::on_root(comm_, [&] {
        draw_theta(*options_.picture, std::string{options_.problem.title}, solver_.grid(), time_, theta);
    });
}

Summary Run::summary() const {
    return {.title = std::string{options_.problem.title},
            .parameters = options_.parameters(),
            .nx = options_.grid.nx,
            .nz = options_.grid.nz,
            .dx = options_.grid.dx(),
            .dz = options_.grid.dz(),
            .start = start_,
            .end = now_,
            .steps = steps_,
            .ranks = io::size_of(comm_),
            .layout = layout_,
            .nodes = io::node_list(comm_),
            .job = io::job_id(comm_),
            .wall_seconds = progress_.wall_seconds(),
            .rate = progress_.rate(),
            .outcome = stopped_ ? fmt::format("stopped by {} at t = {:.6g} s", run::signal_name(vote_.signal()), time_) : "completed",
            .file = options_.output ? options_.output->string() : ""};
}

}  // namespace

int simulate(const RunOptions& options, MPI_Comm comm) {
    const int ranks = io::size_of(comm);
    const std::optional<ProcessGrid> processes = best_process_grid(options.grid, ranks);
    if (!processes) {
        if (io::rank_in(comm) == 0) {
            fmt::print(stderr,
                       "climate: {} ranks are too many for {} x {} cells; take fewer ranks or more cells\n",
                       ranks, options.grid.nx, options.grid.nz);
        }
        return run::kMistake;
    }
    return Run{options, *processes, comm}.complete();
}

}  // namespace sluice::climate
