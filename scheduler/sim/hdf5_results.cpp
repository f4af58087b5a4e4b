// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/hdf5_results.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "io/attribute.hpp"
#include "io/error.hpp"
#include "io/handle.hpp"
#include "io/staging.hpp"
#include "scheduler/sim/starts.hpp"

namespace sluice::sim {
namespace {

namespace fs = std::filesystem;

/// Columns are compressed in blocks of so many jobs.
constexpr hsize_t kChunk = 16'384;

class ColumnWriter {
  public:
    ColumnWriter(hid_t file, const fs::path& path, std::size_t jobs)
        : file_{file}, path_{path}, jobs_{jobs}, space_{H5Screate_simple(1, &jobs_, nullptr)} {
        layout_ = io::PropertyHandle{H5Pcreate(H5P_DATASET_CREATE)};
        H5Pset_obj_track_times(layout_.id(), false);
        if (jobs_ == 0) return;
        const auto chunk = std::min(jobs_, kChunk);
        H5Pset_chunk(layout_.id(), 1, &chunk);
        H5Pset_shuffle(layout_.id());
        H5Pset_deflate(layout_.id(), 4);
    }

    void write(const std::string& name, const std::string& units, const std::string& meaning,
               const std::vector<std::int64_t>& values) {
        put(name, units, meaning, H5T_STD_I64LE, H5T_NATIVE_INT64, values.data());
    }

    void write(const std::string& name, const std::string& meaning, const std::vector<std::string>& texts) {
        const io::TypeHandle type{H5Tcopy(H5T_C_S1)};
        H5Tset_size(type.id(), H5T_VARIABLE);
        H5Tset_cset(type.id(), H5T_CSET_UTF8);
        std::vector<const char*> pointers;
        for (const auto& text : texts) pointers.push_back(text.c_str());
        put(name, {}, meaning, type.id(), type.id(), pointers.data());
    }

  private:
    void put(const std::string& name, const std::string& units, const std::string& meaning, hid_t stored,
             hid_t given, const void* values) {
        const io::DatasetHandle dataset{
            io::checked(H5Dcreate2(file_, name.c_str(), stored, space_.id(), H5P_DEFAULT, layout_.id(), H5P_DEFAULT),
                        "create dataset", name, path_)};
        io::checked(H5Dwrite(dataset.id(), given, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "write dataset", name,
                    path_);
        const io::Bearer bearer{dataset.id(), path_};
        if (!units.empty()) io::write_attribute(bearer, "units", units);
        io::write_attribute(bearer, "long_name", meaning);
    }

    hid_t file_;
    const fs::path& path_;
    hsize_t jobs_;
    io::SpaceHandle space_;
    io::PropertyHandle layout_;
};

template <class Value>
auto column(const Outcome& outcome, const std::vector<JobIndex>& jobs, Value value) {
    std::vector<decltype(value(outcome.workload.jobs[0], outcome.results.runs[0]))> values;
    values.reserve(jobs.size());
    for (const auto i : jobs) values.push_back(value(outcome.workload.jobs[i], outcome.results.runs[i]));
    return values;
}

std::int64_t seconds(Instant time) { return time.time_since_epoch().count(); }

constexpr auto kTime = "s";  // since the beginning of the trace

void write_numbers(ColumnWriter& file, const Outcome& outcome, const std::vector<JobIndex>& jobs) {
    const auto put = [&](const char* name, const char* units, const char* meaning, auto value) {
        file.write(name, units, meaning, column(outcome, jobs, [&](const SimJob& job, const JobRun& run) {
                       return static_cast<std::int64_t>(value(job, run));
                   }));
    };
    put("job", "1", "job number", [](auto& job, auto&) { return job.number; });
    put("submit", kTime, "submission", [](auto& job, auto&) { return seconds(job.submit); });
    put("start", kTime, "start", [](auto&, auto& run) { return seconds(run.start); });
    put("end", kTime, "end", [](auto&, auto& run) { return seconds(run.end); });
    put("wait", kTime, "time from submission to start",
        [](auto& job, auto& run) { return (run.start - job.submit).count(); });
    put("procs", "1", "processors held", [](auto&, auto& run) { return run.procs; });
    put("node_count", "1", "nodes held", [](auto&, auto& run) { return run.node_count; });
}

void write_texts(ColumnWriter& file, const Outcome& outcome, const std::vector<JobIndex>& jobs) {
    const auto put = [&](const char* name, const char* meaning, auto value) {
        file.write(name, meaning, column(outcome, jobs, value));
    };
    put("label", "job, with the number of the task in an array", [](auto& job, auto&) { return label(job); });
    put("nodes", "nodes held, as a host list", [&](auto&, auto& run) { return outcome.nodes_of(run); });
    put("user", "user", [&](auto& job, auto&) { return user_name(outcome.workload, job); });
    put("partition", "partition", [&](auto&, auto& run) { return outcome.partition_of(run); });
    put("state", "how the job ended", [](auto&, auto& run) { return std::string{to_string(run.state)}; });
}

void write_attributes(hid_t file, const fs::path& path, const Outcome& outcome) {
    const io::Bearer bearer{file, path};
    io::write_attribute(bearer, "title", "Simulated schedule of " + outcome.workload.name);
    io::write_attribute(bearer, "source", "Sluice " SLUICE_VERSION);
    io::write_attribute(bearer, "command_line", outcome.command);
    io::write_attribute(bearer, "trace", outcome.workload.name);
    io::write_attribute(bearer, "machine", outcome.machine);
    io::write_attribute(bearer, "processors", std::int64_t{outcome.processors});
    io::write_attribute(bearer, "policy", outcome.policy);
    io::write_attribute(bearer, "starts_sha256", outcome.checksum);
    io::write_attribute(bearer, "mean_wait", outcome.metrics.mean_wait);
    io::write_attribute(bearer, "mean_bounded_slowdown", outcome.metrics.mean_slowdown);
    io::write_attribute(bearer, "utilization", outcome.metrics.utilization);
    io::write_attribute(bearer, "makespan", std::int64_t{outcome.metrics.makespan.count()});
}

void write(const Outcome& outcome, const fs::path& staged, const fs::path& path) {
    const io::FileHandle file{
        io::checked(H5Fcreate(staged.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), "create", "", path)};
    const auto jobs = jobs_that_ran(outcome.workload, outcome.results);
    ColumnWriter columns{file.id(), path, jobs.size()};
    write_numbers(columns, outcome, jobs);
    write_texts(columns, outcome, jobs);
    write_attributes(file.id(), path, outcome);
}

}  // namespace

Result<void> write_hdf5(const Outcome& outcome, const std::string& path) try {
    io::silence_hdf5();
    const fs::path target{path};
    const auto staged = io::staging_path(target);
    io::create_empty(staged);
    write(outcome, staged, target);
    io::publish(staged, target);
    return {};
} catch (const std::exception& error) {
    return fail(Errc::io_error, error.what());
}

}  // namespace sluice::sim
