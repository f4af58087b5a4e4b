// SPDX-License-Identifier: Apache-2.0
// What a workload's exit code says to the script that started it.
#pragma once

namespace sluice::run {

enum ExitCode : int {
    kDone = 0,
    kFailed = 1,
    kMistake = 2,         // in the command line or the input; nothing was computed
    kContinueLater = 75,  // told to stop, and the checkpoint is written: the same command goes on from there
};

}  // namespace sluice::run
