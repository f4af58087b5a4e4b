// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/machine_topology.hpp"

#include <hwloc.h>

#include <algorithm>
#include <memory>
#include <tuple>

namespace sluice::step {
namespace {

struct Destroy {
    void operator()(hwloc_topology_t topology) const { hwloc_topology_destroy(topology); }
};
using Loaded = std::unique_ptr<std::remove_pointer_t<hwloc_topology_t>, Destroy>;

Loaded load(const std::string& recorded_xml) {
    hwloc_topology_t topology = nullptr;
    if (hwloc_topology_init(&topology) != 0) return nullptr;
    Loaded owned{topology};
    const auto size = static_cast<int>(recorded_xml.size()) + 1;
    if (!recorded_xml.empty() && hwloc_topology_set_xmlbuffer(topology, recorded_xml.c_str(), size) != 0) return nullptr;
    return hwloc_topology_load(topology) == 0 ? std::move(owned) : nullptr;
}

std::uint32_t number_above(hwloc_topology_t topology, hwloc_obj_type_t type, hwloc_obj_t thread, std::uint32_t otherwise) {
    const auto* above = hwloc_get_ancestor_obj_by_type(topology, type, thread);
    return above == nullptr ? otherwise : above->logical_index;
}

}  // namespace

std::optional<binding::NodeTopology> machine_topology(const std::string& recorded_xml) {
    const auto loaded = load(recorded_xml);
    if (!loaded) return std::nullopt;
    auto* topology = loaded.get();
    binding::NodeTopology cpus;
    std::uint32_t last_core = UINT32_MAX;
    std::uint32_t thread_in_core = 0;
    for (auto* thread = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_PU, nullptr); thread != nullptr;
         thread = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_PU, thread)) {
        const auto core = number_above(topology, HWLOC_OBJ_CORE, thread, thread->logical_index);
        thread_in_core = core == last_core ? thread_in_core + 1 : 0;
        last_core = core;
        const auto domain = thread->nodeset == nullptr ? 0 : std::max(0, hwloc_bitmap_first(thread->nodeset));
        cpus.push_back({core, thread_in_core, number_above(topology, HWLOC_OBJ_PACKAGE, thread, 0),
                        static_cast<std::uint32_t>(domain), thread->os_index});
    }
    if (cpus.empty()) return std::nullopt;
    return cpus;
}

}  // namespace sluice::step
