// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/sprio.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "scheduler/commands/doc_parts.hpp"
#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/entry.hpp"
#include "scheduler/commands/query_words.hpp"
#include "scheduler/commands/session.hpp"

namespace sluice::commands {
namespace {

using O = SprioOptions;

Result<void> set_jobs(O& o, std::string_view list) {
    const auto targets = read_jobs(list);
    if (!targets) return tl::unexpected{targets.error()};
    o.jobs.insert(o.jobs.end(), targets->begin(), targets->end());
    return {};
}

const Option<O> kOptions[] = {
    {{"clusters", 'M', "LIST", "accepted; there is one cluster", ""}, accept_only},
    {{"format", 'o', "FORMAT", "columns by letter: %[[.]width]letter", "SPRIO_FORMAT"},
     store_text<&O::format>},
    {{"jobs", 'j', "LIST", "these jobs", ""}, set_jobs},
    {{"local", 0, "", "accepted; there is one cluster", ""}, accept_only},
    {{"long", 'l', "", "all terms", ""}, raise_flag<&O::long_format>},
    {{"noheader", 'h', "", "no header line", ""}, raise_flag<&O::no_header>},
    {{"norm", 'n', "", "terms from 0 to 1, before they are weighted", ""}, raise_flag<&O::normalized>},
    {{"partition", 'p', "LIST", "jobs of these partitions", ""}, append_list<&O::partitions>},
    {{"sort", 'S', "KEYS", "order of the lines, by letters: -y,i", ""}, store_text<&O::sort>},
    {{"user", 'u', "LIST", "jobs of these users", ""}, append_list<&O::users>},
    {{"verbose", 'v', "", "accepted", ""}, accept_only},
    {{"weights", 'w', "", "the weights of the terms", ""}, raise_flag<&O::weights>},
};

bool has_weights(const wire::PriorityFactors& w) {
    return w.age() + w.association() + w.fair_share() + w.job_size() + w.partition() + w.qos() > 0;
}

int run(const O& options) {
    const auto session = Session::open();
    if (!session) return report("slurm_load_jobs", session.error());
    wire::Message request;
    request.mutable_priority_query();
    const auto reply = (*session)->ask(std::move(request));
    if (!reply) return report("slurm_load_jobs", reply.error());
    if (!has_weights(reply->priorities().weights())) {
        fmt::print(stderr,
                   "You are not running a supported priority plugin\n(priority/basic).\nOnly "
                   "'priority/multifactor' is supported.\n");
        return EXIT_FAILURE;
    }
    const auto text = list_priorities(options, reply->priorities(), (*session)->config().name);
    if (!text) return report("sprio: error", text.error());
    fmt::print("{}", *text);
    return EXIT_SUCCESS;
}

}  // namespace

CommandDoc sprio_doc() {
    CommandDoc doc;
    doc.name = "sprio";
    doc.brief = "show what makes the priorities of waiting jobs";
    doc.description =
        "A priority is the sum of the terms, each weighted as `priority:` in cluster.yaml says, less the "
        "job's nice value. Jobs that are "
        "held have none. Without weights jobs rank by their time of submission, and there is nothing to "
        "show.";
    doc.options = docs_of(std::span<const Option<O>>{kOptions});
    doc.sections = {fields_section("COLUMNS", keys_of(priority_fields()))};
    return doc;
}

int sprio_main(int argc, char** argv) {
    O options;
    const auto operands =
        read_options(sprio_doc(), std::span<const Option<O>>{kOptions}, options, argc, argv);
    if (!operands) return operands.error();
    if (operands->empty()) return run(options);
    fmt::print(stderr, "sprio: error: Unrecognized option: {}\n{}", operands->front(),
               usage_text(sprio_doc()));
    return EXIT_FAILURE;
}

}  // namespace sluice::commands
