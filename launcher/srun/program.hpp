// SPDX-License-Identifier: Apache-2.0
//
// Which file the program word means, decided where srun was called: its PATH, its working directory.
#pragma once

#include <string>
#include <string_view>

#include "scheduler/model/cluster.hpp"

namespace sluice::srun {

/// A word with a slash stays as it is. Any other is looked for below the folders of PATH; when it is not
/// found it stays as it is too, because it may exist on the nodes.
std::string find_program(const std::string& word, std::string_view path_variable, const std::string& work_dir);

/// The wire-up that the program at `path` needs; automatic where that cannot be seen from here.
MpiKind mpi_of(const std::string& path, std::string_view ld_library_path);

}  // namespace sluice::srun
