// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <catch2/catch.hpp>

#include "scheduler/controller/authorization.hpp"

using namespace sluice;
using namespace sluice::controller;

namespace {

wire::Identity somebody() { return {UserId{::geteuid() + 12345}, GroupId{1}}; }

}  // namespace

TEST_CASE("anyone may submit and ask") {
    wire::Message message;
    message.mutable_submit();
    CHECK(authorize(message, somebody()));
    message.mutable_job_query();
    CHECK(authorize(message, somebody()));
}

TEST_CASE("only the administrator changes nodes, registers one, or ends the cluster") {
    wire::Message message;
    SECTION("update node") { message.mutable_update_node(); }
    SECTION("register") { message.mutable_register_node(); }
    SECTION("step ended") { message.mutable_step_ended(); }
    SECTION("shutdown") { message.mutable_shutdown(); }
    CHECK(authorize(message, somebody()).error().code == Errc::permission_denied);
    CHECK(authorize(message, {UserId{0}, GroupId{0}}));
    CHECK(authorize(message, {UserId{::geteuid()}, GroupId{0}}));
}

TEST_CASE("a message that is no request is refused whoever sends it") {
    wire::Message message;
    message.mutable_launch();
    CHECK(authorize(message, {UserId{0}, GroupId{0}}).error().code == Errc::malformed_message);
}

TEST_CASE("anyone may see reservations, only the administrator makes them") {
    wire::Message message;
    message.mutable_reservation_query();
    CHECK(authorize(message, somebody()));
    message.mutable_reservation();
    CHECK(authorize(message, somebody()).error().code == Errc::permission_denied);
}
