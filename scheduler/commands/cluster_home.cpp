// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/cluster_home.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <deque>
#include <filesystem>
#include <fstream>

#include "scheduler/config/find.hpp"
#include "scheduler/config/schema.hpp"

namespace sluice::commands {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> io_failure(const std::string& path, const std::error_code& reason) {
    return fail(Errc::io_error, fmt::format("{}: {}", path, reason.message()));
}

std::error_code last_error() { return {errno, std::generic_category()}; }

std::string current_link() {
    const auto folder = user_state_dir(find_context());
    return folder.empty() ? "" : folder + "/current";
}

}  // namespace

Result<std::string> state_dir_for(const ClusterConfig& config, const std::string& asked) {
    if (!asked.empty()) return fs::absolute(asked).lexically_normal().string();
    if (!config.state_dir.empty() && config.state_dir != kSystemStateDir) return config.state_dir;
    const auto folder = user_state_dir(find_context());
    if (folder.empty())
        return fail(Errc::io_error, "neither XDG_STATE_HOME nor HOME is set; use --state=DIR");
    return folder + "/" + config.name;
}

std::string config_path(const std::string& state_dir) { return state_dir + "/cluster.yaml"; }

std::string log_path(const std::string& state_dir, const std::string& daemon) {
    return fmt::format("{}/log/{}.log", state_dir, daemon);
}

Result<void> make_home(const std::string& state_dir) {
    std::error_code failed;
    fs::create_directories(state_dir + "/log", failed);
    if (failed) return io_failure(state_dir, failed);
    if (::chmod(state_dir.c_str(), S_IRWXU) != 0) return io_failure(state_dir, last_error());
    return {};
}

Result<void> write_file(const std::string& path, const std::string& text) {
    const auto draft = path + ".new";
    std::ofstream file{draft, std::ios::binary};
    file << text;
    file.close();
    if (!file) return io_failure(draft, last_error());
    std::error_code failed;
    fs::rename(draft, path, failed);
    if (failed) return io_failure(path, failed);
    return {};
}

std::string current_home() {
    std::error_code failed;
    const auto target = fs::read_symlink(current_link(), failed);
    return failed ? "" : target.string();
}

Result<void> make_current(const std::string& state_dir) {
    const auto link = current_link();
    if (link.empty()) return {};
    std::error_code failed;
    fs::create_directories(fs::path{link}.parent_path(), failed);
    const auto draft = link + ".new";
    fs::remove(draft, failed);
    fs::create_directory_symlink(state_dir, draft, failed);
    if (failed) return io_failure(draft, failed);
    fs::rename(draft, link, failed);
    if (failed) return io_failure(link, failed);
    return {};
}

Result<void> lock_home(const std::string& state_dir) {
    const auto path = state_dir + "/up.lock";
    const int lock = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (lock < 0) return io_failure(path, last_error());
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0)
        return fail(Errc::io_error,
                    fmt::format("another `sluice up` or `sluice down` is at work in {}", state_dir));
    return {};  // the descriptor stays open: the lock lives as long as the program
}

std::string last_lines(const std::string& path, std::size_t count) {
    std::ifstream file{path};
    std::deque<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        lines.push_back(std::move(line));
        if (lines.size() > count) lines.pop_front();
    }
    std::string text;
    for (const auto& line : lines) text += "  " + line + '\n';
    return text;
}

}  // namespace sluice::commands
