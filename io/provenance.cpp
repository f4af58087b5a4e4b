// SPDX-License-Identifier: Apache-2.0
#include "io/provenance.hpp"

#include <fmt/chrono.h>
#include <fmt/ranges.h>
#include <hdf5.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <set>

#include "io/collective.hpp"

namespace sluice::io {
namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

std::string processor_name() {
    std::array<char, MPI_MAX_PROCESSOR_NAME> name{};
    int length = 0;
    MPI_Get_processor_name(name.data(), &length);
    return {name.data(), static_cast<std::size_t>(length)};
}

std::string hdf5_version() {
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    return fmt::format("{}.{}.{}", major, minor, release);
}

/// "Open MPI v4.1.4": what comes before the first comma or line end of the library's own description.
std::string mpi_version() {
    std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
    int length = 0;
    MPI_Get_library_version(text.data(), &length);
    const std::string all{text.data()};
    return all.substr(0, all.find_first_of(",\n"));
}

}  // namespace

std::string job_id(MPI_Comm comm) { return from_root(comm, environment("SLURM_JOB_ID")); }

std::string node_list(MPI_Comm comm) {
    const std::vector<std::string> hosts = from_all(comm, processor_name());
    const std::string allocated = from_root(comm, environment("SLURM_JOB_NODELIST"));
    if (!allocated.empty()) return allocated;
    return fmt::format("{}", fmt::join(std::set(hosts.begin(), hosts.end()), ","));
}

std::string utc_now() { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr))); }

void write_provenance(File& file, const Provenance& provenance, MPI_Comm comm) {
    const auto set = [&](const char* name, const std::string& text) {
        file.set(name, from_root(comm, text));
    };
    set("title", provenance.title);
    set("source", provenance.program);
    set("history", fmt::format("{} {}", utc_now(), provenance.command));
    set("command_line", provenance.command);
    set("parameters", provenance.parameters);
    if (provenance.seed) set("seed", std::to_string(*provenance.seed));
    const std::string job = job_id(comm);
    if (!job.empty()) set("job_id", job);
    set("node_list", node_list(comm));
    file.set("mpi_ranks", std::int64_t{size_of(comm)});
    set("mpi_layout", provenance.layout);
    set("mpi_version", mpi_version());
    set("hdf5_version", hdf5_version());
    set("start_time", utc_now());
}

void write_end_time(File& file, MPI_Comm comm) { file.set("end_time", from_root(comm, utc_now())); }

}  // namespace sluice::io
