// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/reservation_wish.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "scheduler/engine/features.hpp"
#include "scheduler/engine/placement.hpp"
#include "scheduler/engine/planner.hpp"
#include "scheduler/model/hostlist.hpp"

namespace sluice::engine {
namespace {

using Flag = ReservationFlag;

constexpr std::uint32_t bit(Flag flag) { return static_cast<std::uint32_t>(flag); }

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        if (end > 0) words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

void change_list(std::vector<std::string>& list, const std::optional<std::string>& whole, const std::vector<std::string>& more,
                 const std::vector<std::string>& fewer) {
    if (whole) list = split(*whole);
    std::erase_if(list, [&](const auto& name) { return std::ranges::find(fewer, name) != fewer.end(); });
    for (const auto& name : more) {
        if (std::ranges::find(list, name) == list.end()) list.push_back(name);
    }
}

bool is_mixed(const std::vector<std::string>& list) {
    const auto forbids = std::ranges::count_if(list, [](const auto& name) { return name.starts_with('-'); });
    return forbids != 0 && forbids != std::ssize(list);
}

// ---- when

Result<void> set_times(Reservation& wanted, const ReservationWish& wish, Instant now) {
    const bool is_new = wanted.start == Instant{} && wanted.end == Instant{};
    if (is_new && !wish.start) return fail(Errc::invalid_time, "StartTime is missing");
    if (is_new && !wish.end && !wish.duration) return fail(Errc::invalid_time, "EndTime or Duration is missing");
    const auto length = wanted.end - wanted.start;
    if (wish.start) wanted.start = *wish.start, wanted.end = wanted.start + length;
    if (wish.end) wanted.end = *wish.end;
    if (wish.duration) wanted.end = wanted.start + *wish.duration;
    if (wanted.end <= wanted.start) return fail(Errc::invalid_time, "it would end before it starts");
    if (wanted.end <= now) return fail(Errc::invalid_time, "it would have ended already");
    const auto period = wanted.period();
    if (wanted.has(Flag::daily) && wanted.has(Flag::weekly)) return fail(Errc::invalid_argument, "DAILY and WEEKLY exclude each other");
    if (period > Duration{0} && wanted.end - wanted.start > period) return fail(Errc::invalid_time, "it would not end before it comes again");
    return {};
}

// ---- for whom

Result<void> set_users(Reservation& wanted, const ReservationWish& wish) {
    change_list(wanted.users, wish.users, wish.more_users, wish.fewer_users);
    change_list(wanted.accounts, wish.accounts, wish.more_accounts, wish.fewer_accounts);
    if (wanted.users.empty() && wanted.accounts.empty()) {
        return fail(Errc::invalid_argument, "one of Users and Accounts is needed");
    }
    if (is_mixed(wanted.users) || is_mixed(wanted.accounts)) {
        return fail(Errc::invalid_argument, "names with and without '-' in one list");
    }
    return {};
}

// ---- on what

/// Why a node cannot be reserved, if it cannot.
class Conflicts {
  public:
    Conflicts(const Reservation& wanted, const ClusterState& state, Instant now) : wanted_{wanted}, state_{state}, now_{now} {}

    [[nodiscard]] std::optional<Error> of(NodeIndex index) const {
        if (const auto* other = reserved_by(index)) {
            return Error{Errc::reservation_overlap, fmt::format("node {} is reserved by {} then", name_of(index), other->spec.name)};
        }
        if (const auto job = used_by(index)) {
            return Error{Errc::nodes_busy, fmt::format("job {} may run on node {} then", job->value(), name_of(index))};
        }
        return std::nullopt;
    }

  private:
    [[nodiscard]] const std::string& name_of(NodeIndex index) const { return state_.node(index).spec.name; }
    static bool may_share(const Reservation& one) { return one.has(Flag::maintenance) || one.has(Flag::overlap); }

    [[nodiscard]] const ReservationState* reserved_by(NodeIndex index) const {
        if (may_share(wanted_)) return nullptr;
        for (const auto& [name, other] : state_.reservations()) {
            if (name == wanted_.name || may_share(other.spec) || !std::ranges::binary_search(other.nodes, index)) continue;
            if (meet(window_of(wanted_, 0), window_of(other.spec, 1))) return &other;
        }
        return nullptr;
    }

    [[nodiscard]] std::optional<JobId> used_by(NodeIndex index) const {
        if (wanted_.has(Flag::ignore_jobs)) return std::nullopt;
        for (const auto id : state_.node(index).jobs) {
            const auto& job = state_.find(id)->job;
            if (job.spec.reservation == wanted_.name) continue;
            if (expected_end(job, now_, state_.config().scheduling.kill_wait) > wanted_.start) return id;
        }
        return std::nullopt;
    }

    const Reservation& wanted_;
    const ClusterState& state_;
    Instant now_;
};

std::vector<NodeIndex> nodes_in_question(const Reservation& wanted, const ClusterState& state, const FeatureExpression& features) {
    std::vector<NodeIndex> nodes;
    const auto partition = state.find_partition(wanted.partition);
    for (std::uint32_t i = 0; i < state.nodes().size(); ++i) {
        const NodeIndex index{i};
        if (partition && !std::ranges::binary_search(state.partitions()[*partition].nodes, index)) continue;
        if (features.matches(state.node(index).spec.features)) nodes.push_back(index);
    }
    return nodes;
}

/// So many of the nodes, those of `old` first, near to each other.
Result<std::vector<NodeIndex>> choose(std::uint32_t count, const std::vector<NodeIndex>& nodes, const Reservation& wanted,
                                      const ClusterState& state, Instant now) {
    const Conflicts conflicts{wanted, state, now};
    Request request;
    request.exclusive = request.nodes_given = true;
    request.min_nodes = request.max_nodes = request.tasks = count;
    std::vector<NodeIndex> candidates;
    std::ranges::copy_if(nodes, std::back_inserter(candidates), [&](NodeIndex index) { return state.node(index).usable() && !conflicts.of(index); });
    request.candidates = std::move(candidates);
    std::vector<NodeIndex> required;
    for (const auto& name : wanted.nodes) {
        const auto index = state.find_node(name);
        if (index && std::ranges::binary_search(request.candidates, *index) && required.size() < count) required.push_back(*index);
    }
    std::ranges::sort(required);
    request.required = std::move(required);
    const auto whole = [&](NodeIndex index) { return NodeOffer{state.node(index).total, true}; };
    const auto placement = place(request, state, whole);
    if (!placement) {
        return fail(Errc::nodes_busy, fmt::format("{} nodes wanted; {} are free of jobs and reservations then", count, request.candidates.size()));
    }
    std::vector<NodeIndex> chosen;
    for (const auto& placed : *placement) chosen.push_back(placed.node);
    return chosen;
}

Result<std::vector<NodeIndex>> named(std::string_view list, const ClusterState& state) {
    const auto names = expand_hosts(list);
    if (!names) return fail(Errc::invalid_node_name, names.error().detail);
    std::vector<NodeIndex> nodes;
    for (const auto& name : *names) {
        const auto index = state.find_node(name);
        if (!index) return fail(Errc::invalid_node_name, "no node is called '" + name + "'");
        nodes.push_back(*index);
    }
    std::ranges::sort(nodes);
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    return nodes;
}

Result<void> check_all_free(const std::vector<NodeIndex>& nodes, const Reservation& wanted, const ClusterState& state, Instant now) {
    const Conflicts conflicts{wanted, state, now};
    for (const auto index : nodes) {
        if (auto conflict = conflicts.of(index)) return tl::unexpected{std::move(*conflict)};
    }
    return {};
}

bool is_all(const std::string& list) { return list == "ALL" || list == "all" || list == "All"; }

Result<std::vector<NodeIndex>> find_nodes(Reservation& wanted, const ReservationWish& wish, const ClusterState& state, Instant now) {
    const auto features = FeatureExpression::parse(wanted.features);
    if (!features) return tl::unexpected{features.error()};
    const auto in_question = nodes_in_question(wanted, state, *features);
    const bool lists = wish.nodes && !wish.nodes->empty();
    const bool all = (lists && is_all(*wish.nodes)) || (!lists && !wish.node_count && wanted.nodes.empty() && !wanted.partition.empty());
    if ((wish.flags.value_or(0) & bit(Flag::all_of_partition)) != 0 && (!all || wanted.partition.empty())) {
        return fail(Errc::invalid_argument, "PART_NODES needs both PartitionName and Nodes=ALL");
    }
    if (wish.node_count && !lists) {
        wanted.flags &= ~(bit(Flag::chosen_nodes) | bit(Flag::all_of_partition));
        return choose(*wish.node_count, in_question, wanted, state, now);
    }
    Result<std::vector<NodeIndex>> nodes = in_question;
    if (all) {
        wanted.flags |= bit(Flag::chosen_nodes) | (wanted.partition.empty() ? 0 : bit(Flag::all_of_partition));
    } else if (lists) {
        wanted.flags = (wanted.flags | bit(Flag::chosen_nodes)) & ~bit(Flag::all_of_partition);
        nodes = named(*wish.nodes, state);
    } else {
        nodes = named(fold_hosts(wanted.nodes), state);
    }
    if (!nodes) return nodes;
    if (nodes->empty()) return fail(Errc::invalid_node_name, "one of Nodes, NodeCnt and PartitionName is needed, and some node must match");
    if (auto free = check_all_free(*nodes, wanted, state, now); !free) return tl::unexpected{free.error()};
    return nodes;
}

}  // namespace

Window window_of(const Reservation& reservation, std::uint32_t number) {
    return {number, reservation.start, reservation.end, reservation.period()};
}

Result<Reservation> wished(const Reservation& old, const ReservationWish& wish, const ClusterState& state, Instant now) {
    auto wanted = old;
    wanted.name = wish.name;
    wanted.flags = (wanted.flags | wish.flags.value_or(0)) & ~wish.not_flags.value_or(0);
    if (wish.partition) wanted.partition = *wish.partition;
    if (!wanted.partition.empty() && !state.find_partition(wanted.partition)) {
        return fail(Errc::invalid_partition, "no partition is called '" + wanted.partition + "'");
    }
    if (wish.features) wanted.features = *wish.features;
    if (wish.licenses && !wish.licenses->empty()) return fail(Errc::not_supported, "licences cannot be reserved");
    auto checked = set_times(wanted, wish, now);
    if (checked) checked = set_users(wanted, wish);
    if (!checked) return tl::unexpected{checked.error()};
    const auto nodes = find_nodes(wanted, wish, state, now);
    if (!nodes) return tl::unexpected{nodes.error()};
    wanted.nodes.clear();
    for (const auto index : *nodes) wanted.nodes.push_back(state.node(index).spec.name);
    return wanted;
}

std::string free_reservation_name(const ReservationWish& wish, const ClusterState& state) {
    const auto names = split(wish.users.value_or(wish.accounts.value_or("")));
    auto first = names.empty() ? std::string{"resv"} : names.front();
    if (first.starts_with('-')) first.erase(0, 1);
    for (std::uint32_t number = 1;; ++number) {
        auto name = fmt::format("{}_{}", first, number);
        if (state.find_reservation(name) == nullptr) return name;
    }
}

}  // namespace sluice::engine
