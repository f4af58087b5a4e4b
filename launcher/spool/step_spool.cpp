// SPDX-License-Identifier: Apache-2.0
#include "launcher/spool/step_spool.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace sluice {
namespace {

namespace fs = std::filesystem;

/// Others may pass through to the script, but not look around.
constexpr mode_t kFolderMode = 0711;

template <class Proto>
Result<Proto> read_message(const std::string& path) {
    auto bytes = read_file(path);
    if (!bytes) return tl::unexpected{bytes.error()};
    Proto message;
    if (!message.ParseFromString(*bytes)) return fail(Errc::malformed_message, path + ": unreadable");
    return message;
}

bool lock(const Descriptor& fd) { return ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0; }

}  // namespace

Result<void> StepSpool::create(const wire::ShepherdOrder& order) const {
    if (::mkdir(folder_.c_str(), kFolderMode) != 0 && errno != EEXIST) {
        return fail(Errc::io_error, system_error(folder_));
    }
    return write_file(folder_ + "/order", order.SerializeAsString());
}

Result<wire::ShepherdOrder> StepSpool::order() const {
    return read_message<wire::ShepherdOrder>(folder_ + "/order");
}

Result<void> StepSpool::write_result(const wire::StepEnded& result) const {
    return replace_file(folder_ + "/result", result.SerializeAsString());
}

void StepSpool::sync_result() const { sync_file(folder_ + "/result"); }

std::optional<wire::StepEnded> StepSpool::result() const {
    auto read = read_message<wire::StepEnded>(folder_ + "/result");
    if (!read || read->ByteSizeLong() == 0) return std::nullopt;  // what a machine leaves that failed before sync_result()
    return std::move(*read);
}

Result<Descriptor> StepSpool::claim() const {
    const auto path = lock_path();
    Descriptor fd{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    if (!fd) return fail(Errc::io_error, system_error(path));
    if (!lock(fd)) return fail(Errc::invalid_state, path + ": held by a living shepherd");
    return fd;
}

bool StepSpool::shepherd_alive() const {
    const Descriptor fd{::open(lock_path().c_str(), O_RDONLY | O_CLOEXEC)};
    return fd && !lock(fd);
}

bool StepSpool::was_claimed() const { return ::access(lock_path().c_str(), F_OK) == 0; }

void StepSpool::remove() const {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

std::vector<StepKey> list_step_folders(const std::string& steps) {
    std::vector<StepKey> found;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator{steps, ec}) {
        if (const auto key = parse_step_key(entry.path().filename().string())) found.push_back(*key);
    }
    return found;
}

}  // namespace sluice
