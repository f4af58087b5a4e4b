// SPDX-License-Identifier: Apache-2.0
#include "launcher/node/hardware.hpp"

#include <hwloc.h>
#include <sys/utsname.h>

#include <filesystem>
#include <fstream>

namespace sluice::node {
namespace {

constexpr std::uint64_t kMebibyte = 1u << 20;

std::uint32_t count(hwloc_topology_t topology, hwloc_obj_type_t type) {
    return static_cast<std::uint32_t>(std::max(hwloc_get_nbobjs_by_type(topology, type), 1));
}

void add_processors_and_memory(Hardware& hardware) {
    hwloc_topology_t topology = nullptr;
    if (hwloc_topology_init(&topology) != 0) return;
    if (hwloc_topology_load(topology) == 0) {
        hardware.sockets = count(topology, HWLOC_OBJ_PACKAGE);
        hardware.cores = count(topology, HWLOC_OBJ_CORE);
        hardware.threads = count(topology, HWLOC_OBJ_PU);
        const auto bytes = hwloc_get_root_obj(topology)->total_memory;
        hardware.memory = Mebibytes{static_cast<std::int64_t>(bytes / kMebibyte)};
    }
    hwloc_topology_destroy(topology);
}

void add_system(Hardware& hardware) {
    utsname system{};
    if (::uname(&system) != 0) return;
    hardware.architecture = system.machine;
    hardware.system = std::string{system.sysname} + " " + system.release + " " + system.version;
    hardware.host_name = system.nodename;
}

}  // namespace

Hardware find_hardware(const std::string& tmp_dir) {
    Hardware hardware;
    add_processors_and_memory(hardware);
    add_system(hardware);
    std::error_code ec;
    const auto space = std::filesystem::space(tmp_dir, ec);
    if (!ec) hardware.tmp_disk = Mebibytes{static_cast<std::int64_t>(space.capacity / kMebibyte)};
    return hardware;
}

Instant boot_time() {
    std::ifstream stat{"/proc/stat"};
    std::int64_t seconds = 0;
    for (std::string word; stat >> word;) {
        if (word == "btime" && stat >> seconds) break;
    }
    return Instant{Duration{seconds}};
}

}  // namespace sluice::node
