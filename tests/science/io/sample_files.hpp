// SPDX-License-Identifier: Apache-2.0
// A results file of each kind that can be drawn, as the workloads write them.
#pragma once

#include <filesystem>

namespace sluice::io {

/// Two records of a field on longitude and latitude.
void write_map(const std::filesystem::path& path);

/// A price that converges, with its standard error.
void write_convergence(const std::filesystem::path& path);

/// A ranking with the best pose, an indole in a ring of atoms.
void write_docking(const std::filesystem::path& path);

}  // namespace sluice::io
