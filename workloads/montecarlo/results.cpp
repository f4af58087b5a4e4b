// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/results.hpp"

#include <fmt/ranges.h>

#include <functional>
#include <numeric>

#include "io/collective.hpp"
#include "io/provenance.hpp"

namespace sluice::montecarlo {
namespace {

std::vector<double> counted(std::size_t n) {
    std::vector<double> numbers(n);
    std::iota(numbers.begin(), numbers.end(), 1.0);
    return numbers;
}

/// A column that all ranks know and rank 0 writes.
void add_column(io::File& file, const io::Description& description, const std::string& axis,
                const std::vector<double>& values, int rank) {
    const io::Block block = io::Block::on_root({values.size()}, rank);
    file.add_variable(description, {axis}, block).write(std::span{values}.first(block.size()));
}

void add_estimates(io::File& file, const std::vector<Result>& results, int rank) {
    std::string names;
    std::vector<double> values, errors, low, high, paths;
    for (const Result& result : results) {
        for (std::size_t k = 0; k < result.values.size(); ++k) {
            const auto [value, error] = result.values[k];
            names += fmt::format("{}{}: {}", names.empty() ? "" : "\n", result.name, result.estimates[k]);
            values.push_back(value);
            errors.push_back(error);
            low.push_back(value - kConfidence95 * error);
            high.push_back(value + kConfidence95 * error);
            paths.push_back(result.paths);
        }
    }
    file.set("estimate_names", names);
    file.add_axis({"estimate", "1", "line of estimate_names"}, counted(values.size()));
    add_column(file, {"value", "1", "estimated value, in the unit of the input"}, "estimate", values, rank);
    add_column(file, {"standard_error", "1", "one standard error of the value"}, "estimate", errors, rank);
    add_column(file, {"low95", "1", "lower end of the 95 % confidence interval"}, "estimate", low, rank);
    add_column(file, {"high95", "1", "upper end of the 95 % confidence interval"}, "estimate", high, rank);
    add_column(file, {"paths", "1", "paths simulated"}, "estimate", paths, rank);
}

bool is_curve(const Result& result) { return result.history.size() > 1; }

/// The curves that stand side by side in the picture.
std::string curves_to_draw(const std::vector<Result>& results) {
    constexpr std::size_t kMost = 2;
    std::vector<std::string> names;
    for (std::size_t k = 0; k < results.size() && names.size() < kMost; ++k) {
        if (is_curve(results[k])) names.push_back(fmt::format("value_{}", k + 1));
    }
    return fmt::format("{}", fmt::join(names, " "));
}

void add_history(io::File& file, std::size_t number, const Result& result, int rank) {
    std::vector<double> paths, values, errors, low, high;
    for (const auto& [at, value, error] : result.history) {
        paths.push_back(at);
        values.push_back(value);
        errors.push_back(error);
        low.push_back(value - kConfidence95 * error);
        high.push_back(value + kConfidence95 * error);
    }
    const auto named = [&](const char* what) { return fmt::format("{}_{}", what, number); };
    const std::string& of = result.name;
    const std::string axis = named("paths");
    file.add_axis({axis, "1", "paths"}, paths);
    io::Description value{named("value"), "1", result.estimates.front() + " of " + of};
    if (is_curve(result)) value.more = {{"plot", "curve"}, {"plot_error", named("error")}, {"plot_x_scale", "log"}};
    if (result.known) value.more.push_back({"plot_reference", *result.known});
    add_column(file, value, axis, values, rank);
    add_column(file, {named("error"), "1", "its standard error"}, axis, errors, rank);
    add_column(file, {named("low95"), "1", "lower end of its 95 % confidence interval"}, axis, low, rank);
    add_column(file, {named("high95"), "1", "upper end of its 95 % confidence interval"}, axis, high, rank);
}

}  // namespace

void write_results(const RunOptions& options, const std::vector<Result>& results, MPI_Comm comm) {
    io::File file = io::File::create(*options.output, comm);
    const std::string layout = fmt::format("{} ranks share each round's blocks of paths", io::size_of(comm));
    io::write_provenance(file,
                         {"Monte Carlo prices and risk", "montecarlo (Sluice) " SLUICE_VERSION,
                          options.command, options.job.described, layout},
                         comm);
    file.set("seed", static_cast<std::int64_t>(options.job.sampling.seed.value));
    add_estimates(file, results, io::rank_in(comm));
    for (std::size_t k = 0; k < results.size(); ++k) add_history(file, k + 1, results[k], io::rank_in(comm));
    if (const std::string curves = curves_to_draw(results); !curves.empty()) file.set("plots", curves);
    io::write_end_time(file, comm);
    file.close();
}

}  // namespace sluice::montecarlo
