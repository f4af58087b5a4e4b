// SPDX-License-Identifier: Apache-2.0
#include "workloads/run/patient_wait.hpp"

#include <chrono>
#include <thread>

namespace sluice::run {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kPatience = 100us;  // several times what a message takes between ranks that run
constexpr auto kNap = 20us;

bool all_complete(std::span<MPI_Request> requests) {
    int complete = 0;
    MPI_Testall(static_cast<int>(requests.size()), requests.data(), &complete, MPI_STATUSES_IGNORE);
    return complete != 0;
}

}  // namespace

void wait_for(std::span<MPI_Request> requests) {
    const Clock::time_point enough = Clock::now() + kPatience;
    while (!all_complete(requests)) {
        if (Clock::now() < enough) std::this_thread::yield();
        else std::this_thread::sleep_for(kNap);
    }
}

}  // namespace sluice::run
