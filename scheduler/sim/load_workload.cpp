// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/load_workload.hpp"

#include "scheduler/sim/file_text.hpp"
#include "scheduler/sim/job_file.hpp"
#include "scheduler/sim/swf.hpp"

namespace sluice::sim {

Result<Workload> load_workload(const std::string& path) {
    const auto text = read_text(path);
    if (!text) return tl::unexpected{text.error()};
    if (!path.ends_with(".yaml") && !path.ends_with(".yml")) return parse_swf(*text, path);
    auto workload = parse_job_file(*text, path);
    if (workload) return std::move(*workload);
    auto all = to_string(workload.error());
    while (all.ends_with('\n')) all.pop_back();
    return fail(Errc::invalid_config, std::move(all));
}

}  // namespace sluice::sim
