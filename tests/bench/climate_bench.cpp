// SPDX-License-Identifier: Apache-2.0
//
// How fast the climate program is, as it is run: cell updates a second on one rank and on two, in the plane and on the
// sphere, and what it costs to write all fields every hundred steps. Rounds take turns, medians are reported.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "tests/bench/bench.hpp"

namespace sluice::bench {
namespace {

struct Mesh {
    std::string name;     // in the context of a figure
    std::string options;  // case and mesh
    int steps;            // of a measured run
    int rounds;
};

/// The number behind `label` in the output of a command. Throws if there is none.
double number_after(const std::string& output, const std::string& label) {
    const std::size_t found = output.find(label);
    if (found == std::string::npos) throw std::runtime_error{"no '" + label + "' in:\n" + output};
    return std::strtod(output.c_str() + found + label.size(), nullptr);
}

std::string output_of(const std::string& command) {
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error{"cannot run " + command};
    std::string output;
    std::array<char, 4096> buffer{};
    while (const std::size_t bytes = std::fread(buffer.data(), 1, buffer.size(), pipe)) output.append(buffer.data(), bytes);
    if (pclose(pipe) != 0) throw std::runtime_error{command + " failed:\n" + output};
    return output;
}

std::string run_of(const Mesh& mesh, int ranks, const std::string& more) {
    return output_of(fmt::format("{} -n {} {} --quiet {} {}", MPIRUN, ranks, CLIMATE, mesh.options, more));
}

/// Simulated seconds of one step: those of a short run over the number of its steps.
double step_of(const Mesh& mesh, double seconds) {
    const std::string output = run_of(mesh, 1, fmt::format("--time {}", seconds));
    return seconds / number_after(output, fmt::format("simulated time: {:.6g} s in ", seconds));
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void measure(const Mesh& mesh, double short_run) {
    const double step = 0.999 * step_of(mesh, short_run);
    const std::string time = fmt::format("--time {}", mesh.steps * step);
    const std::filesystem::path file = std::filesystem::temp_directory_path() / "sluice-climate-bench.h5";
    const std::string written = fmt::format("{} --output-every {} --output {}", time, 100 * step, file.string());
    std::vector<double> one, gain, cost;
    for (int round = 0; round < mesh.rounds; ++round) {
        const auto rate = [&](int ranks, const std::string& more) { return number_after(run_of(mesh, ranks, more), "\nrate: "); };
        const double alone = rate(1, time), both = rate(2, time), writing = rate(2, written);
        one.push_back(alone);
        gain.push_back(both / alone);
        cost.push_back(both / writing - 1);
    }
    std::filesystem::remove(file);
    const auto context = fmt::format(R"("mesh": "{}", "steps": {})", mesh.name, mesh.steps);
    report("climate.one_rank", median(one), "cell updates/s", context);
    report("climate.two_ranks_over_one", median(gain), "1", context);
    report("climate.cost_of_output_every_100_steps", median(cost), "1", context);
}

}  // namespace
}  // namespace sluice::bench

int main(int argc, char** argv) {
    using namespace sluice::bench;
    if (is_smoke_run(argc, argv)) {
        measure({"32 x 16", "--case thermal --nx 32 --nz 16", 100, 1}, 20);
        return 0;
    }
    measure({"400 x 200", "--case thermal --nx 400 --nz 200", 1000, 5}, 20);
    measure({"1000 x 500", "--case thermal --nx 1000 --nz 500", 300, 5}, 5);
    measure({"sphere, 153600 points", "--case galewsky --elements 32", 600, 5}, 3600);
}
