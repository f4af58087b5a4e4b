// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/broadcast.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace sluice::step {

std::string broadcast_path(const std::string& wanted, const StepOrder& order) {
    if (wanted.empty()) return {};
    auto path = wanted;
    if (path.ends_with('/')) path += fmt::format("slurm_bcast_{}_{}", to_string(order.key.id), order.context.node);
    return path.starts_with('/') ? path : order.step.spec.work_dir + "/" + path;
}

Broadcast::Broadcast(const StepOrder& order, const TaskUser& user)
    : user_{user}, path_{broadcast_path(order.step.spec.broadcast, order)}, beside_{fmt::format("{}.{}.part", path_, order.context.node)} {}

void Broadcast::take(const wire::StepFile& part) {
    if (path_.empty() || complete_ || !written_) return;
    written_ = write(part);
    complete_ = part.end();
    if (complete_) file_ = Descriptor{};  // a file that is open for writing cannot be executed
}

/// Beside its place first: nobody finds half of it, a copy that runs already stays as it is, and nodes that share a
/// file system do not get in each other's way.
Result<void> Broadcast::write(const wire::StepFile& part) {
    const AsUser as_user{user_};
    const auto error = [&] { return fail(Errc::io_error, fmt::format("{}: {}", path_, std::strerror(errno))); };
    if (!file_) {
        ::unlink(beside_.c_str());
        file_ = Descriptor{::open(beside_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
        if (!file_) return error();
    }
    if (!write_all(file_.get(), part.data())) return error();
    if (!part.end()) return {};
    if (::fchmod(file_.get(), part.mode() & 07777) != 0) return error();
    if (!part.replace() && ::access(path_.c_str(), F_OK) == 0) errno = EEXIST;
    else if (::rename(beside_.c_str(), path_.c_str()) == 0) return {};
    return error();
}

Result<void> Broadcast::outcome() const {
    if (!written_) return written_;
    if (path_.empty() || complete_) return {};
    return fail(Errc::connection_lost, "the program did not arrive");
}

}  // namespace sluice::step
