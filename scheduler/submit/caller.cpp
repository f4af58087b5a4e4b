// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/caller.hpp"

#include <pwd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "scheduler/model/number.hpp"
#include "scheduler/submit/limits.hpp"

namespace sluice::submit {
namespace {

Environment own_environment() {
    Environment environment;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text{*entry};
        const auto equals = text.find('=');
        if (equals == std::string_view::npos) continue;
        environment.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return environment;
}

std::string own_directory() {
    std::error_code ec;
    const auto path = std::filesystem::current_path(ec);
    return ec ? "/" : path.string();
}

std::string own_host() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : "localhost";
}

std::uint32_t own_umask() {
    const auto mask = ::umask(0);
    ::umask(mask);
    return mask;
}

std::map<std::string, std::uint64_t> own_limits() {
    std::map<std::string, std::uint64_t> limits;
    for (const auto& [name, resource] : kLimits) {
        rlimit limit{};
        if (::getrlimit(static_cast<__rlimit_resource>(resource), &limit) == 0) limits.emplace(name, limit.rlim_cur);
    }
    return limits;
}

std::optional<UserId> find_user(const std::string& name) {
    if (const auto* entry = ::getpwnam(name.c_str())) return UserId{entry->pw_uid};
    const auto number = parse_number<std::uint32_t>(name);
    return number ? std::optional{UserId{*number}} : std::nullopt;
}

Result<std::string> read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return fail(Errc::io_error, std::strerror(errno));
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

}  // namespace

Invocation gather(Command command, int argc, char** argv) {
    Invocation invocation;
    invocation.command = command;
    if (argc > 0) {
        invocation.program = argv[0];
        invocation.arguments.assign(argv + 1, argv + argc);
    }
    invocation.environment = own_environment();
    invocation.now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    invocation.work_dir = own_directory();
    invocation.host = own_host();
    if (const auto* entry = ::getpwuid(::getuid())) invocation.user = entry->pw_name;
    invocation.umask = own_umask();
    invocation.session = static_cast<std::uint32_t>(::getsid(0));
    invocation.priority = ::getpriority(PRIO_PROCESS, 0);
    invocation.limits = own_limits();
    invocation.read_file = read_file;
    invocation.find_user = find_user;
    return invocation;
}

}  // namespace sluice::submit
