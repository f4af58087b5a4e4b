// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "scheduler/commands/doc_parts.hpp"
#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/node_state_words.hpp"
#include "scheduler/commands/sinfo.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice::commands {
namespace {

using O = SinfoOptions;
using Text = std::string_view;

Result<void> set_nodes(O& o, Text list) {
    auto names = expand_hosts(list);
    if (!names)
        return fail(Errc::invalid_node_name, fmt::format("Invalid node list: {}", names.error().detail));
    o.nodes.insert(o.nodes.end(), names->begin(), names->end());
    return {};
}

Result<void> set_states(O& o, Text list) {
    for (const auto& word : split_list(list)) {
        auto state = read_node_state(word);
        if (!state) return tl::unexpected{state.error()};
        o.states.push_back(std::move(*state));
    }
    return {};
}

const Option<O> kOptions[] = {
    {{"all", 'a', "", "also partitions that are hidden (none are)", "SINFO_ALL"}, accept_only},
    {{"clusters", 'M', "LIST", "accepted; there is one cluster", ""}, accept_only},
    {{"dead", 'd', "", "only nodes that do not respond", ""}, raise_flag<&O::only_dead>},
    {{"exact", 'e', "", "keep nodes apart that differ in size", ""}, raise_flag<&O::exact>},
    {{"format", 'o', "FORMAT", "columns by letter: %[[.]width]letter", "SINFO_FORMAT"},
     replace_text<&O::format, &O::names_format>},
    {{"Format", 'O', "LIST", "columns by name: Field[:[.][width][suffix]]", ""},
     replace_text<&O::names_format, &O::format>},
    {{"hide", 0, "", "accepted; no partition is hidden", ""}, accept_only},
    {{"iterate", 'i', "SECONDS", "repeat the listing at this interval", ""}, store_count<&O::iterate>},
    {{"json", 0, "", "everything of the nodes, as JSON", ""}, raise_flag<&O::json>},
    {{"list-reasons", 'R', "", "why nodes are down or drained", ""}, raise_flag<&O::list_reasons>},
    {{"long", 'l', "", "more columns", ""}, raise_flag<&O::long_format>},
    {{"noconvert", 0, "", "accepted; memory is in megabytes", ""}, accept_only},
    {{"Node", 'N', "", "one line for each node and partition", ""}, raise_flag<&O::by_node>},
    {{"nodes", 'n', "HOSTS", "these nodes", ""}, set_nodes},
    {{"noheader", 'h', "", "no header line", ""}, raise_flag<&O::no_header>},
    {{"partition", 'p', "LIST", "these partitions", "SINFO_PARTITION"}, append_list<&O::partitions>},
    {{"reservation", 'T', "", "the reservations", ""}, raise_flag<&O::reservations>},
    {{"responding", 'r', "", "only nodes that respond", ""}, raise_flag<&O::only_responding>},
    {{"sort", 'S', "KEYS", "order of the lines, by letters: P,-t", "SINFO_SORT"}, store_text<&O::sort>},
    {{"states", 't', "LIST", "nodes in these states", ""}, set_states},
    {{"summarize", 's', "", "one line for each partition", ""}, raise_flag<&O::summarize>},
    {{"verbose", 'v', "", "accepted", ""}, accept_only},
};

}  // namespace

std::span<const Option<SinfoOptions>> sinfo_options() { return kOptions; }

CommandDoc sinfo_doc() {
    CommandDoc doc;
    doc.name = "sinfo";
    doc.brief = "show nodes and partitions";
    doc.description =
        "Nodes of a partition that look alike in the columns shown share a line. Behind a state, * marks "
        "nodes that do not respond, - nodes on which a waiting job is going to start.";
    doc.options = docs_of(sinfo_options());
    doc.sections = {fields_section("COLUMNS", keys_of(node_fields())), query_variables_section()};
    return doc;
}

}  // namespace sluice::commands
