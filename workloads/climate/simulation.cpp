// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/simulation.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <stdexcept>

#include "io/collective.hpp"
#include "io/provenance.hpp"
#include "workloads/climate/checkpoint.hpp"
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
    void begin();
    void end();
    double time_of_record(std::int64_t n) const;
    bool advance_to(double target);
    void record();
    void keep(Record record);
    bool checkpoint_is_due();
    void save();
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
    Position at_;
    Records records_;  // for checkpoints; without them records go to the file alone
    Moment now_{};
    std::chrono::steady_clock::time_point saved_ = std::chrono::steady_clock::now();
    std::int64_t steps_before_ = 0;  // those of earlier runs that this one goes on from
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
    begin();
    while (at_.time < options_.duration && !stopped_) {
        stopped_ = !advance_to(time_of_record(at_.next_record));
        if (!stopped_) record();
    }
    progress_.finish();
    if (stopped_ && options_.checkpoint.file) {
        save();
        if (rank_ == 0)
            fmt::print("climate: stopped at t = {:.6g} s; the same command goes on from there\n", at_.time);
        return run::kContinueLater;
    }
    if (stopped_) record();
    end();
    return stopped_ ? 128 + vote_.signal() : run::kDone;
}

void Run::begin() {
    const auto& checkpoint = options_.checkpoint.file;
    Records earlier;
    if (checkpoint && load_checkpoint(*checkpoint, options_.parameters(), at_, solver_, earlier, comm_)) {
        for (Record& record : earlier) keep(std::move(record));
        now_ = moment();
        steps_before_ = at_.steps;
        if (rank_ == 0 && !options_.quiet) fmt::print("climate: goes on from t = {:.6g} s\n", at_.time);
        return;
    }
    at_.next_record = 0;
    record();
    at_.start = now_;
}

void Run::end() {
    if (options_.picture) draw_picture();
    const Summary numbers = summary();
    if (results_) results_->finish(numbers);
    if (rank_ == 0) print(numbers);
    if (const auto& checkpoint = options_.checkpoint.file) {
        io::on_root(comm_, [&] { std::filesystem::remove(*checkpoint); });
    }
}

/// A multiple of the interval, or the end of the run: also if rounding puts a multiple just before it.
double Run::time_of_record(std::int64_t n) const {
    const double time = static_cast<double>(n) * options_.output_every;
    return time < options_.duration * (1 - 1e-12) ? time : options_.duration;
}

/// In equal steps. False if the run was told to stop on the way.
bool Run::advance_to(double target) {
    const double from = at_.last_record;
    const double longest = stable_time_step(options_.problem, options_.grid);
    const auto steps = static_cast<std::int64_t>(std::ceil((target - from) / longest));
    const double dt = (target - from) / static_cast<double>(steps);
    const double cells = static_cast<double>(options_.grid.nx) * options_.grid.nz;
    while (at_.steps_since_record < steps) {
        solver_.step(dt, [this](Fields& fields) { halo_.exchange(fields); });
        const std::int64_t n = ++at_.steps_since_record;
        at_.time = n == steps ? target : from + static_cast<double>(n) * dt;
        ++at_.steps;
        progress_.advance(at_.time / options_.duration,
                          static_cast<double>(at_.steps - steps_before_) * cells,
                          [this] { return fmt::format("t = {:.6g} s", at_.time); });
        if (vote_.stop()) return false;
        if (checkpoint_is_due()) save();
    }
    return true;
}

void Run::record() {
    now_ = moment();
    if (!std::isfinite(now_.fastest)) {
        throw std::runtime_error{fmt::format("the flow has become infinite before t = {:g} s", at_.time)};
    }
    if (results_) keep(record_of(solver_, now_));
    at_.last_record = at_.time;
    at_.steps_since_record = 0;
    ++at_.next_record;
}

void Run::keep(Record record) {
    if (results_) results_->append(record);
    if (results_ && options_.checkpoint.file) records_.push_back(std::move(record));
}

/// Rank 0's clock decides, now and then.
bool Run::checkpoint_is_due() {
    constexpr int steps_between_looks = 16;
    if (!options_.checkpoint.file || at_.steps % steps_between_looks != 0) return false;
    int due = std::chrono::steady_clock::now() - saved_ >= options_.checkpoint.every;
    MPI_Bcast(&due, 1, MPI_INT, 0, comm_);
    return due != 0;
}

void Run::save() {
    save_checkpoint(*options_.checkpoint.file, options_.parameters(), at_, solver_, records_, comm_);
    saved_ = std::chrono::steady_clock::now();
}

Moment Run::moment() const {
    const Totals all =
        combine(comm_, totals(solver_.state(), solver_.background(), solver_.grid(), solver_.tile()));
    return {at_.time, all.mass.value(), all.energy.value(), all.coldest, all.warmest, all.fastest};
}

void Run::draw_picture() {
    const std::vector<double> theta = gather_field(comm_, solver_.grid(), solver_.tile(),
                                                   theta_perturbation(solver_.state(), solver_.background()));
    io::on_root(comm_, [&] {
        draw_theta(*options_.picture, std::string{options_.problem.title}, solver_.grid(), at_.time, theta);
    });
}

Summary Run::summary() const {
    return {.title = std::string{options_.problem.title},
            .parameters = options_.parameters(),
            .nx = options_.grid.nx,
            .nz = options_.grid.nz,
            .dx = options_.grid.dx(),
            .dz = options_.grid.dz(),
            .start = at_.start,
            .end = now_,
            .steps = at_.steps,
            .ranks = io::size_of(comm_),
            .layout = layout_,
            .nodes = io::node_list(comm_),
            .job = io::job_id(comm_),
            .wall_seconds = progress_.wall_seconds(),
            .rate = progress_.rate(),
            .outcome = stopped_ ? fmt::format("stopped by {} at t = {:.6g} s",
                                              run::signal_name(vote_.signal()), at_.time)
                                : "completed",
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
