// SPDX-License-Identifier: Apache-2.0
//
// Reservations: how they are made and refused, who may use the nodes when, and what happens at their ends.
#include "scheduler/engine/explain.hpp"
#include "tests/unit/engine/world.hpp"

namespace sluice::engine::testing {
namespace {

ReservationWish wish(std::string name, std::string nodes, Duration start, Duration duration) {
    ReservationWish wanted;
    wanted.name = std::move(name);
    wanted.nodes = std::move(nodes);
    wanted.start = t0 + start;
    wanted.duration = duration;
    wanted.users = "alice";
    return wanted;
}

std::uint32_t flags(std::string_view words) { return parse_reservation_flags(words).value(); }

Error make(World& w, const ReservationWish& wanted, const Actor& by = kRoot) {
    const auto outcome = w.apply(CreateReservation{wanted, by});
    return outcome.answer ? Error{} : outcome.answer.error();
}

Error update(World& w, const ReservationWish& wanted) {
    const auto outcome = w.apply(UpdateReservation{wanted, kRoot});
    return outcome.answer ? Error{} : outcome.answer.error();
}

const Reservation& reservation(const World& w, const std::string& name) { return w.engine.state().find_reservation(name)->spec; }

JobSpec in(JobSpec spec, std::string name) {
    spec.reservation = std::move(name);
    spec.user_name = "alice";
    return spec;
}

/// Whole nodes, planned by number, or shared ones, each by itself.
ClusterConfig nodes_of_kind(bool exclusive, std::uint32_t count = 4) {
    auto config = cluster_of(count);
    config.partitions[0].exclusive = exclusive;
    return config;
}

TEST_CASE("the explanation names the reservation that keeps nodes from a job, and until when") {
    World w{nodes_of_kind(GENERATE(false, true))};
    REQUIRE(make(w, wish("open", "n1", 0h, 1h)) == Error{});
    REQUIRE(make(w, wish("later", "n2", 2h, 1h)) == Error{});
    const auto job = w.submit(whole(4, 3h));
    w.schedule();
    const auto blockers = explain(w.engine.state(), w.engine.planner(), job, w.now).blockers;
    REQUIRE(blockers.size() == 2);
    CHECK(blockers[0].what == "reservation later begins on n2 before it would end");
    CHECK(blockers[0].until == t0 + 3h);
    CHECK(blockers[1].what == "reservation open keeps n1 for others");
    CHECK(blockers[1].until == t0 + 1h);
}

TEST_CASE("a job starts before a reservation only if it ends in time, and the others' nodes are kept") {
    World w{nodes_of_kind(GENERATE(false, true))};
    REQUIRE(make(w, wish("r", "n[1-2]", 1h, 1h)) == Error{});
    const auto in_time = w.submit(whole(4, 1h));
    w.schedule();
    CHECK(w.runs(in_time));
    w.end(in_time);
    const auto too_long = w.submit(whole(3, 1h + 1s));
    const auto beside = w.submit(whole(2, 10h));
    w.schedule();
    CHECK_FALSE(w.runs(too_long));
    CHECK(w.promise_of(too_long) == 2h);
    CHECK(w.job(too_long).reason == Reason::reserved_nodes);
    CHECK(w.job(too_long).reason_detail == "ReservedNodes:n[1-2]");
    CHECK_FALSE(w.runs(beside));  // it would delay the promise
    const auto short_one = w.submit(whole(2, 2h));
    w.schedule();
    CHECK(w.nodes_of(short_one) == "n[3-4]");
}

TEST_CASE("a job of a reservation runs inside it and never past its end") {
    World w{nodes_of_kind(GENERATE(false, true))};
    REQUIRE(make(w, wish("r", "n[1-2]", 1h, 1h)) == Error{});
    const auto fits = w.submit(in(whole(2, 1h), "r"));
    const auto too_long = w.submit(in(whole(1, 1h + 1s), "r"));
    const auto too_wide = w.refusal(in(whole(3, 1h), "r"));
    w.schedule();
    CHECK(too_wide.code == Errc::nodes_unavailable);
    CHECK_FALSE(w.runs(fits));
    CHECK(w.job(fits).reason == Reason::reservation);
    CHECK(w.promise_of(fits) == 1h);
    w.advance_to(1h - 1s);
    CHECK_FALSE(w.runs(fits));
    w.advance_to(1h);
    CHECK(w.runs(fits));
    CHECK(w.nodes_of(fits) == "n[1-2]");
    CHECK_FALSE(w.runs(too_long));
    w.advance_to(2h);
    CHECK(w.job(fits).state == JobState::timeout);
    CHECK(w.engine.state().reservations().empty());
    CHECK(w.job(too_long).reason == Reason::reservation_deleted);
    CHECK(w.job(too_long).priority == 0);
    w.order(too_long, JobOrder::release, kRoot);
    w.schedule();
    CHECK(w.runs(too_long));  // as any other job, now
}

TEST_CASE("jobs outside wait for the end of a reservation and start then") {
    World w{nodes_of_kind(GENERATE(false, true), 2)};
    REQUIRE(make(w, wish("r", "ALL", 0s, 1h)) == Error{});
    const auto job = w.submit(whole(2, 10min));
    w.advance_to(1h - 1s);
    CHECK_FALSE(w.runs(job));
    w.advance_to(1h);
    CHECK(w.start_of(job) == 1h);
}

TEST_CASE("only those who may use a reservation get in") {
    World w{nodes_of_kind(true)};
    auto forbidding = wish("all_but_alice", "n4", 0s, 1h);
    forbidding.users = "-alice";
    REQUIRE(make(w, wish("r", "n1", 0s, 1h)) == Error{});
    REQUIRE(make(w, forbidding) == Error{});
    CHECK(w.refusal(in(whole(1, 10min), "unknown")).code == Errc::invalid_reservation);
    CHECK(w.refusal(in(whole(1, 10min), "all_but_alice")).code == Errc::reservation_access);
    auto bobs = in(whole(1, 10min), "r");
    bobs.user_name = "bob";
    CHECK(w.refusal(bobs).code == Errc::reservation_access);
    bobs.reservation = "all_but_alice";
    CHECK(w.refusal(bobs) == Error{});
}

TEST_CASE("a reservation is refused that overlaps another, by the other's name") {
    World w{nodes_of_kind(true)};
    REQUIRE(make(w, wish("first", "n[1-2]", 1h, 1h)) == Error{});
    const auto front = make(w, wish("front", "n[2-3]", 30min, 31min));
    CHECK(front.code == Errc::reservation_overlap);
    CHECK(front.detail == "node n2 is reserved by first then");
    CHECK(make(w, wish("tail", "n1", 2h - 1s, 1h)).code == Errc::reservation_overlap);
    CHECK(make(w, wish("after", "n1", 2h, 1h)) == Error{});
    CHECK(make(w, wish("beside", "n[3-4]", 1h, 1h)) == Error{});
    auto maintenance = wish("maintenance", "ALL", 1h, 1h);
    maintenance.flags = flags("maint");
    CHECK(make(w, maintenance) == Error{});
    auto daily = wish("daily", "n3", 25h, 1h);
    daily.flags = flags("DAILY");
    CHECK(make(w, daily) == Error{});
    CHECK(make(w, wish("in_six_days", "n3", 6 * 24h + 1h + 30min, 1h)).code == Errc::reservation_overlap);
    CHECK(make(w, wish("first", "n4", 9h, 1h)).code == Errc::duplicate_reservation);
}

TEST_CASE("nodes on which jobs may run then are not reserved, unless asked to") {
    World w{nodes_of_kind(true)};
    const auto job = w.submit(whole(2, 1h));
    w.schedule();
    CHECK(make(w, wish("r", "n1", 30min, 1h)).code == Errc::nodes_busy);
    CHECK(make(w, wish("later", "n1", 1h, 1h)) == Error{});
    auto anyway = wish("anyway", "n2", 30min, 1h);
    anyway.flags = flags("IGNORE_JOBS");
    CHECK(make(w, anyway) == Error{});
    w.advance_to(45min);
    CHECK(w.runs(job));
}

TEST_CASE("reservations by count take free nodes near each other, by feature and partition") {
    auto config = nodes_of_kind(true, 8);
    add_leaves(config, {4, 4});
    for (const auto i : {4u, 5u, 6u}) config.nodes[i].features = {"fast"};
    add_partition(config, "front", "n[1-4]").exclusive = true;
    World w{config};
    w.submit(whole(3, 10h));  // n[1-3], or any three of one leaf
    w.schedule();
    ReservationWish wanted = wish("r", "", 1h, 1h);
    wanted.nodes.reset();
    wanted.node_count = 4;
    REQUIRE(make(w, wanted) == Error{});
    CHECK(reservation(w, "r").nodes.size() == 4);
    wanted.name = "two_more";
    wanted.node_count = 2;
    CHECK(make(w, wanted).code == Errc::nodes_busy);
    wanted.start = t0 + 2h;
    wanted.features = "fast";
    wanted.node_count = 4;
    CHECK(make(w, wanted).code == Errc::nodes_busy);
    wanted.start = t0 + 11h;
    wanted.node_count = 3;
    CHECK(make(w, wanted) == Error{});
    CHECK(reservation(w, "two_more").nodes == std::vector<std::string>{"n5", "n6", "n7"});
    auto partition = wish("partition", "", 20h, 1h);
    partition.nodes.reset();
    partition.partition = "front";
    CHECK(make(w, partition) == Error{});
    CHECK(reservation(w, "partition").nodes.size() == 4);
    CHECK(format_reservation_flags(reservation(w, "partition").flags) == "SPEC_NODES,PART_NODES");
}

TEST_CASE("what is missing or wrong in a reservation is said") {
    World w{nodes_of_kind(true)};
    auto wanted = wish("r", "n1", 1h, 1h);
    wanted.users.reset();
    CHECK(make(w, wanted).code == Errc::invalid_argument);
    wanted = wish("r", "n1", 1h, 0s);
    CHECK(make(w, wanted).code == Errc::invalid_time);
    wanted = wish("r", "n9", 1h, 1h);
    CHECK(make(w, wanted).code == Errc::invalid_node_name);
    wanted = wish("r", "n1", -2h, 1h);
    CHECK(make(w, wanted).code == Errc::invalid_time);
    wanted = wish("r", "n1", 1h, 1h);
    wanted.start.reset();
    CHECK(make(w, wanted).code == Errc::invalid_time);
    wanted = wish("r", "n1", 1h, 1h);
    wanted.partition = "none";
    CHECK(make(w, wanted).code == Errc::invalid_partition);
    wanted = wish("r", "", 1h, 1h);
    CHECK(make(w, wanted).code == Errc::invalid_node_name);
    wanted = wish("r", "n1", 1h, 25h);
    wanted.flags = flags("daily");
    CHECK(make(w, wanted).code == Errc::invalid_time);
    CHECK(make(w, wish("r", "n1", 1h, 1h), kAlice).code == Errc::permission_denied);
    CHECK(w.engine.state().reservations().empty());
    CHECK_FALSE(parse_reservation_flags("MAINT,NONSENSE"));
}

TEST_CASE("a reservation is changed and deleted") {
    World w{nodes_of_kind(true)};
    REQUIRE(make(w, wish("r", "n1", 1h, 1h)) == Error{});
    const auto inside = w.submit(in(whole(1, 30min), "r"));
    ReservationWish change;
    change.name = "r";
    change.start = t0;
    REQUIRE(update(w, change) == Error{});
    CHECK(reservation(w, "r").end == t0 + 1h);
    w.schedule();
    CHECK(w.runs(inside));
    CHECK_FALSE(w.apply(DeleteReservation{"r", kRoot}).answer);
    change.start.reset();
    change.more_users = {"bob"};
    change.fewer_users = {"alice"};
    REQUIRE(update(w, change) == Error{});
    CHECK(reservation(w, "r").users == std::vector<std::string>{"bob"});
    w.end(inside);
    CHECK(w.apply(DeleteReservation{"r", kRoot}).answer);
    CHECK_FALSE(w.apply(DeleteReservation{"r", kRoot}).answer);
    const auto all = w.submit(whole(4, 100h));
    w.schedule();
    CHECK(w.runs(all));
}

TEST_CASE("a daily reservation comes again") {
    World w{nodes_of_kind(GENERATE(false, true), 2)};
    auto wanted = wish("r", "n1", 1h, 1h);
    wanted.flags = flags("DAILY");
    REQUIRE(make(w, wanted) == Error{});
    const auto fits_between = w.submit(whole(2, 23h));
    const auto never = w.submit(whole(2, 23h + 1s));
    const auto tomorrow = w.submit(in(whole(1, 1h), "r"));
    w.schedule();
    CHECK(w.promise_of(fits_between) == 2h);
    CHECK_FALSE(w.promise_of(never));
    w.advance_to(1h);
    CHECK(w.runs(tomorrow));
    w.advance_to(2h);
    CHECK(reservation(w, "r").start == t0 + 25h);
    CHECK(w.runs(fits_between));
}

TEST_CASE("a flexible reservation lets its jobs begin before it and use other nodes too") {
    World w{nodes_of_kind(GENERATE(false, true))};
    auto wanted = wish("r", "n[1-2]", 1h, 1h);
    wanted.flags = flags("FLEX");
    REQUIRE(make(w, wanted) == Error{});
    const auto job = w.submit(in(whole(4, 10h), "r"));
    w.schedule();
    CHECK(w.runs(job));
    w.advance_to(3h);
    CHECK(w.runs(job));
}

TEST_CASE("reservations are there again after a restart") {
    World w{nodes_of_kind(true)};
    REQUIRE(make(w, wish("r", "n[1-2]", 1h, 1h)) == Error{});
    World again{nodes_of_kind(true)};
    again.engine.restore(reservation(w, "r"));
    const auto job = again.submit(whole(3, 2h));
    again.schedule();
    CHECK(again.promise_of(job) == 2h);
    again.advance_to(2h);
    CHECK(again.start_of(job) == 2h);
    CHECK(again.engine.state().reservations().empty());
}

}  // namespace
}  // namespace sluice::engine::testing
