// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/start.hpp"

#include <fmt/format.h>

#include "launcher/srun/order.hpp"
#include "scheduler/config/find.hpp"
#include "scheduler/config/load.hpp"
#include "scheduler/submit/report.hpp"

namespace sluice::srun {

tl::expected<submit::Request, int> read_request(const submit::Invocation& invocation) {
    auto request = submit::parse(invocation);
    if (!request) {
        fmt::print("{}", request.error().out);
        fmt::print(stderr, "{}", request.error().err);
        return tl::unexpected{request.error().code};
    }
    if (request->verbosity > 0) fmt::print(stderr, "{}", submit::report(invocation.command, *request));
    fmt::print(stderr, "{}", submit::warnings_text(invocation.command, *request));
    return std::move(*request);
}

tl::expected<ClusterConfig, int> find_cluster(submit::Command command) {
    const auto path = find_config(find_context());
    if (!path) {
        say_error(path.error().detail, command);
        return tl::unexpected{EXIT_FAILURE};
    }
    auto config = load_file(*path);
    if (config) return std::move(*config);
    fmt::print(stderr, "{}", to_string(config.error()));
    return tl::unexpected{EXIT_FAILURE};
}

}  // namespace sluice::srun
