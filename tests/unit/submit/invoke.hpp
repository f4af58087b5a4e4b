// SPDX-License-Identifier: Apache-2.0
//
// Command lines as tests write them: `good(sbatch("-n", "4"))` is the request, `bad(...)` how it ends.
#pragma once

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "scheduler/submit/parse.hpp"

namespace sluice::submit::test {

inline constexpr Instant kNow{Duration{1'700'000'000}};  // 2023-11-14 22:13:20 UTC

inline Invocation invoke(Command command, std::vector<std::string> words) {
    Invocation invocation;
    invocation.command = command;
    invocation.arguments = std::move(words);
    invocation.now = kNow;
    invocation.work_dir = "/home/ada/run";
    invocation.host = "login1";
    return invocation;
}

template <class... Words>
Invocation sbatch(Words... words) {
    return invoke(Command::sbatch, {words...});
}
template <class... Words>
Invocation srun(Words... words) {
    return invoke(Command::srun, {words...});
}

inline Request good(const Invocation& invocation) {
    auto request = parse(invocation);
    if (!request) FAIL(request.error().err << request.error().out);
    return *request;
}

inline Exit bad(const Invocation& invocation) {
    auto request = parse(invocation);
    REQUIRE_FALSE(request.has_value());
    return request.error();
}

/// The request made under these variables.
inline Invocation under(Environment environment, Invocation invocation) {
    invocation.environment = std::move(environment);
    return invocation;
}

}  // namespace sluice::submit::test
