// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/sreport.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/entry.hpp"
#include "scheduler/commands/job_rows.hpp"
#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/options.hpp"
#include "scheduler/commands/session.hpp"

namespace sluice::commands {
namespace {

using O = ReportOptions;
using Text = std::string_view;

Result<void> set_unit(O& o, Text word) {
    const auto lower = lower_case(word);
    const std::pair<std::string_view, TimeUnit> units[]{{"seconds", TimeUnit::seconds}, {"minutes", TimeUnit::minutes},
                                                        {"hours", TimeUnit::hours}, {"percent", TimeUnit::percent}};
    for (const auto& [name, unit] : units) {
        if (lower.empty() || !name.starts_with(lower)) continue;
        o.unit = unit;
        return {};
    }
    return fail(Errc::invalid_argument, fmt::format("unknown time format {}", word));
}

const Option<O> kOptions[] = {
    {{"all_clusters", 'a', "", "accepted; there is one cluster", ""}, accept_only},
    {{"noheader", 'n', "", "no header lines", ""}, [](O& o, Text) -> Result<void> { return o.style.no_header = true, Result<void>{}; }},
    {{"parsable", 'p', "", "fields with | after each", ""}, [](O& o, Text) -> Result<void> { return o.style.parsable = true, Result<void>{}; }},
    {{"parsable2", 'P', "", "fields with | between them", ""}, [](O& o, Text) -> Result<void> { return o.style.parsable2 = true, Result<void>{}; }},
    {{"quiet", 'Q', "", "accepted", ""}, accept_only},
    {{"time", 't', "UNIT", "Seconds, Minutes, Hours or Percent", ""}, set_unit},
    {{"verbose", 'v', "", "accepted", ""}, accept_only},
};

int complain(std::string_view text) {
    fmt::print(stderr, "sreport: {}\n", text);
    return EXIT_FAILURE;
}

wire::Message request_for(const Period& period) {
    wire::Message message;
    auto& query = *message.mutable_history_query();
    query.set_all_users(true);
    query.set_since(period.since.time_since_epoch().count());
    query.set_until(period.until.time_since_epoch().count());
    return message;
}

int run(const O& o) {
    const auto period = report_period(o, present());
    if (!period) return complain(period.error().detail);
    const auto session = Session::open();
    if (!session) return report("sreport: error: Problem talking to the database", session.error());
    const auto reply = (*session)->ask(request_for(*period));
    if (!reply) return report("sreport: error: Problem talking to the database", reply.error());
    const auto& config = (*session)->config();
    std::uint32_t cpus = 0;
    for (const auto& node : config.nodes) cpus += node.cpus();
    const auto text = make_usage_report(o, job_rows(reply->jobs(), config), *period, config.name, cpus);
    if (!text) return complain(text.error().detail);
    fmt::print("{}", *text);
    return EXIT_SUCCESS;
}

}  // namespace

CommandDoc sreport_doc() {
    CommandDoc doc;
    doc.name = "sreport";
    doc.brief = "report who used the cluster";
    doc.description =
        "The reports are `cluster Utilization`, `cluster AccountUtilizationByUser`, `cluster UserUtilizationByAccount` and "
        "`user TopUsage`; words may be abbreviated and written in any case. After them stand start=TIME, end=TIME "
        "(yesterday without them), format=FIELD,..., users=LIST, accounts=LIST, and for TopUsage topcount=N. Everything is "
        "computed from the records of the jobs when it is asked for, to the second. Times in which nodes were down are not "
        "kept and count as idle.";
    doc.operands = "REPORT [CONDITION]...";
    doc.options = docs_of(std::span<const Option<O>>{kOptions});
    return doc;
}

int sreport_main(int argc, char** argv) {
    O options;
    const auto operands = read_options(sreport_doc(), std::span<const Option<O>>{kOptions}, options, argc, argv);
    if (!operands) return operands.error();
    if (const auto read = read_report_words(options, *operands); !read) return complain(read.error().detail);
    return run(options);
}

}  // namespace sluice::commands
