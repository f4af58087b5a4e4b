// SPDX-License-Identifier: Apache-2.0
//
// What the benchmarks share: a clock, the usual jobs, and how a figure is printed.
#pragma once

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>

namespace sluice::bench {

/// One line of JSON on standard output; `context` is the inside of a JSON object.
inline void report(std::string_view name, double value, std::string_view unit, std::string_view context) {
    fmt::print("{{\"name\": \"{}\", \"value\": {:.6g}, \"unit\": \"{}\", \"context\": {{{}}}}}\n", name, value, unit, context);
    std::fflush(stdout);
}

class Stopwatch {
  public:
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    }

  private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// Jobs of 1 to 128 nodes and ten minutes to a day, both log-uniform; the time is kept as drawn, or rounded up to
/// what people usually ask for. The same for the same seed.
class UsualJobs {
  public:
    explicit UsualJobs(std::uint32_t seed, bool rounded = false) : random_{seed}, rounded_{rounded} {}

    std::uint32_t nodes(std::uint32_t most = 128) {
        return static_cast<std::uint32_t>(std::exp(share() * std::log(most + 1.0)));
    }
    std::int64_t seconds() {
        constexpr std::array<std::int64_t, 11> kUsual{600,    1'800,  3'600,  7'200,  10'800, 14'400,
                                                      21'600, 28'800, 43'200, 64'800, 86'400};
        const auto drawn = std::lround(600 * std::exp(share() * std::log(144.0)));
        for (const auto usual : kUsual) {
            if (rounded_ && usual >= drawn) return usual;
        }
        return drawn;
    }
    double share() { return std::generate_canonical<double, 32>(random_); }

  private:
    std::mt19937 random_;
    bool rounded_;
};

inline bool is_smoke_run(int argc, char** argv) { return argc > 1 && std::string_view{argv[1]} == "--smoke"; }

}  // namespace sluice::bench
