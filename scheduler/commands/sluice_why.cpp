// SPDX-License-Identifier: Apache-2.0
//
// `sluice why JOB`
#include <fmt/format.h>

#include <cstdlib>

#include "scheduler/commands/job_rows.hpp"
#include "scheduler/commands/options.hpp"
#include "scheduler/commands/session.hpp"
#include "scheduler/commands/sluice_tool.hpp"
#include "scheduler/commands/why_words.hpp"
#include "scheduler/model/array.hpp"
#include "scheduler/model/job_target.hpp"
#include "scheduler/wire/codec.hpp"
#include "scheduler/wire/targets.hpp"

namespace sluice::commands {
namespace {

struct WhyOptions {
    bool json = false;
};

const Option<WhyOptions> kOptions[] = {
    {{"json", 0, "", "one JSON object, of a job that the controller still knows", ""}, raise_flag<&WhyOptions::json>},
};

CommandDoc why_doc() {
    CommandDoc doc;
    doc.name = "sluice why";
    doc.brief = "why a job waits, when it will start, and what would make it sooner";
    doc.operands = "JOB";
    doc.options = docs_of(std::span<const Option<WhyOptions>>{kOptions});
    return doc;
}

/// Jobs that the controller no longer remembers are in the accounting.
Result<std::string> from_history(Session& session, const JobTarget& target) {
    wire::Message request;
    wire::name_job(*request.mutable_history_query(), target);
    request.mutable_history_query()->set_all_users(true);
    const auto reply = session.ask(std::move(request));
    if (!reply) return tl::unexpected{reply.error()};
    const auto rows = job_rows(reply->jobs(), session.config());
    if (rows.empty()) return fail(Errc::invalid_job_id);
    return fate_text(rows.front());
}

Result<std::string> explain(Session& session, const JobTarget& target, const WhyOptions& options) {
    wire::Message request;
    request.mutable_why()->set_job(target.job.value());
    if (!target.tasks.empty()) request.mutable_why()->set_array_task(first_task(target.tasks));
    const auto reply = session.ask(std::move(request));
    const bool forgotten = !reply && reply.error().code == Errc::invalid_job_id;
    if (forgotten && !options.json) return from_history(session, target);
    if (!reply) return tl::unexpected{reply.error()};
    const auto& explanation = reply->explanation();
    if (options.json) return why_json(explanation);
    if (static_cast<JobState>(explanation.job().state()) == JobState::pending) return why_text(explanation);
    return fate_text({wire::decode(explanation.job()), Instant{Duration{explanation.now()}}});
}

}  // namespace

int sluice_why(int argc, char** argv) {
    WhyOptions options;
    const auto words = read_options(why_doc(), std::span<const Option<WhyOptions>>{kOptions}, options, argc, argv);
    if (!words) return words.error();
    const auto target = words->size() == 1 ? parse_job_target(words->front()) : std::nullopt;
    if (!target || target->step) {
        fmt::print(stderr, "sluice why: error: name one job by its number, or a task of an array as 12_3\n");
        return EXIT_FAILURE;
    }
    const auto session = Session::open();
    if (!session) return report("sluice why", session.error());
    const auto text = explain(**session, *target, options);
    if (!text) return report("sluice why " + words->front(), text.error());
    fmt::print("{}", *text);
    return EXIT_SUCCESS;
}

}  // namespace sluice::commands
