// SPDX-License-Identifier: Apache-2.0
#include <Random123/philox.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "workloads/montecarlo/kernel/draw.hpp"
#include "workloads/montecarlo/kernel/philox.hpp"

namespace sluice::montecarlo {
namespace {

TEST_CASE("Philox gives the known answer, and what its authors' program gives") {
    CHECK(philox({5, 0, 7, 0}, {1, 2}) ==
          std::array<std::uint32_t, 4>{0x1a2119b8, 0x03ea6778, 0x5695e2ec, 0x11f0c7a6});
    std::uint32_t word = 12345;
    for (int n = 0; n < 1000; ++n) {
        std::array<std::uint32_t, 6> in{};
        for (std::uint32_t& each : in) each = word = word * 1664525U + 1013904223U;
        const auto theirs = r123::Philox4x32{}({{in[0], in[1], in[2], in[3]}}, {{in[4], in[5]}});
        CHECK(philox({in[0], in[1], in[2], in[3]}, {in[4], in[5]}) ==
              std::array{theirs[0], theirs[1], theirs[2], theirs[3]});
    }
}

TEST_CASE("a path's numbers are a function of seed, path and dimension") {
    const Seed seed{0x123456789abcdef0};
    const std::uint64_t batch = (std::uint64_t{1} << 33) + 5;  // counters beyond 32 bits
    Batch uniforms;
    philox_uniforms(seed, {7, 3}, batch, uniforms);
    for (const int path : {0, 1, 127, 128, 255}) {
        const std::uint64_t counter = batch * 128 + static_cast<std::uint64_t>(path % 128);
        const auto words =
            philox({static_cast<std::uint32_t>(counter), static_cast<std::uint32_t>(counter >> 32), 7, 3},
                   {0x9abcdef0, 0x12345678});
        const std::size_t pair = path < 128 ? 0 : 2;
        const std::uint64_t bits = std::uint64_t{words[pair + 1]} << 32 | words[pair];
        CHECK(path_of(uniforms, path) == (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52);
    }
}

/// Mean, variance, third and fourth moment.
std::array<double, 4> moments_of_normals(Draw& draw, int batches) {
    std::array<double, 4> moments{};
    Batch normals;
    for (int batch = 0; batch < batches; ++batch) {
        draw.begin(static_cast<std::uint64_t>(batch));
        draw.normals(0, 0, normals);
        for (int path = 0; path < kBatchPaths; ++path) {
            const double z = path_of(normals, path);
            for (std::size_t k = 0; k < 4; ++k) moments[k] += std::pow(z, k + 1) / (batches * kBatchPaths);
        }
    }
    return moments;
}

TEST_CASE("normal numbers have the moments of the normal distribution") {
    Draw draw{{}, {}, 0};
    constexpr int batches = 4000;
    const double root = std::sqrt(batches * kBatchPaths);
    const auto [first, second, third, fourth] = moments_of_normals(draw, batches);
    CHECK(std::abs(first) < 4 / root);
    CHECK(std::abs(second - 1) < 4 * std::sqrt(2) / root);
    CHECK(std::abs(third) < 4 * std::sqrt(15) / root);
    CHECK(std::abs(fourth - 3) < 4 * std::sqrt(96) / root);
}

TEST_CASE("mirror images are the negatives, and a shift is undone by the likelihoods") {
    const Sampling sampling{.points = GENERATE(Points::pseudo, Points::sobol), .antithetic = true};
    Draw draw{sampling, {.steps = 3, .normals = 2, .uniforms = 1}, 0};
    Batch normal, mirrored, uniform, complement;
    draw.begin(9);
    draw.normals(2, 1, normal);
    draw.uniforms(2, 0, uniform);
    draw.mirror();
    draw.normals(2, 1, mirrored);
    draw.uniforms(2, 0, complement);
    for (int path = 0; path < kBatchPaths; ++path) {
        CHECK(path_of(mirrored, path) == -path_of(normal, path));
        CHECK(path_of(complement, path) == Approx(1 - path_of(uniform, path)).margin(1e-15));
    }
    Draw pushed{{}, {}, 0, 0.7};
    double mean = 0;
    for (std::uint64_t batch = 0; batch < 400; ++batch) {
        pushed.begin(batch);
        pushed.normals(0, 0, normal);
        const Batch weights = pushed.likelihoods();
        for (int path = 0; path < kBatchPaths; ++path)
            mean += path_of(normal, path) * path_of(weights, path) / 102400;
    }
    CHECK(std::abs(mean) < 0.02);
}

}  // namespace
}  // namespace sluice::montecarlo
