// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/plane_model.hpp"

#include <cmath>
#include <optional>
#include <stdexcept>

#include "io/collective.hpp"
#include "workloads/climate/gather.hpp"
#include "workloads/climate/halo_exchange.hpp"
#include "workloads/climate/kernel/solver.hpp"
#include "workloads/climate/picture.hpp"
#include "workloads/climate/results.hpp"

namespace sluice::climate {
namespace {

constexpr std::array kNames{"density", "momentum_x", "momentum_z", "heat"};  // in the order of Quantity

/// The cells of a tile without its halo, row by row from the ground.
std::vector<double> inside(const Fields& fields, Quantity quantity) {
    std::vector<double> values;
    for (int k = 0; k < fields.nz(); ++k) {
        values.insert(values.end(), fields.row(quantity, k), fields.row(quantity, k) + fields.nx());
    }
    return values;
}

Fields fields_from(const io::Reader& saved, const Tile& tile, const io::Block& part) {
    Fields fields{tile.x.count, tile.z.count};
    for (const Quantity quantity : kQuantities) {
        const auto values = saved.part<double>(kNames[static_cast<std::size_t>(quantity)], part);
        for (int k = 0; k < fields.nz(); ++k) {
            std::copy_n(values.data() + std::ptrdiff_t{k} * fields.nx(), fields.nx(),
                        fields.row(quantity, k));
        }
    }
    return fields;
}

class PlaneModel final : public Model {
  public:
    PlaneModel(const RunOptions& options, const PlaneOptions& plane, const ProcessGrid& processes,
               MPI_Comm comm)
        : options_{options},
          problem_{plane.problem},
          comm_{comm},
          layout_{fmt::format("{} x {} (x, z)", processes.px, processes.pz)},
          solver_{plane.problem, plane.grid, tile_of(plane.grid, processes, io::rank_in(comm))},
          halo_{comm, processes, solver_.tile()} {}

    std::string layout() const override { return layout_; }
    double longest_step() const override { return stable_time_step(problem_, solver_.grid()); }
    double cells() const override { return static_cast<double>(solver_.grid().nx) * solver_.grid().nz; }

    void open_results() override {
        if (options_.output) results_.emplace(options_, problem_, solver_, layout_, comm_);
    }

    void step(double dt) override {
        solver_.step(dt, [this](Fields& fields) { halo_.exchange(fields); });
    }

    void measure(double time) override {
        const Totals all =
            combine(comm_, totals(solver_.state(), solver_.background(), solver_.grid(), solver_.tile()));
        now_ = {time, all.mass.value(), all.energy.value(), all.coldest, all.warmest, all.fastest};
        if (!std::isfinite(now_.fastest))
            throw std::runtime_error{fmt::format("the flow has become infinite before t = {:g} s", time)};
        if (!start_) start_ = now_;
    }

    void record() override {
        if (results_) keep(record_of(solver_, now_));
    }

    void save(io::CheckpointWriter& checkpoint) const override;
    void load(const io::Reader& saved) override;

    void draw(const std::filesystem::path& picture, double time) const override {
        const std::vector<double> theta = gather_field(
            comm_, solver_.grid(), solver_.tile(), theta_perturbation(solver_.state(), solver_.background()));
        io::on_root(comm_,
                    [&] { draw_theta(picture, std::string{problem_.title}, solver_.grid(), time, theta); });
    }

    void finish(const RunFacts& facts) override {
        if (results_) results_->finish(facts);
        if (io::rank_in(comm_) == 0) print(facts, solver_.grid(), *start_, now_);
    }

  private:
    void keep(Record record) {
        if (!results_) return;
        results_->append(record);
        if (options_.checkpoint.file) records_.push_back(std::move(record));
    }

    const RunOptions& options_;
    Case problem_;
    MPI_Comm comm_;
    std::string layout_;
    Solver solver_;
    HaloExchange halo_;
    std::optional<Results> results_;
    Records records_;  // for checkpoints; without them records go to the file alone
    std::optional<Moment> start_;
    Moment now_{};
};

void PlaneModel::save(io::CheckpointWriter& checkpoint) const {
    const FieldLayout layout = layout_of(solver_.grid(), solver_.tile());
    checkpoint.set("start_mass", start_->mass);
    checkpoint.set("start_energy", start_->energy);
    for (const Quantity quantity : kQuantities) {
        checkpoint.write<double>(kNames[static_cast<std::size_t>(quantity)], layout.whole, layout.part,
                                 inside(solver_.state(), quantity));
    }
    save_records(checkpoint, records_, layout, comm_);
}

void PlaneModel::load(const io::Reader& saved) {
    const io::Block part = layout_of(solver_.grid(), solver_.tile()).part;
    start_ = Moment{};
    start_->mass = saved.number("start_mass");
    start_->energy = saved.number("start_energy");
    solver_.restore(fields_from(saved, solver_.tile(), part));
    for (Record& record : load_records(saved, part)) keep(std::move(record));
}

}  // namespace

std::unique_ptr<Model> make_plane_model(const RunOptions& options, const PlaneOptions& plane, MPI_Comm comm) {
    const int ranks = io::size_of(comm);
    const std::optional<ProcessGrid> processes = best_process_grid(plane.grid, ranks);
    if (!processes) {
        run::mistaken("{} ranks are too many for {} x {} cells; take fewer ranks or more cells", ranks,
                      plane.grid.nx, plane.grid.nz);
    }
    return std::make_unique<PlaneModel>(options, plane, *processes, comm);
}

}  // namespace sluice::climate
