// SPDX-License-Identifier: Apache-2.0
//
// sluiced --config FILE --node NAME [--foreground]: the daemon of one node.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/program_options.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "launcher/node/background.hpp"
#include "launcher/node/daemon.hpp"
#include "scheduler/config/load.hpp"

namespace {

using namespace sluice;
namespace po = boost::program_options;

struct Arguments {
    node::DaemonOptions options;
    bool foreground = false;
};

tl::expected<Arguments, int> parse(int argc, char** argv) {
    Arguments arguments;
    po::options_description description{"sluiced: the daemon of one node"};
    auto add = description.add_options();
    add("help,h", "print this and end");
    add("config", po::value(&arguments.options.config_path)->required(), "the cluster's cluster.yaml");
    add("node", po::value(&arguments.options.node)->required(), "the name of this node");
    add("foreground", po::bool_switch(&arguments.foreground), "stay attached to the starter");
    try {
        po::variables_map values;
        po::store(po::parse_command_line(argc, argv, description), values);
        if (values.contains("help")) {
            std::cout << description;
            return tl::unexpected{EXIT_SUCCESS};
        }
        po::notify(values);
    } catch (const po::error& error) {
        fmt::print(stderr, "sluiced: error: {}\n", error.what());
        return tl::unexpected{EXIT_FAILURE};
    }
    arguments.options.config_path = std::filesystem::absolute(arguments.options.config_path).string();
    return arguments;
}

void log_to_stderr(const std::string& node) {
    auto logger = spdlog::stderr_logger_st(node);
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e %n %l %v");
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

int refuse(std::string_view why) {
    fmt::print(stderr, "sluiced: error: {}\n", why);
    return EXIT_FAILURE;
}

int serve(const ClusterConfig& config, const Arguments& arguments) {
    const auto& node = arguments.options.node;
    if (std::ranges::find(config.nodes, node, &NodeSpec::name) == config.nodes.end()) {
        return refuse(fmt::format("{} has no node '{}'", arguments.options.config_path, node));
    }
    if (auto made = node::make_folders(node::paths_of(config, node)); !made) return refuse(made.error().detail);
    node::Background background{!arguments.foreground};
    log_to_stderr(node);
    boost::asio::io_context io{1};
    node::Daemon daemon{io, config, arguments.options};
    if (auto started = daemon.start(); !started) return refuse(started.error().detail);
    background.ready();
    io.run();
    return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    const auto arguments = parse(argc, argv);
    if (!arguments) return arguments.error();
    const auto config = load_file(arguments->options.config_path);
    if (!config) {
        fmt::print(stderr, "{}", to_string(config.error()));
        return EXIT_FAILURE;
    }
    return serve(*config, *arguments);
}
