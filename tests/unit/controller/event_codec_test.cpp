// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "scheduler/controller/event_codec.hpp"

using namespace sluice;
using namespace sluice::controller;

namespace {

/// One default event of every kind.
template <std::size_t I = 0>
void add_all(std::vector<engine::Event>& events) {
    if constexpr (I < std::variant_size_v<engine::Event>) {
        events.emplace_back(std::variant_alternative_t<I, engine::Event>{});
        add_all<I + 1>(events);
    }
}

}  // namespace

TEST_CASE("every kind of event survives the way into the store and back") {
    std::vector<engine::Event> events;
    add_all(events);
    for (const auto& event : events) {
        INFO(kind_of(event));
        const auto back = event_from_bytes(to_bytes(event));
        REQUIRE(back);
        CHECK(back->index() == event.index());
        CHECK(to_bytes(*back) == to_bytes(event));
    }
}

TEST_CASE("an event keeps its content") {
    engine::CancelJob cancel;
    cancel.job = JobId{4};
    cancel.step = StepNumber{0};
    cancel.by = {UserId{1000}, true};
    cancel.signal = 10;
    const auto back = event_from_bytes(to_bytes(engine::Event{cancel}));
    REQUIRE(back);
    const auto& found = std::get<engine::CancelJob>(*back);
    CHECK(found.job == JobId{4});
    CHECK(found.step == StepNumber{0});
    CHECK(found.by.user == UserId{1000});
    CHECK(found.by.administrator);
    CHECK(found.signal == 10);
}

TEST_CASE("bytes that are no event are an error") {
    CHECK_FALSE(event_from_bytes("\xff"));
    CHECK_FALSE(event_from_bytes(""));
}
