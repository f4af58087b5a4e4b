// SPDX-License-Identifier: Apache-2.0
//
// `#PBS` lines: what their options are called in Slurm. Only what has a counterpart there is translated; the
// rest, such as -S, -k or unknown resources of -l, is passed over, as Slurm does.
// Source: the manual page of sbatch, "#PBS"; qsub of OpenPBS and Torque for the meaning of the options.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace sluice::submit {

/// The words after `#PBS` of one line to words of sbatch: `-l nodes=3:ppn=2` to `--nodes=3
/// --ntasks-per-node=2`.
std::vector<std::string> translate_pbs(std::span<const std::string> words);

}  // namespace sluice::submit
