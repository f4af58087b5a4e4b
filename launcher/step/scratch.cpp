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

Result<void> make_private_folder(const std::string& path, const TaskUser& user) {
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return fail(Errc::internal, system_error(path));
    if (user.switch_needed && ::chown(path.c_str(), user.uid, user.gid) != 0) {
        return fail(Errc::internal, system_error(path));
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Scratch>> Scratch::make(const StepOrder& order, const TaskUser& user) {
    const auto name = "/" + to_string(order.key);
    std::unique_ptr<Scratch> scratch{
        new Scratch{order.context.tmp_dir + name, order.context.shared_memory_dir + name}};
    for (const auto& path : {scratch->tmp_, scratch->shared_memory_}) {
        if (auto made = make_private_folder(path, user); !made) return tl::unexpected{made.error()};
    }
    return scratch;
}

Scratch::~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(tmp_, ignored);
    std::filesystem::remove_all(shared_memory_, ignored);
}

std::vector<std::string> Scratch::variables() const {
    std::vector<std::string> list;
    for (const auto* component : {"btl_vader", "osc_sm", "osc_rdma"}) {
        list.push_back(fmt::format("OMPI_MCA_{}_backing_directory={}", component, shared_memory_));
    }
    return list;
}

}  // namespace sluice::step
