// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/query_words.hpp"
#include "scheduler/commands/scancel.hpp"
#include "scheduler/commands/users.hpp"
#include "scheduler/model/signal.hpp"

namespace sluice::commands {
namespace {

using O = ScancelOptions;
using Text = std::string_view;

Result<void> set_state(O& o, Text list) {
    const auto words = read_states(list);
    if (!words) {
        return fail(
            Errc::invalid_argument,
            fmt::format(
                "Invalid job state specified: {}\nValid job states are PENDING, RUNNING, and SUSPENDED",
                list));
    }
    o.request.mutable_states()->MergeFrom(words->states);
    return {};
}

Result<void> set_signal(O& o, Text text) {
    const auto signal = read_signal(text);
    if (!signal) return fail(Errc::invalid_argument, fmt::format("Unknown job signal: {}", text));
    o.request.set_signal(*signal);
    return {};
}

Result<void> set_users(O& o, Text list) {
    for (const auto& word : split_list(list)) {
        const auto user = find_user(word);
        if (!user) return fail(Errc::invalid_argument, fmt::format("scancel: error: Invalid user name: {}", word));
        o.request.add_users(std::to_string(user->value()));
    }
    return {};
}

template <Words* (wire::CancelRequest::*Field)()>
constexpr auto add_to = [](O& o, Text list) -> Result<void> {
    add_words((o.request.*Field)(), list);
    return {};
};

template <void (wire::CancelRequest::*Set)(bool)>
constexpr auto raise = [](O& o, Text) -> Result<void> {
    (o.request.*Set)(true);
    return {};
};

const Option<O> kOptions[] = {
    {{"account", 'A', "LIST", "jobs of these accounts", "SCANCEL_ACCOUNT"},
     add_to<&wire::CancelRequest::mutable_accounts>},
    {{"batch", 'b', "", "signal the batch shell only", "SCANCEL_BATCH"},
     raise<&wire::CancelRequest::set_batch_only>},
    {{"clusters", 'M', "LIST", "accepted; there is one cluster", ""}, accept_only},
    {{"ctld", 0, "", "accepted; the controller is always asked", "SCANCEL_CTLD"}, accept_only},
    {{"full", 'f', "", "signal the batch shell and all steps", "SCANCEL_FULL"},
     raise<&wire::CancelRequest::set_full>},
    {{"hurry", 'H', "", "accepted, without effect", "SCANCEL_HURRY"}, accept_only},
    {{"interactive", 'i', "", "ask before each", "SCANCEL_INTERACTIVE"}, raise_flag<&O::interactive>},
    {{"me", 0, "", "my jobs", ""},
     [](O& o, Text) { return set_users(o, std::to_string(this_user().value())); }},
    {{"name", 'n', "LIST", "jobs of these names", "SCANCEL_NAME"},
     add_to<&wire::CancelRequest::mutable_names>},
    {{"jobname", 0, "LIST", "", ""}, add_to<&wire::CancelRequest::mutable_names>},
    {{"nodelist", 'w', "HOSTS", "jobs on these nodes", ""},
     [](O& o, Text list) { return add_nodes(o.request.mutable_nodes(), list); }},
    {{"partition", 'p', "LIST", "jobs of these partitions", "SCANCEL_PARTITION"},
     add_to<&wire::CancelRequest::mutable_partitions>},
    {{"qos", 'q', "LIST", "jobs of these qualities of service", "SCANCEL_QOS"},
     add_to<&wire::CancelRequest::mutable_qos>},
    {{"quiet", 'Q', "", "say nothing about jobs that have ended", ""}, raise_flag<&O::quiet>},
    {{"signal", 's', "SIGNAL", "send this signal instead of ending the job", ""}, set_signal},
    {{"state", 't', "LIST", "jobs in these states", "SCANCEL_STATE"}, set_state},
    {{"user", 'u', "LIST", "jobs of these users", "SCANCEL_USER"}, set_users},
    {{"verbose", 'v', "", "say what is done", "SCANCEL_VERBOSE"}, raise_flag<&O::verbose>},
};

}  // namespace

std::span<const Option<ScancelOptions>> scancel_options() { return kOptions; }

CommandDoc scancel_doc() {
    CommandDoc doc;
    doc.name = "scancel";
    doc.brief = "cancel or signal jobs and steps";
    doc.operands = "[JOB[.STEP]]...";
    doc.description =
        "Without --signal a job gets SIGTERM and, after KillWait, SIGKILL. With --signal only the "
        "processes of its steps get the signal; --batch sends it to the batch shell instead, --full to "
        "both. Filters combine: a job must match all of them.";
    doc.options = docs_of(scancel_options());
    doc.before_refusals = "";
    doc.sections = {{"EXIT STATUS",
                     "0, also for jobs that have ended; 1 if a job could not be cancelled or signalled.",
                     {}}};
    return doc;
}

}  // namespace sluice::commands
