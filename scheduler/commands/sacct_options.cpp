// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "scheduler/commands/doc_parts.hpp"
#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/history.hpp"
#include "scheduler/commands/query_words.hpp"
#include "scheduler/commands/users.hpp"
#include "scheduler/model/number.hpp"

namespace sluice::commands {
namespace {

using O = SacctOptions;
using Text = std::string_view;

/// `12`, `12.0`, `12.batch`, `12_3`
Result<void> set_ids(O& o, Text list) {
    for (const auto& word : split_jobs(list)) {
        if (const auto id = parse_job_target(word)) o.ids.push_back(*id);
        else if (const auto job = read_job(word)) o.ids.push_back(*job);
        else return fail(Errc::invalid_job_id, fmt::format("Bad job/step specified: {}", word));
    }
    return {};
}

Result<void> set_states(O& o, Text list) {
    for (const auto& word : split_list(list)) {
        const auto words = read_states(word);
        if (!words || words->all)
            return fail(Errc::invalid_argument, fmt::format("unrecognized job state value '{}'", word));
        o.states.insert(o.states.end(), words->states.begin(), words->states.end());
        if (words->completing) o.states.push_back(kNoJobState);
    }
    return {};
}

Result<void> set_users(O& o, Text list) {
    for (const auto& word : split_list(list)) {
        const auto user = find_user(word);
        if (!user) return fail(Errc::invalid_argument, fmt::format("Invalid user id: {}", word));
        o.query.add_users(std::to_string(user->value()));
    }
    return {};
}

Result<void> set_groups(O& o, Text list) {
    for (const auto& word : split_list(list)) {
        const auto group = find_group(word);
        if (!group) return fail(Errc::invalid_argument, fmt::format("Invalid group id: {}", word));
        o.groups.push_back(*group);
    }
    return {};
}

Result<void> set_units(O& o, Text text) {
    if (text.size() != 1 || std::string_view{"KMGT"}.find(text[0]) == std::string_view::npos)
        return fail(Errc::invalid_argument, fmt::format("Invalid unit type: {}; allowed: K, M, G, T", text));
    o.units = text[0];
    return {};
}

template <Words* (wire::HistoryQuery::*Field)()>
constexpr auto add_to = [](O& o, Text list) -> Result<void> {
    add_words((o.query.*Field)(), list);
    return {};
};

const Option<O> kOptions[] = {
    {{"accounts", 'A', "LIST", "jobs of these accounts", ""}, add_to<&wire::HistoryQuery::mutable_accounts>},
    {{"allocations", 'X', "", "jobs only, no steps", ""}, raise_flag<&O::only_jobs>},
    {{"allusers", 'a', "", "jobs of all users", ""}, raise_flag<&O::all_users>},
    {{"brief", 'b', "", "only id, state and exit code", ""}, raise_flag<&O::brief>},
    {{"clusters", 'M', "LIST", "accepted; there is one cluster", ""}, accept_only},
    {{"allclusters", 'L', "", "accepted; there is one cluster", ""}, accept_only},
    {{"delimiter", 0, "TEXT", "between the fields of -p and -P, instead of |", ""},
     store_text<&O::delimiter>},
    {{"duplicates", 'D', "", "accepted; no id is used twice", ""}, accept_only},
    {{"endtime", 'E', "TIME", "jobs of before this time", ""}, store_text<&O::ends>},
    {{"format", 'o', "LIST", "these fields: NAME[%[-]WIDTH]", "SACCT_FORMAT"}, store_text<&O::format>},
    {{"group", 'g', "LIST", "jobs of these groups", ""}, set_groups},
    {{"gid", 0, "LIST", "", ""}, set_groups},
    {{"helpformat", 'e', "", "list the fields", ""}, raise_flag<&O::list_fields>},
    {{"jobs", 'j', "LIST", "these jobs or steps", ""}, set_ids},
    {{"json", 0, "", "everything of the jobs, as JSON", ""}, raise_flag<&O::json>},
    {{"long", 'l', "", "many fields", ""}, raise_flag<&O::long_format>},
    {{"local", 0, "", "accepted; there is one cluster", ""}, accept_only},
    {{"name", 0, "LIST", "jobs of these names", ""}, add_to<&wire::HistoryQuery::mutable_names>},
    {{"noconvert", 0, "", "memory in megabytes", ""}, [](O& o, Text) { return set_units(o, "M"); }},
    {{"nodelist", 'N', "HOSTS", "jobs that ran on these nodes", ""},
     [](O& o, Text list) { return add_nodes(o.query.mutable_nodes(), list); }},
    {{"noheader", 'n', "", "no header lines", ""}, raise_flag<&O::no_header>},
    {{"parsable", 'p', "", "fields with | after each", ""}, raise_flag<&O::parsable>},
    {{"parsable2", 'P', "", "fields with | between them", ""}, raise_flag<&O::parsable2>},
    {{"partition", 'r', "LIST", "jobs of these partitions", ""},
     add_to<&wire::HistoryQuery::mutable_partitions>},
    {{"qos", 'q', "LIST", "jobs of these qualities of service", ""}, add_to<&wire::HistoryQuery::mutable_qos>},
    {{"starttime", 'S', "TIME", "jobs of after this time", ""}, store_text<&O::starts>},
    {{"state", 's', "LIST", "jobs that were in these states in that time", ""}, set_states},
    {{"units", 0, "UNIT", "memory in K, M, G or T", ""}, set_units},
    {{"user", 'u', "LIST", "jobs of these users", ""}, set_users},
    {{"uid", 0, "LIST", "", ""}, set_users},
    {{"verbose", 'v', "", "accepted", ""}, accept_only},
};

SectionDoc field_section() {
    std::vector<std::string> names;
    for (const auto& field : history_fields()) names.emplace_back(field.name);
    return {"FIELDS", "Names may be abbreviated and written in any case: " + join(names, ", ") + ".", {}};
}

}  // namespace

std::span<const Option<SacctOptions>> sacct_options() { return kOptions; }

CommandDoc sacct_doc() {
    CommandDoc doc;
    doc.name = "sacct";
    doc.brief = "show the accounting of jobs and steps";
    doc.description =
        "Without options, the jobs of the calling user (for root, of all users) since last midnight. A "
        "time without a date is today's. With -j jobs of all times are found, with -s and no time those "
        "that are in the state now.";
    doc.options = docs_of(sacct_options());
    doc.sections = {field_section(), query_variables_section()};
    doc.help_letter = 'h';
    doc.before_refusals = "sacct: fatal: ";
    doc.hints_at_help = false;
    return doc;
}

}  // namespace sluice::commands
