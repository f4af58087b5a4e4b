// SPDX-License-Identifier: Apache-2.0
// Runs the tests on every rank; each test that writes does so together with the others.
#include <mpi.h>

#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

int main(int argc, char** argv) {
    MPI_Init(&argc, &argv);
    const int failures = Catch::Session().run(argc, argv);
    MPI_Finalize();
    return failures;
}
