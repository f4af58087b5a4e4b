// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/find.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace sluice {
namespace {

bool exists(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

}  // namespace

FindContext find_context() {
    FindContext context;
    context.sluice_conf = variable("SLUICE_CONF");
    context.xdg_state_home = variable("XDG_STATE_HOME");
    context.home = variable("HOME");
    return context;
}

std::string user_state_dir(const FindContext& context) {
    if (!context.xdg_state_home.empty()) return context.xdg_state_home + "/sluice";
    return context.home.empty() ? "" : context.home + "/.local/state/sluice";
}

Result<std::string> find_config(const FindContext& context) {
    if (!context.sluice_conf.empty()) {
        if (exists(context.sluice_conf)) return context.sluice_conf;
        return fail(Errc::invalid_config,
                    fmt::format("SLUICE_CONF names '{}', which does not exist", context.sluice_conf));
    }
    if (exists(context.system_file)) return context.system_file;

    const auto state_dir = user_state_dir(context);
    const auto last_started = state_dir.empty() ? "" : state_dir + "/current/cluster.yaml";
    if (!last_started.empty() && exists(last_started)) return last_started;
    return fail(
        Errc::invalid_config,
        fmt::format("no cluster.yaml: SLUICE_CONF is not set, and there is no {} and no {}; "
                    "start a cluster with `sluice up` or set SLUICE_CONF",
                    context.system_file,
                    last_started.empty() ? "$HOME/.local/state/sluice/current/cluster.yaml" : last_started));
}

}  // namespace sluice
