// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/squeue_options.hpp"

#include <fmt/format.h>

#include "scheduler/commands/doc_parts.hpp"
#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/job_fields.hpp"
#include "scheduler/commands/query_words.hpp"
#include "scheduler/commands/users.hpp"
#include "scheduler/wire/targets.hpp"

namespace sluice::commands {
namespace {

using O = SqueueOptions;
using Text = std::string_view;

Result<void> set_states(O& o, Text list) {
    const auto words = read_states(list);
    if (!words) return tl::unexpected{words.error()};
    o.query.set_all_states(words->all);
    o.query.set_completing(words->completing);
    o.query.mutable_states()->MergeFrom(words->states);
    if (words->completing && o.query.states().empty()) o.query.add_states(kNoJobState);
    return {};
}

Result<void> set_jobs(O& o, Text list) {
    const auto targets = read_jobs(list);
    if (!targets) return tl::unexpected{targets.error()};
    for (const auto& target : *targets) wire::name_job(o.query, target);
    return {};
}

Result<void> set_steps(O& o, Text list) {
    o.show_steps = true;
    for (const auto& word : split_jobs(list)) {
        const auto id = parse_job_target(word);
        if (!id) return fail(Errc::invalid_step_id, fmt::format("Invalid job_step id: {}", word));
        o.steps.push_back(*id);
    }
    return {};
}

/// Users that there are not have no jobs; the others are listed.
Result<void> set_users(O& o, Text list) {
    for (const auto& word : split_list(list)) {
        if (const auto added = add_users(o.query.mutable_users(), word); added) continue;
        o.complaints.push_back(fmt::format("Invalid user: {}\n", word));
        o.query.add_users(word);
    }
    return {};
}

/// Filters that the controller applies: words of a list into a field of the query.
template <Words* (wire::JobQuery::*Field)()>
constexpr auto add_to = [](O& o, Text list) -> Result<void> {
    add_words((o.query.*Field)(), list);
    return {};
};

const Option<O> kOptions[] = {
    {{"account", 'A', "LIST", "jobs of these accounts", ""}, add_to<&wire::JobQuery::mutable_accounts>},
    {{"all", 'a', "", "also partitions that are hidden (none are)", ""}, accept_only},
    {{"array", 'r', "", "one line for each task of an array", "SQUEUE_ARRAY"}, raise_flag<&O::every_task>},
    {{"clusters", 'M', "LIST", "accepted; there is one cluster", ""}, accept_only},
    {{"format", 'o', "FORMAT", "columns by letter: %[[.]width]letter", "SQUEUE_FORMAT"},
     replace_text<&O::format, &O::names_format>},
    {{"Format", 'O', "LIST", "columns by name: Field[:[.][width][suffix]]", "SQUEUE_FORMAT2"},
     replace_text<&O::names_format, &O::format>},
    {{"iterate", 'i', "SECONDS", "repeat the listing at this interval", ""}, store_count<&O::iterate>},
    {{"jobs", 'j', "[LIST]", "these jobs", ""},
     set_jobs},
    {{"json", 0, "", "everything of the jobs, as JSON", ""}, raise_flag<&O::json>},
    {{"licenses", 'L', "LIST", "jobs that want these licenses", ""}, append_list<&O::licenses>},
    {{"long", 'l', "", "more columns", ""}, raise_flag<&O::long_format>},
    {{"me", 0, "", "my jobs", ""},
     [](O& o, Text) { return add_users(o.query.mutable_users(), std::to_string(this_user().value())); }},
    {{"name", 'n', "LIST", "jobs of these names", "SQUEUE_NAMES"}, add_to<&wire::JobQuery::mutable_names>},
    {{"noconvert", 0, "", "memory in megabytes only", ""}, raise_flag<&O::no_convert>},
    {{"nodelist", 'w', "HOSTS", "jobs on these nodes", ""},
     [](O& o, Text list) { return add_nodes(o.query.mutable_nodes(), list); }},
    {{"noheader", 'h', "", "no header line", ""}, raise_flag<&O::no_header>},
    {{"partitions", 'p', "LIST", "jobs of these partitions", "SQUEUE_PARTITION"},
     add_to<&wire::JobQuery::mutable_partitions>},
    {{"priority", 'P', "", "accepted; jobs are listed once", "SQUEUE_PRIORITY"}, accept_only},
    {{"qos", 'q', "LIST", "jobs of these qualities of service", "SQUEUE_QOS"}, add_to<&wire::JobQuery::mutable_qos>},
    {{"reservation", 'R', "NAME", "jobs of this reservation", ""}, store_text<&O::reservation>},
    {{"sort", 'S', "KEYS", "order of the lines, by letters: P,t,-p", "SQUEUE_SORT"}, store_text<&O::sort>},
    {{"start", 0, "", "expected start times of waiting jobs", ""}, raise_flag<&O::start_times>},
    {{"states", 't', "LIST", "jobs in these states, or all", "SQUEUE_STATES"}, set_states},
    {{"steps", 's', "[LIST]", "steps instead of jobs", ""}, set_steps},
    {{"user", 'u', "LIST", "jobs of these users", "SQUEUE_USERS"},
     set_users},
    {{"verbose", 'v', "", "accepted", ""}, accept_only},
};

}  // namespace

std::span<const Option<SqueueOptions>> squeue_options() { return kOptions; }

CommandDoc squeue_doc() {
    CommandDoc doc;
    doc.name = "squeue";
    doc.brief = "list the jobs in the queue, and their steps";
    doc.description =
        "Without options, all jobs that wait, run or are completing are listed. With job ids, jobs that "
        "have ended are listed too, as long as the controller remembers them.";
    doc.options = docs_of(squeue_options());
    doc.sections = {fields_section("JOB COLUMNS", keys_of(job_fields())),
                    fields_section("STEP COLUMNS", keys_of(step_fields())), query_variables_section()};
    return doc;
}

}  // namespace sluice::commands
