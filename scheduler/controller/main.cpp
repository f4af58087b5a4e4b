// SPDX-License-Identifier: Apache-2.0
//
// sluicectld: the controller of one cluster.

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/program_options.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "scheduler/config/load.hpp"
#include "scheduler/controller/controller.hpp"

namespace po = boost::program_options;

namespace sluice::controller {
namespace {

constexpr int kBadUsage = 2;

/// A file with this process's number, there as long as the process is.
class PidFile {
  public:
    explicit PidFile(std::string path) : path_{std::move(path)} { std::ofstream{path_} << ::getpid() << "\n"; }
    ~PidFile() { ::unlink(path_.c_str()); }
    PidFile(const PidFile&) = delete;
    PidFile& operator=(const PidFile&) = delete;

  private:
    std::string path_;
};

std::string content_of(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream{path}.rdbuf();
    return text.str();
}

int serve(const std::string& path) {
    auto loaded = load_file(path);
    if (!loaded) {
        for (const auto& diagnostic : loaded.error()) std::cerr << to_string(diagnostic) << "\n";
        return 1;
    }
    std::error_code ignored;
    std::filesystem::create_directories(loaded->state_dir, ignored);
    boost::asio::io_context io{1};
    auto controller = Controller::open(io, *loaded, content_of(path));
    if (!controller) {
        std::cerr << "sluicectld: " << describe(controller.error()) << "\n";
        return 1;
    }
    const PidFile pid_file{loaded->state_dir + "/controller.pid"};
    const auto ended = (*controller)->run();
    if (ended) return 0;
    spdlog::critical("{}", describe(ended.error()));
    return 1;
}

int run(int argc, char** argv) {
    po::options_description options{"Usage: sluicectld --config FILE\n\nThe controller of one cluster"};
    options.add_options()("config,c", po::value<std::string>()->value_name("FILE"), "the cluster's cluster.yaml");
    options.add_options()("help,h", "this text");
    po::variables_map given;
    try {
        po::store(po::parse_command_line(argc, argv, options), given);
    } catch (const po::error& error) {
        std::cerr << "sluicectld: " << error.what() << "\n";
        return kBadUsage;
    }
    if (given.contains("help")) {
        std::cout << options;
        return 0;
    }
    if (!given.contains("config")) {
        std::cerr << "sluicectld: --config is missing\n" << options;
        return kBadUsage;
    }
    return serve(given["config"].as<std::string>());
}

}  // namespace
}  // namespace sluice::controller

int main(int argc, char** argv) { return sluice::controller::run(argc, argv); }
