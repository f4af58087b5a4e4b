// SPDX-License-Identifier: Apache-2.0
#include "launcher/pmix/ranks_folder.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace sluice::pmix {
namespace {

bool is_folder_of(const std::string& path, UserId user) {
    struct stat status {};
    return lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == user.value();
}

}  // namespace

std::string ranks_folder(const StepLayout& layout) { return layout.tmp_dir + "/ranks"; }

Result<void> make_ranks_folder(const StepLayout& layout) {
    const auto folder = ranks_folder(layout);
    const bool made = mkdir(folder.c_str(), S_IRWXU) == 0;
    const bool must_give = made && layout.user.value() != geteuid();
    const bool given = !must_give || chown(folder.c_str(), layout.user.value(), layout.group.value()) == 0;
    if (!given || !is_folder_of(folder, layout.user))
        return fail(Errc::io_error, fmt::format("{}: {}", folder, std::strerror(errno)));
    return {};
}

std::vector<std::string> folder_variables(const StepLayout& layout) {
    std::vector<std::string> variables;
    for (const char* component : {"btl_vader", "osc_sm", "osc_rdma"})
        variables.push_back(fmt::format("OMPI_MCA_{}_backing_directory={}", component, ranks_folder(layout)));
    return variables;
}

}  // namespace sluice::pmix
