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
#include "scheduler/model/number.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::commands {
namespace {

CommandDoc why_doc() {
    CommandDoc doc;
    doc.name = "sluice why";
    doc.brief = "why a job waits, and when it will start";
    doc.operands = "JOB";
    return doc;
}

/// Jobs that the controller no longer remembers are in the accounting.
Result<std::string> from_history(Session& session, std::uint32_t id) {
    wire::Message request;
    request.mutable_history_query()->add_ids(id);
    request.mutable_history_query()->set_all_users(true);
    const auto reply = session.ask(std::move(request));
    if (!reply) return tl::unexpected{reply.error()};
    const auto rows = job_rows(reply->jobs(), session.config());
    if (rows.empty()) return fail(Errc::invalid_job_id);
    return fate_text(rows.front());
}

Result<std::string> explain(Session& session, std::uint32_t id) {
    wire::Message request;
    request.mutable_why()->set_job(id);
    const auto reply = session.ask(std::move(request));
    if (!reply && reply.error().code == Errc::invalid_job_id) return from_history(session, id);
    if (!reply) return tl::unexpected{reply.error()};
    const auto& explanation = reply->explanation();
    if (static_cast<JobState>(explanation.job().state()) == JobState::pending) return why_text(explanation);
    return fate_text({wire::decode(explanation.job()), Instant{Duration{explanation.now()}}});
}

}  // namespace

int sluice_why(int argc, char** argv) {
    const auto words = read_operands(why_doc(), argc, argv);
    if (!words) return words.error();
    const auto id = words->size() == 1 ? parse_number<std::uint32_t>(words->front()) : std::nullopt;
    if (!id) {
        fmt::print(stderr, "sluice why: error: name one job by its number\n");
        return EXIT_FAILURE;
    }
    const auto session = Session::open();
    if (!session) return report("sluice why", session.error());
    const auto text = explain(**session, *id);
    if (!text) return report(fmt::format("sluice why {}", *id), text.error());
    fmt::print("{}", *text);
    return EXIT_SUCCESS;
}

}  // namespace sluice::commands
