// SPDX-License-Identifier: Apache-2.0
//
// `sluice results` from its options to its exit code.
#pragma once

namespace sluice::commands {

int results_main(int argc, char** argv);

}  // namespace sluice::commands
