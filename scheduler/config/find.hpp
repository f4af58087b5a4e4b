// SPDX-License-Identifier: Apache-2.0
//
// Which cluster.yaml commands and daemons read when nobody names one: that of SLUICE_CONF; else the
// machine's own, /etc/sluice/cluster.yaml; else that of the cluster last started with `sluice up`.
#pragma once

#include <string>

#include "scheduler/model/error.hpp"

namespace sluice {

/// What the search depends on. Unset variables are empty.
struct FindContext {
    std::string sluice_conf;
    std::string xdg_state_home;
    std::string home;
    std::string system_file = "/etc/sluice/cluster.yaml";
};

/// The context of this process.
FindContext find_context();

/// Where a user's own clusters keep their state: `$XDG_STATE_HOME/sluice` or `$HOME/.local/state/sluice`.
/// Empty if neither variable is set.
std::string user_state_dir(const FindContext& context);

/// The path of an existing file. The error names every place where it was looked for.
Result<std::string> find_config(const FindContext& context);

}  // namespace sluice
