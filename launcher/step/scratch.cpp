// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/scratch.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "launcher/spool/files.hpp"

namespace sluice::step {
namespace {

/// `mode` counts whatever the umask; a folder that is there already is taken.
Result<void> make_folder(const std::string& path, mode_t mode) {
    if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return fail(Errc::internal, system_error(path));
    if (::chmod(path.c_str(), mode) != 0) return fail(Errc::internal, system_error(path));
    return {};
}

Result<void> give_to(const TaskUser& user, const std::string& path) {
    if (!user.switch_needed || ::chown(path.c_str(), user.uid, user.gid) == 0) return {};
    return fail(Errc::internal, system_error(path));
}

}  // namespace

Result<std::unique_ptr<Scratch>> Scratch::make(const StepOrder& order, const TaskUser& user) {
    const auto name = "/" + to_string(order.key);
    std::unique_ptr<Scratch> scratch{
        new Scratch{order.context.tmp_dir + name, order.context.shared_memory_dir + name}};
    auto made = make_folder(scratch->tmp_, 0711);
    if (made) made = make_folder(scratch->shared_memory_, 0700);
    if (made) made = give_to(user, scratch->shared_memory_);
    if (!made) return tl::unexpected{made.error()};
    return scratch;
}

Scratch::~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(tmp_, ignored);
    std::filesystem::remove_all(shared_memory_, ignored);
}

void Scratch::hand_over(const TaskUser& user) const {
    if (!user.switch_needed) return;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{tmp_, ignored}) {
        if (::lchown(entry.path().c_str(), user.uid, user.gid) != 0) break;
    }
}

std::vector<std::string> Scratch::variables() const {
    std::vector<std::string> list;
    for (const auto* component : {"btl_vader", "osc_sm", "osc_rdma"}) {
        list.push_back(fmt::format("OMPI_MCA_{}_backing_directory={}", component, shared_memory_));
    }
    return list;
}

}  // namespace sluice::step
