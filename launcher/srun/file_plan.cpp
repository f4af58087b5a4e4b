// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/file_plan.hpp"

#include "scheduler/model/number.hpp"
#include "scheduler/submit/patterns.hpp"

namespace sluice::srun {
namespace {

bool belongs_to_nodes(const std::string& pattern, bool label) {
    if (pattern == "/dev/null") return true;
    return !label && submit::spread_of(pattern) != submit::PatternSpread::one_file;
}

OutputPlan plan_output(const std::string& mode, const std::string& pattern, bool label, std::string& remote) {
    OutputPlan plan;
    plan.only = parse_number<std::uint32_t>(mode);
    if (belongs_to_nodes(pattern, label)) {
        remote = pattern;
    } else {
        plan.pattern = pattern;
    }
    return plan;
}

InputPlan plan_input(const std::string& mode, const std::string& pattern, std::string& remote) {
    InputPlan plan;
    plan.only = parse_number<std::uint32_t>(mode);
    if (belongs_to_nodes(pattern, false)) {
        remote = pattern;
        plan.forwarded = false;
    } else {
        plan.pattern = pattern;
    }
    return plan;
}

}  // namespace

FilePlan plan_files(const submit::Request& request) {
    const auto& files = request.step.files;
    FilePlan plan;
    plan.remote.append = files.append;
    if (request.pty) {  // task 0 has the terminal, the others have nothing
        plan.in.only = 0;
        return plan;
    }
    plan.in = plan_input(request.input_mode, files.std_in, plan.remote.std_in);
    plan.out = plan_output(request.output_mode, files.std_out, request.label, plan.remote.std_out);
    plan.err = plan_output(request.error_mode, files.std_err, request.label, plan.remote.std_err);
    return plan;
}

}  // namespace sluice::srun
