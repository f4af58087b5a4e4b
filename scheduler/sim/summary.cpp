// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/summary.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace sluice::sim {
namespace {

/// `3:52:23 (13943 s)`
std::string duration_text(double seconds) {
    const Duration whole{static_cast<std::int64_t>(seconds + 0.5)};
    if (whole < Duration{60}) return fmt::format("{:.1f} s", seconds);
    return fmt::format("{} ({:.0f} s)", format_elapsed(whole), seconds);
}

std::string duration_text(Duration duration) {
    if (duration < Duration{60}) return fmt::format("{} s", duration.count());
    return fmt::format("{} ({} s)", format_elapsed(duration), duration.count());
}

std::string percent(double share) { return fmt::format("{:.2f} %", 100 * share); }

/// `77199, 3 of the input left out (2 malformed, 1 too large), 1 never started`
std::string jobs_text(const Outcome& outcome) {
    auto text = fmt::format("{} ran", outcome.metrics.jobs);
    const auto add = [&](std::size_t count, std::string_view what) {
        if (count > 0) text += fmt::format(", {} {}", count, what);
    };
    for (const auto why : {Omission::malformed, Omission::unusable, Omission::too_large})
        add(outcome.workload.count(why), to_string(why));
    add(outcome.results.refused.size(), to_string(Omission::refused));
    add(outcome.metrics.never_started, "never started");
    return text;
}

class Lines {
  public:
    void add(std::string_view name, std::string_view value) {
        fmt::format_to(std::back_inserter(text_), "{:<20} {}\n", name, value);
    }
    [[nodiscard]] std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

void add_topology(Lines& lines, const TopologyMetrics& t) {
    lines.add("switches spanned", fmt::format("{} by {} jobs of several nodes, {:.4f} times the least possible", t.leaves,
                                              t.jobs, t.leaf_ratio));
    lines.add("  by node time", fmt::format("{:.4f}", t.leaf_ratio_nodeh));
    lines.add("one leaf, one pod", fmt::format("{} and {} of the jobs that fit", percent(t.one_leaf_share),
                                               percent(t.one_pod_share)));
    lines.add("pods spanned", fmt::format("{:.4f} times the least possible", t.pod_ratio));
    lines.add("hops", fmt::format("{:.4f} in a fat tree, {:.4f} in a dragonfly", t.hops_fattree_nodeh,
                                  t.hops_dragonfly_nodeh));
    lines.add("free in idle leaves", percent(t.free_in_idle_leaves));
}

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        if (static_cast<unsigned char>(c) < 0x20) result += fmt::format("\\u{:04x}", static_cast<int>(c));
        else result += c;
    }
    return result + '"';
}

/// The members of a JSON object, a line for each.
class Members {
  public:
    void text(std::string_view name, std::string_view value) { put(name, quoted(value)); }
    void count(std::string_view name, std::int64_t value) { put(name, std::to_string(value)); }
    void number(std::string_view name, double value) { put(name, fmt::format("{:.6f}", value)); }
    void object(std::string_view name, const Members& members) { put(name, members.braced("  ")); }
    [[nodiscard]] std::string braced(std::string_view indent) const {
        return fmt::format("{{\n{}\n{}}}", fmt::join(lines_, ",\n"), indent);
    }
    explicit Members(std::string_view indent) : indent_{indent} {}

  private:
    void put(std::string_view name, std::string_view value) {
        lines_.push_back(fmt::format("{}{}: {}", indent_, quoted(name), value));
    }

    std::string_view indent_;
    std::vector<std::string> lines_;
};

Members topology_members(const TopologyMetrics& t) {
    Members members{"    "};
    members.count("multi_node_jobs", static_cast<std::int64_t>(t.jobs));
    members.count("leaves", static_cast<std::int64_t>(t.leaves));
    members.count("least_leaves", static_cast<std::int64_t>(t.least_leaves));
    members.number("leaf_ratio", t.leaf_ratio);
    members.number("leaf_excess_mean", t.leaf_excess);
    members.number("leaf_ratio_nodeh", t.leaf_ratio_nodeh);
    members.number("one_leaf_share", t.one_leaf_share);
    members.number("one_pod_share", t.one_pod_share);
    members.number("pod_ratio", t.pod_ratio);
    members.number("hops_fattree_nodeh", t.hops_fattree_nodeh);
    members.number("hops_fattree_mean", t.hops_fattree);
    members.number("hops_dragonfly_nodeh", t.hops_dragonfly_nodeh);
    members.number("free_in_idle_leaves", t.free_in_idle_leaves);
    return members;
}

}  // namespace

std::string summary_text(const Outcome& outcome) {
    const auto& m = outcome.metrics;
    Lines lines;
    lines.add("trace", outcome.workload.name);
    lines.add("machine", outcome.machine);
    lines.add("policy", outcome.policy);
    lines.add("jobs", jobs_text(outcome));
    lines.add("mean wait", duration_text(m.mean_wait));
    lines.add("95 % wait up to", duration_text(m.p95_wait));
    lines.add("longest wait", duration_text(m.max_wait));
    lines.add("longest queue", fmt::format("{} jobs", m.max_queue));
    lines.add("bounded slowdown", fmt::format("{:.4f}", m.mean_slowdown));
    lines.add("utilization", percent(m.utilization));
    lines.add("makespan", duration_text(m.makespan));
    if (outcome.topology) add_topology(lines, *outcome.topology);
    lines.add("checksum", outcome.checksum);
    return lines.take();
}

std::string summary_json(const Outcome& outcome) {
    const auto& m = outcome.metrics;
    Members members{"  "};
    members.text("trace", outcome.workload.name);
    members.text("machine", outcome.machine);
    members.count("procs", outcome.processors);
    members.text("policy", outcome.policy);
    members.count("jobs", static_cast<std::int64_t>(m.jobs));
    for (const auto& [name, why] : {std::pair{"malformed", Omission::malformed}, {"unusable", Omission::unusable},
                                    {"too_large", Omission::too_large}})
        members.count(name, static_cast<std::int64_t>(outcome.workload.count(why)));
    members.count("refused", static_cast<std::int64_t>(outcome.results.refused.size()));
    members.count("never_started", static_cast<std::int64_t>(m.never_started));
    members.number("mean_wait_s", m.mean_wait);
    members.count("p95_wait_s", m.p95_wait.count());
    members.count("max_wait_s", m.max_wait.count());
    members.number("mean_bsld", m.mean_slowdown);
    members.number("utilization", m.utilization);
    members.count("makespan_s", m.makespan.count());
    members.count("max_queue", static_cast<std::int64_t>(m.max_queue));
    members.text("starts_sha256", outcome.checksum);
    if (outcome.topology) members.object("topology", topology_members(*outcome.topology));
    return members.braced("") + '\n';
}

}  // namespace sluice::sim
