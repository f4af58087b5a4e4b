// SPDX-License-Identifier: Apache-2.0
//
// Uses programs that every Debian has, and the tests' own.
#include <catch2/catch.hpp>

#include "scheduler/elf/image.hpp"
#include "scheduler/elf/mapped_file.hpp"
#include "scheduler/elf/mpi_need.hpp"

using namespace sluice;
using namespace sluice::elf;

TEST_CASE("a program's need for MPI is read off its libraries") {
    CHECK(mpi_need("/bin/true", "")->kind == MpiKind::none);
    CHECK(mpi_need("/bin/hostname", "")->kind == MpiKind::none);
    CHECK(mpi_need("/bin/bash", "")->kind == MpiKind::automatic);  // starts others
    CHECK(mpi_need("/usr/bin/env", "")->kind == MpiKind::automatic);
    CHECK(mpi_need("/usr/bin/ldd", "")->why == "it is a script");
    CHECK(mpi_need("/no/such/program", "").error().code == Errc::io_error);
    CHECK_FALSE(mpi_need("/etc/passwd", ""));
}

TEST_CASE("an MPI program is told by its library, also by one that another library brings") {
    const auto need = mpi_need(HELLO_MPI, "");
    REQUIRE(need);
    CHECK(need->kind == MpiKind::pmix);
    CHECK(need->library.find("libmpi") != std::string::npos);
    CHECK(need->missing.empty());
}

TEST_CASE("MPI libraries are known by their names") {
    CHECK(kind_of_library("libmpi.so.40") == MpiKind::pmix);
    CHECK(kind_of_library("libmpi_cxx.so.40") == MpiKind::pmix);
    CHECK(kind_of_library("libmpi.so.12") == MpiKind::pmi2);
    CHECK(kind_of_library("libmpich.so.12") == MpiKind::pmi2);
    CHECK(kind_of_library("libpmi2.so.0") == MpiKind::pmi2);
    CHECK(kind_of_library("libhdf5_openmpi.so.103") == MpiKind::none);
}

TEST_CASE("a file that is cut off or damaged anywhere is read without harm") {
    const auto file = MappedFile::open("/bin/true");
    REQUIRE(file);
    const std::string whole{file->bytes()};
    for (std::size_t size = 0; size < whole.size(); size += 97) (void)read_image(whole.substr(0, size));
    for (std::size_t at = 0; at < 2048; ++at) {
        auto damaged = whole;
        damaged[at] = static_cast<char>(0xff);
        (void)read_image(damaged);
    }
    CHECK(read_image(whole));
}
