// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

#include "scheduler/submit/caller.hpp"

using namespace sluice::submit;

TEST_CASE("an invocation holds what the process knows") {
    ::setenv("SLUICE_TEST_VARIABLE", "a=b", 1);
    const auto mask = ::umask(027);
    char program[] = "srun", first[] = "-n", second[] = "2";
    char* words[] = {program, first, second, nullptr};

    const auto invocation = gather(Command::srun, 3, words);
    CHECK(::umask(mask) == 027);
    CHECK(invocation.command == Command::srun);
    CHECK(invocation.arguments == std::vector<std::string>{"-n", "2"});
    CHECK(invocation.environment.at("SLUICE_TEST_VARIABLE") == "a=b");
    CHECK(invocation.work_dir == std::filesystem::current_path());
    CHECK(invocation.umask == 027);
    CHECK_FALSE(invocation.host.empty());
    CHECK(invocation.now > sluice::Instant{});
}

TEST_CASE("files are read through the invocation") {
    char program[] = "sbatch";
    char* words[] = {program, nullptr};
    const auto invocation = gather(Command::sbatch, 1, words);
    CHECK(invocation.read_file("/proc/self/comm").has_value());
    CHECK(invocation.read_file("/no/such/file").error().detail == "No such file or directory");
    CHECK(invocation.read_file("/") == std::string{});
}
