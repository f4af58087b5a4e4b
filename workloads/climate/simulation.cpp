// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/simulation.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>

#include "io/checkpoint.hpp"
#include "io/collective.hpp"
#include "io/provenance.hpp"
#include "workloads/climate/plane_model.hpp"
#include "workloads/climate/sphere_model.hpp"
#include "workloads/run/exit_code.hpp"
#include "workloads/run/progress.hpp"
#include "workloads/run/stop_vote.hpp"

namespace sluice::climate {
namespace {

/// How far a run has come. Steps have equal length from one record to the next.
struct Position {
    double time = 0;         // s
    double last_record = 0;  // s
    std::int64_t steps = 0;  // since the start
    std::int64_t steps_since_record = 0;
    std::int64_t next_record = 0;  // number of the record that the run is on its way to
};

void save_position(io::CheckpointWriter& file, const Position& position) {
    file.set("time", position.time);
    file.set("last_record", position.last_record);
    file.set("steps", position.steps);
    file.set("steps_since_record", position.steps_since_record);
    file.set("next_record", position.next_record);
}

Position load_position(const io::Reader& saved) {
    return {.time = saved.number("time"),
            .last_record = saved.number("last_record"),
            .steps = saved.integer("steps"),
            .steps_since_record = saved.integer("steps_since_record"),
            .next_record = saved.integer("next_record")};
}

class Run {
  public:
    Run(const RunOptions& options, Model& model, MPI_Comm comm)
        : options_{options},
          comm_{comm},
          rank_{io::rank_in(comm)},
          model_{model},
          vote_{comm},
          progress_{{.work = "cell updates", .silent = options.quiet || rank_ != 0}} {}

    int complete();

  private:
    void begin();
    void end();
    double time_of_record(std::int64_t n) const;
    bool advance_to(double target);
    void record();
    bool checkpoint_is_due();
    void save();
    bool load();
    RunFacts facts() const;

    const RunOptions& options_;
    MPI_Comm comm_;
    int rank_;
    Model& model_;
    run::StopVote vote_;
    run::Progress progress_;
    Position at_;
    std::chrono::steady_clock::time_point saved_ = std::chrono::steady_clock::now();
    std::int64_t steps_before_ = 0;  // those of earlier runs that this one goes on from
    bool stopped_ = false;
};

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

/// The file comes after the vote on signals: from then on, a signal ends it in good order.
void Run::begin() {
    model_.open_results();
    if (!load()) return record();
    steps_before_ = at_.steps;
    if (rank_ == 0 && !options_.quiet) fmt::print("climate: goes on from t = {:.6g} s\n", at_.time);
}

void Run::end() {
    if (options_.picture) model_.draw(*options_.picture, at_.time);
    model_.finish(facts());
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
    const double longest = model_.longest_step();
    const auto steps = static_cast<std::int64_t>(std::ceil((target - from) / longest));
    const double dt = (target - from) / static_cast<double>(steps);
    while (at_.steps_since_record < steps) {
        model_.step(dt);
        const std::int64_t n = ++at_.steps_since_record;
        at_.time = n == steps ? target : from + static_cast<double>(n) * dt;
        ++at_.steps;
        progress_.advance(at_.time / options_.duration,
                          static_cast<double>(at_.steps - steps_before_) * model_.cells(),
                          [this] { return fmt::format("t = {:.6g} s", at_.time); });
        if (vote_.stop()) return false;
        if (checkpoint_is_due()) save();
    }
    return true;
}

void Run::record() {
    model_.measure(at_.time);
    model_.record();
    at_.last_record = at_.time;
    at_.steps_since_record = 0;
    ++at_.next_record;
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
    io::CheckpointWriter file{*options_.checkpoint.file, comm_};
    file.set("parameters", options_.parameters());
    save_position(file, at_);
    model_.save(file);
    file.commit();
    saved_ = std::chrono::steady_clock::now();
}

/// False if there is nothing to go on from.
bool Run::load() {
    if (!options_.checkpoint.file) return false;
    const auto saved = io::open_checkpoint(*options_.checkpoint.file, comm_);
    if (!saved) return false;
    if (const std::string theirs = saved->text("parameters"); theirs != options_.parameters()) {
        throw std::runtime_error{
            fmt::format("the checkpoint {} is of another run ({}); name another file, or remove it",
                        options_.checkpoint.file->string(), theirs)};
    }
    at_ = load_position(*saved);
    model_.load(*saved);
    model_.measure(at_.time);
    return true;
}

RunFacts Run::facts() const {
    return {.title = options_.title(),
            .parameters = options_.parameters(),
            .steps = at_.steps,
            .ranks = io::size_of(comm_),
            .layout = model_.layout(),
            .nodes = io::node_list(comm_),
            .job = io::job_id(comm_),
            .wall_seconds = progress_.wall_seconds(),
            .rate = progress_.rate(),
            .outcome = stopped_ ? fmt::format("stopped by {} at t = {:.6g} s",
                                              run::signal_name(vote_.signal()), at_.time)
                                : "completed",
            .file = options_.output ? options_.output->string() : ""};
}

struct MakeModel {
    const RunOptions& options;
    MPI_Comm comm;

    std::unique_ptr<Model> operator()(const PlaneOptions& plane) const {
        return make_plane_model(options, plane, comm);
    }
    std::unique_ptr<Model> operator()(const SphereOptions& sphere) const {
        return make_sphere_model(options, sphere, comm);
    }
};

}  // namespace

int simulate(const RunOptions& options, MPI_Comm comm) {
    std::unique_ptr<Model> model;
    try {
        model = std::visit(MakeModel{options, comm}, options.of);
    } catch (const run::Mistake& mistake) {
        if (io::rank_in(comm) == 0) fmt::print(stderr, "climate: {}\n", mistake.what());
        return run::kMistake;
    }
    return Run{options, *model, comm}.complete();
}

}  // namespace sluice::climate
