// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/options.hpp"

#include <fmt/format.h>

#include <boost/algorithm/string/join.hpp>
#include <sstream>

#include "workloads/climate/kernel/solver.hpp"
#include "workloads/run/command_line.hpp"
#include "workloads/run/exit_code.hpp"

namespace sluice::climate {
namespace {

namespace po = run::po;
using run::mistaken;
using run::Path;
using run::target;

constexpr std::string_view kPhysics =
    R"(Usage: climate [options]                run a case, under mpirun or srun
       climate --report FILE [--picture FILE.png]

Simulates dry air in a vertical plane, x along the ground and z upwards. The equations are the full compressible,
non-hydrostatic Euler equations for density, both momenta and potential temperature in flux form: sound, gravity waves
and convection are all there. The unknowns are departures from an atmosphere at rest in hydrostatic balance, so a
resting atmosphere stays exactly at rest. The plane is periodic in x and closed by rigid walls below and above. Finite
volumes of fourth order in space with a low Mach number Riemann solver, Runge-Kutta of third order in time. Mass is
conserved to rounding, and every number is the same, to the last bit, on any number of ranks.
Cases: "thermal", a bubble of warm air that rises and rolls up (20 km x 10 km); "robert", a small smooth bubble
(1 km x 1 km); "wave", a gentle gravity wave carried by a wind (300 km x 10 km); "current", cold air that falls and
runs along the ground (51.2 km x 6.4 km); "collision", "mountain" and "injection" (20 km x 10 km each).
)";

po::options_description described_options() {
    po::options_description options = run::option_table();
    // clang-format off
    options.add_options()
        ("case", po::value<std::string>()->default_value("thermal"), "thermal, robert, wave, current, collision, mountain or injection")
        ("nx", po::value<int>(), "cells along x (default: what suits the case)")
        ("nz", po::value<int>(), "cells along z")
        ("time", po::value<double>(), "simulated seconds")
        ("viscosity", po::value<double>(), "m2/s, of wind and potential temperature (default: 75 for current, else none)")
        ("hyper-viscosity", po::value<double>(),
         "share that a step takes from a wave of two cells, up to 0.5 (default: none)")
        ("output", po::value<Path>(), "HDF5 file for fields and diagnostics (default: none)")
        ("output-every", po::value<double>(), "simulated seconds between records of the file")
        ("picture", po::value<Path>(), "PNG file for potential temperature at the end")
        ("report", po::value<Path>(), "print the numbers of a finished file; needs no MPI");
    // clang-format on
    run::add_checkpoint_options(options);
    run::add_usual_options(options);
    return options;
}

const Case& chosen_case(const std::string& name) {
    if (const Case* found = find_case(name)) return *found;
    std::vector<std::string> names;
    for (const Case& known : all_cases()) names.emplace_back(known.name);
    mistaken("there is no case '{}'; choose one of {}", name, boost::join(names, ", "));
}

int cells(const po::variables_map& given, const std::string& option, int by_default) {
    return run::integer(given, option, by_default, 16, 100'000);
}

double seconds(const po::variables_map& given, const std::string& option, double by_default) {
    return run::positive(given, option, by_default, 1e7, "of seconds");
}

double smoothing(const po::variables_map& given, const std::string& option, double by_default,
                 double largest) {
    const double value = given.count(option) > 0 ? given[option].as<double>() : by_default;
    if (!(value >= 0 && value <= largest))
        mistaken("--{} must be from 0 to {:g}, not {:g}", option, largest, value);
    return value;
}

/// The most that the explicit time step bears, with a fifth to spare.
double largest_viscosity(const Case& which, const Grid& grid) {
    const double rate = 16.0 / 3 * (1 / (grid.dx() * grid.dx()) + 1 / (grid.dz() * grid.dz()));
    return 2 / rate / stable_time_step(which, grid);
}

RunOptions run_options(const po::variables_map& given, std::string command) {
    Case which = chosen_case(given["case"].as<std::string>());
    const double duration = seconds(given, "time", which.duration);
    const Grid grid{cells(given, "nx", which.nx), cells(given, "nz", which.nz), which.length, which.height};
    which.viscosity = smoothing(given, "viscosity", which.viscosity, largest_viscosity(which, grid));
    which.hyper_viscosity = smoothing(given, "hyper-viscosity", which.hyper_viscosity, 0.5);
    return {.problem = which,
            .grid = grid,
            .duration = duration,
            .output_every = seconds(given, "output-every", std::min(which.output_every, duration)),
            .output = target(given, "output"),
            .picture = target(given, "picture"),
            .checkpoint = run::checkpoint_options(given),
            .quiet = given.count("quiet") > 0,
            .command = std::move(command)};
}

ReportOptions report_options(const po::variables_map& given) {
    for (const char* option : {"nx", "nz", "time", "viscosity", "hyper-viscosity", "output", "output-every",
                               "checkpoint", "checkpoint-every", "quiet"}) {
        if (given.count(option) > 0) mistaken("--{} has no meaning with --report", option);
    }
    return {given["report"].as<Path>(), target(given, "picture")};
}

std::string help() {
    std::ostringstream text;
    text << kPhysics << '\n' << described_options();
    return text.str();
}

}  // namespace

std::string RunOptions::parameters() const {
    return fmt::format("case={} nx={} nz={} time={} output-every={} viscosity={} hyper-viscosity={}",
                       problem.name, grid.nx, grid.nz, duration, output_every, problem.viscosity,
                       problem.hyper_viscosity);
}

std::variant<RunOptions, ReportOptions, run::Leave> parse_options(int argc, const char* const* argv) {
    using run::Leave;
    try {
        const po::variables_map given = run::read_command_line(argc, argv, described_options());
        if (given.count("help") > 0) return Leave{run::kDone, help()};
        if (given.count("version") > 0) return Leave{run::kDone, "climate (Sluice) " SLUICE_VERSION "\n"};
        if (given.count("report") > 0) return report_options(given);
        return run_options(given, run::as_typed(argc, argv));
    } catch (const po::error& error) {
        return run::refusal("climate", error.what());
    } catch (const run::Mistake& mistake) {
        return run::refusal("climate", mistake.what());
    }
}

}  // namespace sluice::climate
