// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/sphere_model.hpp"

#include <cmath>
#include <numbers>
#include <optional>
#include <stdexcept>

#include "io/collective.hpp"
#include "workloads/climate/gather.hpp"
#include "workloads/climate/map_exchange.hpp"
#include "workloads/climate/picture.hpp"
#include "workloads/climate/sphere_results.hpp"
#include "workloads/climate/trace_exchange.hpp"

namespace sluice::climate {
namespace {

using sphere::kElementNodes;
using sphere::kLanes;
using Unknown = sphere::Values sphere::BlockState::*;

struct NamedUnknown {
    const char* name;
    Unknown values;
};
constexpr std::array kUnknowns{NamedUnknown{"depth", &sphere::BlockState::depth},
                               NamedUnknown{"wind_a", &sphere::BlockState::along_a},
                               NamedUnknown{"wind_b", &sphere::BlockState::along_b}};

/// In checkpoints: [element][node].
std::vector<double> by_element(const sphere::State& state, const sphere::Part& part, Unknown unknown) {
    std::vector<double> values;
    for (int n = 0; n < part.count; ++n) {
        for (const sphere::Lanes& lanes : state[n / kLanes].*unknown) values.push_back(lanes[n % kLanes]);
    }
    return values;
}

sphere::State state_from(const io::Reader& saved, const sphere::Part& part, const io::Block& block) {
    sphere::State state(static_cast<std::size_t>(part.blocks()));
    for (const auto& [name, unknown] : kUnknowns) {
        const auto values = saved.part<double>(name, block);
        for (int n = 0; n < part.blocks() * kLanes; ++n) {
            const std::ptrdiff_t element = part.element(n / kLanes, n % kLanes) - part.first;
            const double* value = values.data() + element * kElementNodes;
            for (sphere::Lanes& lanes : state[n / kLanes].*unknown) lanes[n % kLanes] = *value++;
        }
    }
    return state;
}

sphere::Extremes extremes_over(MPI_Comm comm, const sphere::Extremes& mine) {
    std::array largest{-mine.lowest,       mine.highest,  mine.fastest,        -mine.most_negative,
                       mine.most_positive, mine.furthest, mine.highest_initial};
    MPI_Allreduce(MPI_IN_PLACE, largest.data(), static_cast<int>(largest.size()), MPI_DOUBLE, MPI_MAX, comm);
    return {-largest[0], largest[1], largest[2], -largest[3], largest[4], largest[5], largest[6]};
}

class SphereModel final : public Model {
  public:
    SphereModel(const RunOptions& options, const SphereOptions& sphere, MPI_Comm comm)
        : run_{options},
          options_{sphere},
          comm_{comm},
          solver_{*sphere.problem, sphere.angle * std::numbers::pi / 180, sphere.elements,
                  sphere::share_elements(sphere.elements, io::size_of(comm)), io::rank_in(comm)},
          initial_{solver_.state()},
          exchange_{comm, solver_.neighbours().partners()},
          mapper_{solver_.mesh(), solver_.part(), sphere.map},
          map_{comm, sphere.map, mapper_.points()} {}

    std::string layout() const override {
        return fmt::format("{} elements in {} stretches", solver_.mesh().elements(), io::size_of(comm_));
    }
    double longest_step() const override {
        return sphere::stable_time_step(*options_.problem, options_.elements);
    }
    double cells() const override { return static_cast<double>(solver_.mesh().elements()) * kElementNodes; }

    void open_results() override;
    void step(double dt) override { solver_.step(dt, exchange_); }
    void measure(double time) override;
    void record() override;
    void save(io::CheckpointWriter& checkpoint) const override;
    void load(const io::Reader& saved) override;

    void draw(const std::filesystem::path& picture, double time) const override {
        const auto values = mapper_.values(solver_.state(), zeta_, solver_.geometry());
        const std::vector<double> zeta = map_.gather(values[sphere::kVorticity]);
        io::on_root(comm_, [&] {
            draw_vorticity(picture, std::string{options_.problem->title}, options_.map, time, zeta);
        });
    }

    void finish(const RunFacts& facts) override {
        if (results_) results_->finish(facts);
        if (io::rank_in(comm_) == 0) print(facts, *start_, now_);
    }

  private:
    io::Extents all_nodes() const { return {static_cast<hsize_t>(solver_.mesh().elements()), kElementNodes}; }
    io::Block own_nodes() const {
        const auto size = [](int n) { return static_cast<hsize_t>(n); };
        return {{size(solver_.part().first), 0}, {size(solver_.part().count), kElementNodes}};
    }
    void keep(Record record);

    const RunOptions& run_;
    SphereOptions options_;
    MPI_Comm comm_;
    sphere::Solver solver_;
    sphere::State initial_;
    TraceExchange exchange_;
    sphere::Mapper mapper_;
    MapExchange map_;
    std::optional<SphereResults> results_;
    Records records_;                   // for checkpoints; without them records go to the file alone
    std::vector<sphere::Values> zeta_;  // as it was measured last
    std::optional<SphereMoment> start_;
    SphereMoment now_{};
};

void SphereModel::open_results() {
    if (!run_.output) return;
    results_.emplace(run_, options_, map_.rows(), map_.rows_of(mapper_.ground(solver_.geometry())), layout(),
                     comm_);
}

void SphereModel::measure(double time) {
    zeta_ = solver_.vorticity(exchange_);
    sphere::Totals all = totals(solver_, initial_, zeta_);
    for (ExactSum& sum : all.sums.parts()) sum = sum_over(comm_, sum);
    now_ = SphereMoment::of(time, all.sums.means(), extremes_over(comm_, all.extremes));
    if (!std::isfinite(now_.fastest))
        throw std::runtime_error{fmt::format("the flow has become infinite before t = {:g} s", time)};
    if (!start_) start_ = now_;
}

void SphereModel::record() {
    if (!results_) return;
    Record record{{now_.time}, {}};
    for (const SphereNumber& number : sphere_numbers()) record.numbers.push_back(now_.*number.value);
    for (const auto& values : mapper_.values(solver_.state(), zeta_, solver_.geometry())) {
        record.fields.push_back(map_.rows_of(values));
    }
    keep(std::move(record));
}

void SphereModel::keep(Record record) {
    if (!results_) return;
    results_->append(record);
    if (run_.checkpoint.file) records_.push_back(std::move(record));
}

void SphereModel::save(io::CheckpointWriter& checkpoint) const {
    for (const SphereNumber& number : sphere_numbers()) {
        checkpoint.set(fmt::format("start_{}", number.name), (*start_).*number.value);
    }
    for (const auto& [name, unknown] : kUnknowns) {
        checkpoint.write<double>(name, all_nodes(), own_nodes(),
                                 by_element(solver_.state(), solver_.part(), unknown));
    }
    save_records(checkpoint, records_, layout_of(options_.map, map_.rows()), comm_);
}

void SphereModel::load(const io::Reader& saved) {
    start_ = SphereMoment{};
    for (const SphereNumber& number : sphere_numbers()) {
        (*start_).*number.value = saved.number(fmt::format("start_{}", number.name));
    }
    solver_.restore(state_from(saved, solver_.part(), own_nodes()));
    for (Record& record : load_records(saved, layout_of(options_.map, map_.rows()).part))
        keep(std::move(record));
}

}  // namespace

std::unique_ptr<Model> make_sphere_model(const RunOptions& options, const SphereOptions& sphere,
                                         MPI_Comm comm) {
    const int ranks = io::size_of(comm), elements = sphere::Mesh{sphere.elements}.elements();
    if (ranks > elements)
        run::mistaken("{} ranks are too many for {} elements; take fewer ranks or more elements", ranks,
                      elements);
    return std::make_unique<SphereModel>(options, sphere, comm);
}

}  // namespace sluice::climate
