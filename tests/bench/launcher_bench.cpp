// SPDX-License-Identifier: Apache-2.0
//
// How fast jobs and steps start and end: real daemons for emulated nodes on this machine, and the commands as users
// run them. Beside each figure its goal, and what Slurm 22.05 needs on this class of machine (16 emulated nodes, tuned
// for throughput) or what this machine does without a batch system, in the same run.
//   launcher_bench [--smoke]
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <sstream>
#include <vector>

#include "tests/bench/bench.hpp"
#include "tests/cluster/process.hpp"

namespace {

using namespace sluice::bench;
using sluice::test::Environment;
using sluice::test::read_file;
using sluice::test::run_shell;
using sluice::test::trimmed;
using sluice::test::write_file;

/// A cluster of emulated nodes in a folder of its own, gone at the end.
class Cluster {
  public:
    Cluster(int nodes, int cores) {
        auto name = (std::filesystem::temp_directory_path() / "sluice-bench-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
        folder_ = name;
        std::filesystem::create_directories(work());
        write_file(folder_ + "/cluster.yaml",
                   fmt::format("cluster: bench\nnodes:\n  - {{names: \"n[1-{}]\", cores_per_socket: {}, memory: 8G}}\n"
                               "partitions:\n  - {{name: batch, nodes: ALL, default: true, default_time: 60}}\n",
                               nodes, cores));
        must("sluice up --state '" + state() + "' '" + folder_ + "/cluster.yaml'");
    }
    ~Cluster() {
        (void)run("sluice down --state '" + state() + "'");
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    [[nodiscard]] sluice::test::Ran run(const std::string& command) const {
        return run_shell(command, work(), environment());
    }
    /// What a command that must succeed prints.
    std::string must(const std::string& command) const {
        const auto ran = run(command);
        if (ran.status != 0) throw std::runtime_error{command + ": " + ran.out + ran.err};
        return trimmed(ran.out);
    }
    [[nodiscard]] std::string file(const std::string& name) const { return read_file(work() + "/" + name); }
    [[nodiscard]] std::string work() const { return folder_ + "/work"; }

  private:
    [[nodiscard]] std::string state() const { return folder_ + "/state"; }
    [[nodiscard]] Environment environment() const {
        const char* path = std::getenv("PATH");
        return {{"PATH", std::string{SLUICE_BINARY_DIR "/bin:" SLUICE_BINARY_DIR "/tests/mpi:"} + (path == nullptr ? "" : path)},
                {"SLUICE_CONF", state() + "/cluster.yaml"},
                {"XDG_STATE_HOME", folder_ + "/xdg"},
                {"OMPI_MCA_mpi_yield_when_idle", "1"},
                {"OMPI_ALLOW_RUN_AS_ROOT", "1"},
                {"OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"}};
    }
    std::string folder_;
};

struct Figure {
    std::string name;
    double value;
    std::string unit;
    std::string goal;   // empty: none
    std::string slurm;  // what Slurm reaches, or the bare machine
};

/// Tells each figure as it comes, and all of them in a table at the end.
class Table {
  public:
    void add(Figure figure) {
        report(figure.name, figure.value, figure.unit,
               fmt::format(R"("goal": "{}", "beside": "{}", "load": {:.1f})", figure.goal, figure.slurm, load()));
        figures_.push_back(std::move(figure));
    }
    void print() const {
        fmt::print(stderr, "{:<38}{:>12}  {:<16}{}\n", "", "here", "goal", "beside");
        for (const auto& f : figures_) {
            fmt::print(stderr, "{:<38}{:>8.4g} {:<4} {:<16}{}\n", f.name, f.value, f.unit, f.goal, f.slurm);
        }
    }

  private:
    static double load() {
        double average = 0;
        return ::getloadavg(&average, 1) == 1 ? average : -1;
    }
    std::vector<Figure> figures_;
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.empty() ? -1 : values[values.size() / 2];
}

/// Milliseconds, the median of so many runs; the first is not counted.
double median_ms(int runs, const std::function<double()>& once) {
    (void)once();
    std::vector<double> times;
    for (int i = 0; i < runs; ++i) times.push_back(once());
    return median(times);
}

double ms_of(const Cluster& cluster, const std::string& command) {
    const Stopwatch watch;
    cluster.must("exec " + command + " > out");
    return watch.seconds() * 1000;
}

/// Microseconds since 1970, as bash's EPOCHREALTIME without its point.
double now_us() {
    return static_cast<double>(std::chrono::duration_cast<std::chrono::microseconds>(
                                   std::chrono::system_clock::now().time_since_epoch()).count());
}

double number_in(const std::string& text) { return std::atof(trimmed(text).c_str()); }

std::string wait_for_file(const Cluster& cluster, const std::string& name) {
    std::string text;
    if (!sluice::test::eventually([&] { return (text = cluster.file(name)).ends_with("\n"); })) {
        throw std::runtime_error{"no file " + name};
    }
    return text;
}

double start_ms(const Cluster& cluster) {
    (void)cluster.run("rm -f started");
    const auto begin = now_us();
    cluster.must("exec sbatch -n1 -o /dev/null stamp.sh started");
    const auto started = number_in(wait_for_file(cluster, "started"));
    cluster.must("until [ -z \"$(squeue -h)\" ]; do :; done");
    return (started - begin) / 1000;
}

double completion_ms(const Cluster& cluster) {
    const Stopwatch watch;
    cluster.must("job=$(sbatch --parsable -n1 -o /dev/null true.sh); "
                 "until [ \"$(squeue -h -t all -j $job -o %T)\" = COMPLETED ]; do :; done");
    return watch.seconds() * 1000;
}

/// From the last moment of a job to the first of the one that waits for it.
double hop_ms(const Cluster& cluster) {
    (void)cluster.run("rm -f first second go");
    cluster.must("a=$(sbatch --parsable -n1 -o /dev/null --wrap 'until [ -e go ]; do sleep 0.01; done; "
                 "exec ./stamp.sh first'); exec sbatch -n1 -d afterok:$a -o /dev/null stamp.sh second");
    cluster.must("until [ -n \"$(squeue -h -t R)\" ]; do :; done; touch go");
    const auto second = number_in(wait_for_file(cluster, "second"));
    return (second - number_in(cluster.file("first"))) / 1000;
}

/// A step's time as a batch script sees it.
double inner_step_ms(const Cluster& cluster, int runs) {
    write_file(cluster.work() + "/inner.sh",
               fmt::format("#!/bin/bash\nfor i in {{0..{}}}; do a=${{EPOCHREALTIME/./}}; srun -n1 /bin/true; "
                           "echo $((${{EPOCHREALTIME/./}} - a)); done\n", runs));
    cluster.must("sbatch --wait -n1 -o inner.txt inner.sh");
    std::istringstream in{cluster.file("inner.txt")};
    std::vector<double> times;
    double ignored = 0;
    in >> ignored;
    for (double us = 0; in >> us;) times.push_back(us / 1000);
    return median(times);
}

double jobs_per_second(const Cluster& cluster, int jobs) {
    const Stopwatch watch;
    cluster.must(fmt::format("sbatch --wait --array=1-{} -n1 -o /dev/null true.sh", jobs));
    return jobs / watch.seconds();
}

double bare_scripts_per_second(const Cluster& cluster, int jobs) {
    const Stopwatch watch;
    cluster.must(fmt::format("seq {} | xargs -P {} -I@ bash ./true.sh", jobs, ::sysconf(_SC_NPROCESSORS_ONLN)));
    return jobs / watch.seconds();
}

/// Steps of one allocation, all asked for at once.
double steps_per_second(const Cluster& cluster, int nodes, int steps) {
    write_file(cluster.work() + "/many.sh",
               fmt::format("#!/bin/bash\na=${{EPOCHREALTIME/./}}\nfor i in {{1..{}}}; do srun -N1 -n1 --exact /bin/true & done\n"
                           "wait\necho $((${{EPOCHREALTIME/./}} - a))\n", steps));
    cluster.must(fmt::format("sbatch --wait -N{} --exclusive -o many.txt many.sh", nodes));
    return steps / (number_in(cluster.file("many.txt")) / 1e6);
}

void measure_jobs(Table& table, const Cluster& cluster, int runs, int many) {
    table.add({"sbatch to start", median_ms(runs, [&] { return start_ms(cluster); }), "ms", "< 25", "Slurm 568"});
    table.add({"sbatch to completion visible", median_ms(runs, [&] { return completion_ms(cluster); }), "ms", "< 50", ""});
    table.add({"sbatch --wait of true", median_ms(runs, [&] { return ms_of(cluster, "sbatch --wait -n1 -o /dev/null true.sh"); }),
               "ms", "< 60", "Slurm 2000"});
    table.add({"dependency hop", median_ms(runs, [&] { return hop_ms(cluster); }), "ms", "< 30", "Slurm 1000"});
    const auto bare = bare_scripts_per_second(cluster, many);
    table.add({"one-task jobs", jobs_per_second(cluster, many), "/s", fmt::format(">= 280, {:.0f}", 0.6 * bare),
               fmt::format("Slurm 55, bare scripts {:.0f}", bare)});
}

void measure_steps(Table& table, const Cluster& cluster, int nodes, int runs, int many) {
    table.add({"srun -n1", median_ms(runs, [&] { return ms_of(cluster, "srun -n1 /bin/true"); }), "ms", "< 15", "Slurm 45"});
    const auto wide = fmt::format("srun -N{} -n{}", std::min(nodes, 8), std::min(nodes, 8));
    table.add({wide, median_ms(runs, [&] { return ms_of(cluster, wide + " /bin/true"); }), "ms", "< 40", "Slurm 129"});
    table.add({"step in an allocation", inner_step_ms(cluster, runs), "ms", "", "Slurm 60"});
    table.add({"concurrent steps", steps_per_second(cluster, nodes, many), "/s", ">= 300", "Slurm 31"});
}

void measure_mpi(Table& table, const Cluster& cluster, int runs) {
    const auto bare = median_ms(runs, [&] { return ms_of(cluster, "mpirun --oversubscribe -np 8 hello_mpi"); });
    const auto beside = [&](const char* slurm) { return fmt::format("bare mpirun {:.0f}, Slurm {}", bare, slurm); };
    table.add({"MPI hello, srun -N4 -n8", median_ms(runs, [&] { return ms_of(cluster, "srun -N4 -n8 hello_mpi"); }), "ms", "",
               beside("785")});
    table.add({"MPI hello, srun -N1 -n8", median_ms(runs, [&] { return ms_of(cluster, "srun -N1 -n8 hello_mpi"); }), "ms",
               fmt::format("< {:.0f}", 1.15 * bare), beside("-")});
    table.add({"MPI hello, mpirun in a job",
               median_ms(runs, [&] { return ms_of(cluster, "sbatch --wait -N4 -n8 -o /dev/null --wrap 'mpirun hello_mpi'"); }),
               "ms", "", beside("953")});
}

/// 256 ranks on 64 emulated nodes: they start, wire up, add up their ranks and finalise.
void measure_many_ranks(Table& table) {
    const Cluster cluster{64, 4};
    const Stopwatch watch;
    const auto said = cluster.must("srun -N64 -n256 hello_mpi");
    if (said.find("Sum of ranks: 32640, expected 32640") == std::string::npos) throw std::runtime_error{said};
    table.add({"MPI hello, srun -N64 -n256", watch.seconds(), "s", "works", ""});
}

void measure(bool smoke) {
    const int nodes = smoke ? 2 : 16;
    const int runs = smoke ? 1 : 15;
    Table table;
    {
        const Cluster cluster{nodes, 8};
        write_file(cluster.work() + "/true.sh", "#!/bin/bash\ntrue\n");
        write_file(cluster.work() + "/stamp.sh", "#!/bin/bash\necho ${EPOCHREALTIME/./} > $1\n");
        cluster.must("chmod 755 true.sh stamp.sh");
        measure_jobs(table, cluster, runs, smoke ? 10 : 400);
        measure_steps(table, cluster, nodes, runs, smoke ? 4 : 100);
        if (!smoke) measure_mpi(table, cluster, 5);
    }
    if (!smoke) measure_many_ranks(table);
    table.print();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        measure(is_smoke_run(argc, argv));
    } catch (const std::exception& error) {
        fmt::print(stderr, "launcher_bench: {}\n", error.what());
        return EXIT_FAILURE;
    }
}
