// SPDX-License-Identifier: Apache-2.0
// The molecules that the tests of docking use: imatinib in Abl kinase (1iep), and the sample for screening.
#pragma once

#include <string>

#include "workloads/docking/kernel/box.hpp"
#include "workloads/docking/kernel/molecule.hpp"

namespace sluice::docking {

std::string file_text(const std::string& path);
std::string imatinib(const std::string& file);  // path
std::string sample(const std::string& file);    // path

Receptor receptor_in(const std::string& path);
Ligand ligand_in(const std::string& path);

/// Around imatinib in the crystal.
inline constexpr Box kImatinibBox{{15.190, 53.903, 16.917}, {22.5, 27, 24}};
/// The site of the sample.
inline constexpr Box kSampleBox{{-36.010, 25.629, 67.492}, {22.5, 22.5, 22.5}};

}  // namespace sluice::docking
