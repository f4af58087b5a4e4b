// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdlib>

#include "scheduler/commands/options.hpp"
#include "scheduler/commands/what_if.hpp"
#include "scheduler/model/number.hpp"

namespace sluice::commands {
namespace {

Result<void> set_replay(WhatIfOptions& options, std::string_view text) {
    const auto span = parse_span(text);
    if (!span) return tl::unexpected{span.error()};
    options.replay = *span;
    return {};
}

const Option<WhatIfOptions> kOptions[] = {
    {{"config", 'c', "FILE", "the cluster.yaml to try", ""}, store_text<&WhatIfOptions::config>},
    {{"from-now", 0, "", "what runs and waits now, until all of it has ended (this is the default)", ""},
     raise_flag<&WhatIfOptions::from_now>},
    {{"replay", 0, "SPAN", "the jobs of the last SPAN: 7d, 12h", ""}, set_replay},
};

tl::unexpected<int> refuse(std::string_view text) {
    fmt::print(stderr, "sluice what-if: error: {}\n", text);
    return tl::unexpected{EXIT_FAILURE};
}

}  // namespace

Result<Duration> parse_span(std::string_view text) {
    const auto wrong = fail(Errc::invalid_argument, fmt::format("'{}' is no span of time: write 7d, 12h, 30m or 2w", text));
    if (text.empty()) return wrong;
    const auto count = parse_number<std::uint32_t>(text.substr(0, text.size() - 1));
    if (!count || *count == 0) return wrong;
    switch (text.back()) {
        case 's': return Duration{*count};
        case 'm': return Duration{60} * *count;
        case 'h': return Duration{3600} * *count;
        case 'd': return Duration{86'400} * *count;
        case 'w': return Duration{7 * 86'400} * *count;
        default: return wrong;
    }
}

CommandDoc what_if_doc() {
    CommandDoc doc;
    doc.name = "sluice what-if";
    doc.brief = "compare this cluster with another configuration of it, by its own jobs";
    doc.description =
        "Takes the jobs from the running cluster and simulates them twice: as the cluster is configured, and as the "
        "other cluster.yaml says. Prints for each account and partition how many jobs ran, how long they waited, their "
        "mean bounded slowdown, and the CPU time they used. With --replay, jobs come when they did and run as long as "
        "they did; otherwise they take their whole time limit. Dependencies and reservations are left out.";
    doc.options = docs_of(std::span<const Option<WhatIfOptions>>{kOptions});
    return doc;
}

tl::expected<WhatIfOptions, int> read_what_if_options(int argc, char** argv) {
    WhatIfOptions options;
    const auto operands = read_options(what_if_doc(), std::span<const Option<WhatIfOptions>>{kOptions}, options, argc, argv);
    if (!operands) return tl::unexpected{operands.error()};
    if (!operands->empty()) return refuse(fmt::format("unexpected: {}", operands->front()));
    if (options.config.empty()) return refuse("name the other cluster.yaml with --config=FILE");
    if (options.from_now && options.replay) return refuse("--from-now and --replay exclude each other");
    return options;
}

}  // namespace sluice::commands
