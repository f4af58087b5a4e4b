// SPDX-License-Identifier: Apache-2.0
//
// One program, several names: bin/squeue and the others are symbolic links to bin/sluice.
#include <array>
#include <string_view>

#include "scheduler/commands/entry.hpp"

namespace {

struct Entry {
    std::string_view name;
    int (*run)(int argc, char** argv);
};

using namespace sluice::commands;
constexpr std::array kEntries{
    Entry{"sbatch", sbatch_main},     Entry{"squeue", squeue_main}, Entry{"sinfo", sinfo_main},
    Entry{"scancel", scancel_main},   Entry{"sacct", sacct_main},   Entry{"sluice", sluice_main},
    Entry{"scontrol", scontrol_main}, Entry{"sacctmgr", sacctmgr_main}, Entry{"sprio", sprio_main},
    Entry{"sreport", sreport_main},
    Entry{"sshare", sshare_main},
    Entry{"sattach", sattach_main},   Entry{"sbcast", sbcast_main},
};

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

int main(int argc, char** argv) {
    const auto name = base_name(argc > 0 ? argv[0] : "sluice");
    for (const auto& entry : kEntries) {
        if (entry.name == name) return entry.run(argc, argv);
    }
    return sluice_main(argc, argv);
}
