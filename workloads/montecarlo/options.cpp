// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/options.hpp"

#include <sstream>

#include "workloads/montecarlo/contract_keys.hpp"
#include "workloads/run/exit_code.hpp"

namespace sluice::montecarlo {
namespace {

namespace po = run::po;

constexpr std::string_view kMethod =
    R"(Usage: montecarlo PORTFOLIO.yaml [options]             price and measure what a file lists
       montecarlo --product european [options]         price one instrument

Prices options by simulating many paths of their assets under the risk-neutral measure and averaging the discounted
payoffs; the standard error of the average is reported with it. Assets follow geometric Brownian motions, drawn exactly
from step to step, or Heston's model of stochastic variance (Andersen's QE-M scheme). Barriers and extremes may be
watched continuously: Brownian bridges give what happens between steps. Early exercise is found by least squares on
paths of its own (Longstaff and Schwartz), so those prices are lower bounds. Random numbers are Philox4x32-10, counted by
path and step, or Sobol's points, scrambled; antithetic paths, controls of known mean and importance sampling reduce the
error. A run ends at its paths or at a target error. Every digit is the same on any number of ranks. A portfolio's value
at risk and expected shortfall come from scenarios of jointly normal returns, with options revalued in full.
)";

po::options_description described_options() {
    po::options_description options = run::option_table();
    for (const Key& key : instrument_keys())
        options.add_options()(key.name, po::value<std::string>(), key.meaning);
    for (const Key& key : sampling_keys())
        options.add_options()(key.name, po::value<std::string>(), key.meaning);
    // clang-format off
    options.add_options()
        ("portfolio", po::value<run::Path>(), "file to price; the word before the options")
        ("output", po::value<run::Path>(), "HDF5 file for prices, errors and convergence (default: none)");
    // clang-format on
    run::add_checkpoint_options(options);
    run::add_usual_options(options);
    return options;
}

std::map<std::string, Word> words_of(const po::variables_map& given, std::span<const Key> keys) {
    std::map<std::string, Word> words;
    for (const Key& key : keys) {
        if (given.count(key.name) == 0) continue;
        words[key.name] = {given[key.name].as<std::string>(), fmt::format("--{}", key.name)};
    }
    return words;
}

Job job_of(const po::variables_map& given) {
    const auto instrument = words_of(given, instrument_keys()), sampling = words_of(given, sampling_keys());
    if (given.count("portfolio") == 0) {
        if (instrument.empty()) run::mistaken("name a portfolio file or a --product");
        return single_instrument(instrument, sampling);
    }
    if (!instrument.empty()) {
        run::mistaken("--{} has no meaning beside a portfolio file; write it there",
                      instrument.begin()->first);
    }
    return read_portfolio(given["portfolio"].as<run::Path>(), sampling);
}

std::string help() {
    std::ostringstream text;
    text << kMethod << '\n' << described_options();
    return text.str();
}

}  // namespace

std::variant<RunOptions, run::Leave> parse_options(int argc, const char* const* argv) {
    try {
        po::positional_options_description positional;
        positional.add("portfolio", 1);
        const po::variables_map given = run::read_command_line(argc, argv, described_options(), positional);
        if (given.count("help") > 0) return run::Leave{run::kDone, help()};
        if (given.count("version") > 0)
            return run::Leave{run::kDone, "montecarlo (Sluice) " SLUICE_VERSION "\n"};
        return RunOptions{job_of(given), run::target(given, "output"), run::checkpoint_options(given),
                          given.count("quiet") > 0, run::as_typed(argc, argv)};
    } catch (const po::error& error) {
        return run::refusal("montecarlo", error.what());
    } catch (const run::Mistake& mistake) {
        return run::refusal("montecarlo", mistake.what());
    }
}

}  // namespace sluice::montecarlo
