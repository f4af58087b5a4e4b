// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/users.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include "scheduler/model/number.hpp"

namespace sluice::commands {

UserId this_user() { return UserId{::getuid()}; }

std::string user_name(UserId user) {
    const passwd* entry = ::getpwuid(user.value());
    return entry == nullptr ? std::to_string(user.value()) : entry->pw_name;
}

std::optional<UserId> find_user(const std::string& name_or_number) {
    if (const passwd* entry = ::getpwnam(name_or_number.c_str())) return UserId{entry->pw_uid};
    if (const auto number = parse_number<std::uint32_t>(name_or_number)) return UserId{*number};
    return std::nullopt;
}

std::optional<GroupId> find_group(const std::string& name_or_number) {
    if (const group* entry = ::getgrnam(name_or_number.c_str())) return GroupId{entry->gr_gid};
    if (const auto number = parse_number<std::uint32_t>(name_or_number)) return GroupId{*number};
    return std::nullopt;
}

std::string named_number(const std::string& name, std::uint32_t number) {
    return fmt::format("{}({})", name.empty() ? std::to_string(number) : name, number);
}

}  // namespace sluice::commands
