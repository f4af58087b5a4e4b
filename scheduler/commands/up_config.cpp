// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/up_config.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <optional>

#include "scheduler/commands/bring_up.hpp"
#include "scheduler/commands/cluster_home.hpp"
#include "scheduler/commands/emulation.hpp"
#include "scheduler/config/load.hpp"
#include "scheduler/config/to_yaml.hpp"

namespace sluice::commands {
namespace {

/// The configuration in effect, read back from its text: the daemons will see exactly this.
Result<ClusterConfig> in_effect(const ClusterConfig& asked, const std::string& state_dir,
                                std::uint16_t port) {
    const auto text = to_yaml(emulated(asked, state_dir, port, ::geteuid() == 0));
    auto loaded = load(text, config_path(state_dir));
    if (!loaded) return fail(Errc::invalid_config, "\n" + to_string(loaded.error()));
    return std::move(*loaded);
}

std::optional<ClusterConfig> stored(const std::string& state_dir) {
    auto loaded = load_file(config_path(state_dir));
    return loaded ? std::optional{std::move(*loaded)} : std::nullopt;
}

}  // namespace

Result<ClusterConfig> settle_config(const ClusterConfig& asked, const std::string& state_dir) {
    const auto before = stored(state_dir);
    const bool running = !find_all(state_dir).empty();
    const auto wish = before ? before->controller.port : std::uint16_t{0};
    const auto port = running ? wish : free_port(wish);
    if (port == 0) return fail(Errc::io_error, "no TCP port is free on 127.0.0.1");
    auto config = in_effect(asked, state_dir, port);
    if (!config) return config;
    if (running && before != *config) {
        return fail(Errc::invalid_config,
                    fmt::format("the cluster '{}' runs with another configuration ({}); "
                                "`sluice down` stops it",
                                asked.name, config_path(state_dir)));
    }
    if (running) return config;
    const auto written = write_file(config_path(state_dir), to_yaml(*config));
    if (!written) return tl::unexpected{written.error()};
    return config;
}

}  // namespace sluice::commands
