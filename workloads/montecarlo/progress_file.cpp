// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/progress_file.hpp"

#include <fmt/format.h>

#include "io/checkpoint.hpp"
#include "io/collective.hpp"
#include "io/error.hpp"

namespace sluice::montecarlo {
namespace {

/// Rounds; quantities, controls, tallies and their moments; milestones.
void flatten(const Valuation::State& state, std::vector<double>& numbers) {
    numbers.push_back(static_cast<double>(state.rounds));
    const Shape shape = state.tallies.front().shape();
    for (const std::size_t count : {shape.quantities, shape.controls, state.tallies.size()}) {
        numbers.push_back(static_cast<double>(count));
    }
    for (const Moments& tally : state.tallies) {
        numbers.insert(numbers.end(), tally.packed().begin(), tally.packed().end());
    }
    numbers.push_back(static_cast<double>(state.history.size()));
    for (const Milestone& milestone : state.history) {
        numbers.insert(numbers.end(), {milestone.paths, milestone.value, milestone.error});
    }
}

/// Takes numbers off the front.
class Numbers {
  public:
    explicit Numbers(std::span<const double> numbers) : left_{numbers} {}

    std::span<const double> take(std::size_t count) {
        if (count > left_.size()) throw io::Error{"the checkpoint ends too early"};
        const auto taken = left_.first(count);
        left_ = left_.subspan(count);
        return taken;
    }
    double one() { return take(1).front(); }
    std::size_t count() { return static_cast<std::size_t>(one()); }

  private:
    std::span<const double> left_;
};

Valuation::State unflatten(Numbers& numbers) {
    Valuation::State state;
    state.rounds = numbers.count();
    const std::size_t quantities = numbers.count(), controls = numbers.count();
    const Shape shape{quantities, controls};
    for (std::size_t n = numbers.count(); n > 0; --n)
        state.tallies.emplace_back(shape, numbers.take(shape.packed()));
    for (std::size_t n = numbers.count(); n > 0; --n) {
        const auto milestone = numbers.take(3);
        state.history.push_back({milestone[0], milestone[1], milestone[2]});
    }
    return state;
}

}  // namespace

void save_states(const std::filesystem::path& file, const std::string& job,
                 const std::vector<Valuation::State>& states, MPI_Comm comm) {
    std::vector<double> numbers;
    for (const Valuation::State& state : states) flatten(state, numbers);
    io::CheckpointWriter checkpoint{file, comm};
    checkpoint.set("job", job);
    checkpoint.set("valuations", static_cast<std::int64_t>(states.size()));
    const io::Block block = io::Block::on_root({numbers.size()}, io::rank_in(comm));
    checkpoint.write<double>("state", {numbers.size()}, block, std::span{numbers}.first(block.size()));
    checkpoint.commit();
}

std::vector<Valuation::State> load_states(const std::filesystem::path& file, const std::string& job,
                                          MPI_Comm comm) {
    const auto saved = io::open_checkpoint(file, comm);
    if (!saved) return {};
    if (saved->text("job") != job) {
        throw io::Error{fmt::format("{} is the checkpoint of another job; remove it or name another file",
                                    file.string())};
    }
    const std::vector<double> all = saved->values("state");
    Numbers numbers{all};
    std::vector<Valuation::State> states;
    const auto count = static_cast<std::size_t>(saved->integer("valuations"));
    for (std::size_t n = 0; n < count; ++n) states.push_back(unflatten(numbers));
    return states;
}

}  // namespace sluice::montecarlo
