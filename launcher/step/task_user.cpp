// SPDX-License-Identifier: Apache-2.0
//
// Raw system calls instead of the C library's functions: the library changes the ids of all threads, and
// after a fork it must not be called at all.
#include "launcher/step/task_user.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cassert>

namespace sluice::step {
namespace {

constexpr auto kUnchanged = static_cast<uid_t>(-1);

bool set_groups(const std::vector<gid_t>& groups) noexcept {
    return ::syscall(SYS_setgroups, groups.size(), groups.data()) == 0;
}

std::vector<gid_t> groups_of(const char* name, gid_t gid) {
    int count = 64;
    std::vector<gid_t> groups(static_cast<std::size_t>(count));
    if (::getgrouplist(name, gid, groups.data(), &count) < 0) {
        groups.resize(static_cast<std::size_t>(count));
        ::getgrouplist(name, gid, groups.data(), &count);
    }
    groups.resize(static_cast<std::size_t>(count));
    return groups;
}

}  // namespace

Result<TaskUser> task_user(const JobSpec& job) {
    TaskUser user{job.user.value(), job.group.value(), {job.group.value()}, false, {job.user_name, "/", "/bin/sh"}};
    user.switch_needed = user.uid != ::geteuid() || user.gid != ::getegid();
    if (user.uid != ::geteuid() && ::geteuid() != 0) {
        return fail(Errc::permission_denied,
                    fmt::format("the node daemon runs as uid {}, it cannot run tasks as uid {}", ::geteuid(), user.uid));
    }
    std::array<char, 16384> text;
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(user.uid, &entry, text.data(), text.size(), &found) == 0 && found != nullptr) {
        user.account = {found->pw_name, found->pw_dir, found->pw_shell};
        user.groups = groups_of(found->pw_name, user.gid);
    }
    user.switch_needed = user.switch_needed && ::geteuid() == 0;
    return user;
}

AsUser::AsUser(const TaskUser& user) : switched_{user.switch_needed} {
    if (!switched_) return;
    own_groups_.resize(static_cast<std::size_t>(::getgroups(0, nullptr)));
    const int count = ::getgroups(static_cast<int>(own_groups_.size()), own_groups_.data());
    assert(count == static_cast<int>(own_groups_.size()));
    const bool done = set_groups(user.groups) && ::syscall(SYS_setresgid, kUnchanged, user.gid, kUnchanged) == 0 &&
                      ::syscall(SYS_setresuid, kUnchanged, user.uid, kUnchanged) == 0;
    assert(done);
}

AsUser::~AsUser() {
    if (!switched_) return;
    const bool done = ::syscall(SYS_setresuid, kUnchanged, 0, kUnchanged) == 0 &&
                      ::syscall(SYS_setresgid, kUnchanged, ::getgid(), kUnchanged) == 0 && set_groups(own_groups_);
    assert(done);
}

bool become(const TaskUser& user) noexcept {
    if (!user.switch_needed) return true;
    return set_groups(user.groups) && ::syscall(SYS_setresgid, user.gid, user.gid, user.gid) == 0 &&
           ::syscall(SYS_setresuid, user.uid, user.uid, user.uid) == 0;
}

}  // namespace sluice::step
