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

In the plane: dry air in a vertical plane, x along the ground and z upwards. The equations are the full compressible,
non-hydrostatic Euler equations for density, both momenta and potential temperature in flux form: sound, gravity waves
and convection are all there. The unknowns are departures from an atmosphere at rest in hydrostatic balance, so a
resting atmosphere stays exactly at rest. The plane is periodic in x and closed by rigid walls below and above. Finite
volumes of fourth order in space with a low Mach number Riemann solver, Runge-Kutta of third order in time.
Cases: "thermal", a bubble of warm air that rises and rolls up (20 km x 10 km); "robert", a small smooth bubble
(1 km x 1 km); "wave", a gentle gravity wave carried by a wind (300 km x 10 km); "current", cold air that falls and
runs along the ground (51.2 km x 6.4 km); "collision", "mountain" and "injection" (20 km x 10 km each).

On the sphere: one layer of fluid of changing depth h, moved by wind u, gravity g and the turning of the planet:
dh/dt = -div(h u),  du/dt = -(zeta + f) k x u - grad(g (h + b) + u^2/2),  with relative vorticity zeta, Coriolis
parameter f and ground b. These shallow-water equations have the long waves, jets and eddies of a global atmosphere. The
sphere is a cube blown up, so there is no pole problem. Discontinuous Galerkin elements of 5 x 5 points, fifth order.
Cases: "williamson2", a steady zonal flow, which is its own exact answer; "williamson5", a zonal flow that meets a
mountain; "williamson6", a Rossby-Haurwitz wave; "galewsky", a jet at 45 N that a small bump makes roll up into
vortices in six days; "jet", the same without the bump.

On both, mass is conserved to rounding, and every number is the same, to the last bit, on any number of ranks.
)";

po::options_description described_options() {
    po::options_description options = run::option_table();
    // clang-format off
    options.add_options()
        ("case", po::value<std::string>()->default_value("thermal"),
         "thermal, robert, wave, current, collision, mountain or injection; "
         "williamson2, williamson5, williamson6, galewsky or jet")
        ("nx", po::value<int>(), "cells along x, in the plane (default: what suits the case)")
        ("nz", po::value<int>(), "cells along z, in the plane")
        ("elements", po::value<int>(), "elements along each edge of the cube, on the sphere: 6 x 25 elements^2 points")
        ("angle", po::value<double>(), "degrees between the axes of flow and planet, for williamson2 (default: 0)")
        ("longitudes", po::value<int>(),
         "columns of the output on the sphere, twice the rows (default: 16 for each element, up to 720)")
        ("time", po::value<double>(), "simulated seconds")
        ("viscosity", po::value<double>(),
         "m2/s, of wind and potential temperature, in the plane (default: 75 for current, else none)")
        ("hyper-viscosity", po::value<double>(),
         "share that a step takes from a wave of two cells, up to 0.5, in the plane (default: none)")
        ("output", po::value<Path>(), "HDF5 file for fields and diagnostics (default: none)")
        ("output-every", po::value<double>(), "simulated seconds between records of the file")
        ("picture", po::value<Path>(), "PNG file for potential temperature or vorticity at the end")
        ("report", po::value<Path>(), "print the numbers of a finished file; needs no MPI");
    // clang-format on
    run::add_checkpoint_options(options);
    run::add_usual_options(options);
    return options;
}

[[noreturn]] void no_case(const std::string& name) {
    std::vector<std::string> names;
    for (const Case& known : all_cases()) names.emplace_back(known.name);
    for (const sphere::Problem& known : sphere::all_problems()) names.emplace_back(known.name);
    mistaken("there is no case '{}'; choose one of {}", name, boost::join(names, ", "));
}

/// Options that belong to something else.
void refuse(const po::variables_map& given, std::initializer_list<const char*> options, std::string_view with) {
    for (const char* option : options) {
        if (given.count(option) > 0) mistaken("--{} has no meaning with {}", option, with);
    }
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

PlaneOptions plane_options(const po::variables_map& given, const Case& known) {
    refuse(given, {"elements", "angle", "longitudes"}, fmt::format("the plane case {}", known.name));
    Case which = known;
    const Grid grid{cells(given, "nx", which.nx), cells(given, "nz", which.nz), which.length, which.height};
    which.viscosity = smoothing(given, "viscosity", which.viscosity, largest_viscosity(which, grid));
    which.hyper_viscosity = smoothing(given, "hyper-viscosity", which.hyper_viscosity, 0.5);
    return {which, grid};
}

double lean(const po::variables_map& given, const sphere::Problem& problem) {
    if (!problem.can_turn) refuse(given, {"angle"}, fmt::format("the case {}", problem.name));
    const double angle = given.count("angle") > 0 ? given["angle"].as<double>() : 0;
    if (!(angle >= -90 && angle <= 90)) mistaken("--angle must be from -90 to 90 degrees, not {:g}", angle);
    return angle;
}

SphereOptions sphere_options(const po::variables_map& given, const sphere::Problem& problem) {
    refuse(given, {"nx", "nz", "viscosity", "hyper-viscosity"}, fmt::format("the sphere's case {}", problem.name));
    const int elements = run::integer(given, "elements", problem.elements, 2, 1000);
    const int columns = run::integer(given, "longitudes", std::min(16 * elements, 720), 8, 20'000);
    if (columns % 2 != 0) mistaken("--longitudes must be even, not {}", columns);
    return {&problem, lean(given, problem), elements, {columns, columns / 2}};
}

RunOptions run_options(const po::variables_map& given, std::string command) {
    const std::string name = given["case"].as<std::string>();
    const Case* in_plane = find_case(name);
    const sphere::Problem* on_sphere = sphere::find_problem(name);
    if (!in_plane && !on_sphere) no_case(name);
    const double duration = seconds(given, "time", in_plane ? in_plane->duration : on_sphere->duration);
    const double every = in_plane ? in_plane->output_every : on_sphere->output_every;
    RunOptions options{.of = {},
                       .duration = duration,
                       .output_every = seconds(given, "output-every", std::min(every, duration)),
                       .output = target(given, "output"),
                       .picture = target(given, "picture"),
                       .checkpoint = run::checkpoint_options(given),
                       .quiet = given.count("quiet") > 0,
                       .command = std::move(command)};
    if (in_plane) options.of = plane_options(given, *in_plane);
    else options.of = sphere_options(given, *on_sphere);
    return options;
}

ReportOptions report_options(const po::variables_map& given) {
    refuse(given,
           {"nx", "nz", "elements", "angle", "longitudes", "time", "viscosity", "hyper-viscosity", "output",
            "output-every", "checkpoint", "checkpoint-every", "quiet"},
           "--report");
    return {given["report"].as<Path>(), target(given, "picture")};
}

std::string help() {
    std::ostringstream text;
    text << kPhysics << '\n' << described_options();
    return text.str();
}

std::string parameters_of(const PlaneOptions& plane) {
    return fmt::format("viscosity={} hyper-viscosity={}", plane.problem.viscosity, plane.problem.hyper_viscosity);
}
std::string parameters_of(const SphereOptions& sphere) {
    return fmt::format("angle={} longitudes={}", sphere.angle, sphere.map.longitudes);
}

std::string mesh_of(const PlaneOptions& plane) {
    return fmt::format("case={} nx={} nz={}", plane.problem.name, plane.grid.nx, plane.grid.nz);
}
std::string mesh_of(const SphereOptions& sphere) {
    return fmt::format("case={} elements={}", sphere.problem->name, sphere.elements);
}

const Case& problem_of(const PlaneOptions& plane) { return plane.problem; }
const sphere::Problem& problem_of(const SphereOptions& sphere) { return *sphere.problem; }

}  // namespace

std::string RunOptions::title() const {
    return std::visit([](const auto& which) { return std::string{problem_of(which).title}; }, of);
}

std::string RunOptions::source() const {
    return std::visit([](const auto& which) { return std::string{problem_of(which).source}; }, of);
}

std::string RunOptions::parameters() const {
    return std::visit(
        [this](const auto& which) {
            return fmt::format("{} time={} output-every={} {}", mesh_of(which), duration, output_every,
                               parameters_of(which));
        },
        of);
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
