// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/topology_form.hpp"

#include "scheduler/config/forms.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice {
namespace {

constexpr std::uint32_t kMostOfAKind = 65'535;

Form<SwitchSpec> switch_form() {
    return map_form<SwitchSpec>({
        key("name", &SwitchSpec::name, name()).required().says("Name of the switch."),
        key("nodes", &SwitchSpec::nodes, host_names())
            .says("The nodes of a leaf switch, or of a router.", "A node belongs to at most one switch.")
            .otherwise("none"),
        key("switches", &SwitchSpec::switches, host_names())
            .says("The switches directly below this one.", "A switch has either nodes or switches below it.")
            .otherwise("none"),
    });
}

Form<SwitchSpec> block_form() {
    return map_form<SwitchSpec>({
        key("name", &SwitchSpec::name, name()).required().says("Name of the block."),
        key("nodes", &SwitchSpec::nodes, host_names())
            .required()
            .says("The nodes of the block.", "A node belongs to at most one block."),
    });
}

Form<PositionSpec> position_form() {
    return map_form<PositionSpec>({
        key("nodes", &PositionSpec::nodes, host_names()).required().says("The nodes of one router."),
        key("at", &PositionSpec::at, number_list(0, kMostOfAKind))
            .required()
            .says("Where the router stands: its number in each dimension, counted from 0."),
    });
}

Form<TopologyKind> kind_form() {
    return one_of<TopologyKind>({{"flat", TopologyKind::flat},
                                 {"tree", TopologyKind::tree},
                                 {"block", TopologyKind::block},
                                 {"dragonfly", TopologyKind::dragonfly},
                                 {"torus", TopologyKind::torus}});
}

}  // namespace

Form<TopologySpec> topology_form() {
    using Spec = TopologySpec;
    return map_form<Spec>({
        key("kind", &Spec::kind, kind_form())
            .required()
            .says("The shape of the network.",
                  "In a flat one all nodes are equally near. In a tree, switches have nodes or switches below "
                  "them. Blocks have nodes, and consecutive blocks make larger blocks. In a dragonfly, routers "
                  "have nodes and groups have routers, and all groups are linked. In a torus, routers stand on a "
                  "grid."),
        key("switches", &Spec::switches, list_form(switch_form()))
            .says("The switches of a tree, or the routers and groups of a dragonfly, in any order.")
            .otherwise("none"),
        key("blocks", &Spec::blocks, list_form(block_form()))
            .says("The base blocks, in the order in which they make larger blocks.")
            .otherwise("none"),
        key("block_sizes", &Spec::block_sizes, number_list(1, kMaxHosts))
            .says("How many nodes a base block gives, and then those of each larger kind of block.",
                  "Each size is a multiple of the one before it: 16,64 makes a larger block of four blocks.")
            .otherwise("no larger blocks"),
        key("groups", &Spec::groups, whole_number(0, kMostOfAKind))
            .says("Groups of a regular dragonfly, written instead of its switches."),
        key("routers", &Spec::routers, whole_number(0, kMostOfAKind))
            .says("Routers in each group of a regular dragonfly."),
        key("nodes_per_router", &Spec::nodes_per_router, whole_number(1, kMostOfAKind))
            .says("Nodes on each router of a regular dragonfly or of a torus."),
        key("dimensions", &Spec::dimensions, number_list(1, kMostOfAKind))
            .says("How many routers a torus has in each dimension.",
                  "Nodes take the routers in order, the last dimension first.")
            .otherwise("none"),
        key("wrap", &Spec::wrap, yes_or_no())
            .says("Whether in a torus the last router of each row is linked to the first.",
                  "Without it the network is a mesh."),
        key("nodes", &Spec::nodes, host_names())
            .says("The order in which nodes take the routers of a regular dragonfly or of a torus.")
            .otherwise("all nodes in their order"),
        key("positions", &Spec::positions, list_form(position_form()))
            .says("Where the nodes of a torus are, if they do not take the routers in order.")
            .otherwise("in order"),
    });
}

}  // namespace sluice
