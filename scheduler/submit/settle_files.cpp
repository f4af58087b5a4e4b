// SPDX-License-Identifier: Apache-2.0
//
// Where standard input, output and error go when all options are known.
#include <algorithm>

#include "scheduler/submit/settle.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

constexpr std::string_view kNowhere = "/dev/null";

std::string batch_file(const std::string& text) {
    return same_word(text, "none") ? std::string{kNowhere} : text;
}

bool is_task_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The file that a mode of srun names; empty when the stream goes through srun.
std::string step_file(const std::string& mode) {
    if (same_word(mode, "none")) return std::string{kNowhere};
    if (same_word(mode, "all") || is_task_number(mode)) return "";
    return mode;
}

void settle_batch(BatchSpec& batch, bool is_array) {
    for (auto* file : {&batch.std_in, &batch.std_out, &batch.std_err}) *file = batch_file(*file);
    if (batch.std_out.empty()) batch.std_out = is_array ? "slurm-%A_%a.out" : "slurm-%j.out";
}

void settle_step(Request& request) {
    auto& files = request.step.files;
    files.std_in = step_file(request.input_mode);
    files.std_out = step_file(request.output_mode);
    files.std_err = step_file(request.error_mode);
    // Without --error both streams go to one file; --output=none hides standard output only.
    const bool hidden = same_word(request.output_mode, "none");
    if (request.error_mode.empty() && !hidden) files.std_err = files.std_out;
}

}  // namespace

void settle_files(Request& request, Command command) {
    if (command == Command::sbatch) settle_batch(request.job.batch, !request.job.array.tasks.empty());
    else request.job.batch = {};
    if (command == Command::srun) settle_step(request);
}

}  // namespace sluice::submit
