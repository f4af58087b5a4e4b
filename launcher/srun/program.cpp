// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/program.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <ranges>

#include "scheduler/elf/mpi_need.hpp"

namespace sluice::srun {
namespace {

bool is_program(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::string find_program(const std::string& word, std::string_view path_variable, const std::string& work_dir) {
    if (word.find('/') != std::string::npos) return word;
    for (const auto part : path_variable | std::views::split(':')) {
        const std::filesystem::path folder{std::string_view{part.begin(), part.end()}};
        const auto candidate = (std::filesystem::path{work_dir} / folder / word).string();
        if (is_program(candidate)) return candidate;
    }
    return word;
}

MpiKind mpi_of(const std::string& path, std::string_view ld_library_path) {
    const auto need = elf::mpi_need(path, ld_library_path);
    return need ? need->kind : MpiKind::automatic;
}

}  // namespace sluice::srun
