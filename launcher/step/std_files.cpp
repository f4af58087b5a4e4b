// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/std_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "scheduler/submit/patterns.hpp"

namespace sluice::step {
namespace {

constexpr auto kDiscard = "/dev/null";
constexpr mode_t kFileMode = 0666;  // the umask takes its share

submit::PatternValues pattern_values(const StepOrder& order, std::uint32_t local) {
    submit::PatternValues values;
    values.job = order.job.id;
    values.array_job = order.job.array_job;
    values.array_task = order.job.array_task;
    if (!order.is_batch()) values.step = order.key.id.step;
    values.job_name = order.job.spec.name;
    values.user = order.job.spec.user_name;
    values.host = order.context.node;
    values.node = order.position;
    values.task = order.share().tasks[local];
    return values;
}

std::string expanded(const std::string& pattern, const submit::PatternValues& values) {
    if (pattern.empty()) return {};
    return pattern == "none" ? kDiscard : submit::expand_pattern(pattern, values);
}

}  // namespace

StdNames batch_names(const StepOrder& order) {
    const auto& batch = order.job.spec.batch;
    const auto values = pattern_values(order, 0);
    const auto out = expanded(batch.std_out.empty() ? "slurm-%j.out" : batch.std_out, values);
    return {batch.std_in.empty() ? kDiscard : expanded(batch.std_in, values), out,
            batch.std_err.empty() ? out : expanded(batch.std_err, values)};
}

StdNames task_names(const StepOrder& order, std::uint32_t local) {
    const auto& files = order.step.spec.files;
    const auto values = pattern_values(order, local);
    return {expanded(files.std_in, values), expanded(files.std_out, values), expanded(files.std_err, values)};
}

Result<int> StdFiles::input(const std::string& name) { return opened(name, O_RDONLY, "stdin"); }

Result<int> StdFiles::output(const std::string& name) {
    // Appending even to what was just truncated: several tasks may write to one file.
    return opened(name, O_WRONLY | O_CREAT | O_APPEND | (append_ ? 0 : O_TRUNC), "stdout");
}

Result<int> StdFiles::opened(const std::string& name, int flags, const char* what) {
    if (const auto known = open_.find(name); known != open_.end()) return known->second.get();
    const auto path = name.starts_with('/') ? name : work_dir_ + "/" + name;
    Descriptor fd{::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY, kFileMode)};
    if (!fd) {
        return fail(Errc::io_error, fmt::format("Could not open {} file {}: {}", what, path, std::strerror(errno)));
    }
    return open_.emplace(name, std::move(fd)).first->second.get();
}

WorkDir usable_work_dir(const std::string& wanted) {
    const Descriptor folder{::open(wanted.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    if (folder && ::faccessat(folder.get(), ".", X_OK, AT_EACCESS) == 0) return {wanted, ""};
    return {"/tmp", fmt::format("slurmstepd: error: couldn't chdir to `{}': {}: going to /tmp instead", wanted,
                                std::strerror(errno))};
}

}  // namespace sluice::step
