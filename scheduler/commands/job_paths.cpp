// SPDX-License-Identifier: Apache-2.0
//
// The files of a batch job as the user finds them. The shepherd opens them by the same rules.
#include "scheduler/commands/job_view.hpp"
#include "scheduler/submit/patterns.hpp"

namespace sluice::commands {
namespace {

constexpr std::string_view kDefaultOutput = "slurm-%j.out";
constexpr std::string_view kNowhere = "/dev/null";

std::string path_of(const JobRow& row, std::string_view pattern) {
    submit::PatternValues values;
    values.job = row.job.id;
    values.array_job = row.job.array_job;
    values.array_task = row.job.array_task;
    values.job_name = row.job.spec.name;
    values.user = row.job.spec.user_name;
    values.host = batch_host(row, "");
    const auto name = submit::expand_pattern(pattern, values);
    return name.starts_with('/') ? name : row.job.spec.work_dir + "/" + name;
}

std::string or_else(const std::string& pattern, std::string_view initial) {
    return pattern.empty() ? std::string{initial} : pattern;
}

}  // namespace

std::string std_out_path(const JobRow& row) {
    return path_of(row, or_else(row.job.spec.batch.std_out, kDefaultOutput));
}

std::string std_err_path(const JobRow& row) {
    const auto& batch = row.job.spec.batch;
    return batch.std_err.empty() ? std_out_path(row) : path_of(row, batch.std_err);
}

std::string std_in_path(const JobRow& row) {
    return path_of(row, or_else(row.job.spec.batch.std_in, kNowhere));
}

}  // namespace sluice::commands
