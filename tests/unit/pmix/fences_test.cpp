// SPDX-License-Identifier: Apache-2.0
#include "launcher/pmix/fences.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

using sluice::pmix::FenceId;
using sluice::pmix::Fences;

namespace {

/// What a completion was called with, in the order of the calls.
using Answers = std::vector<std::optional<std::string>>;

Fences::Completion note_in(Answers& answers) {
    return [&answers](std::optional<std::string> data) { answers.push_back(std::move(data)); };
}

}  // namespace

TEST_CASE("fences are counted for each set of participants") {
    Fences fences;
    Answers answers;
    CHECK(fences.reach("all", note_in(answers)) == FenceId{"all", 0});
    CHECK(fences.reach("0-3", note_in(answers)) == FenceId{"0-3", 0});
    CHECK(fences.reach("all", note_in(answers)) == FenceId{"all", 1});
    CHECK(answers.empty());
}

TEST_CASE("a fence is completed once, with everyone's data") {
    Fences fences;
    Answers first;
    Answers second;
    fences.reach("all", note_in(first));
    fences.reach("all", note_in(second));
    fences.finish({"all", 1}, "later");
    CHECK(first.empty());
    CHECK(second == Answers{"later"});

    fences.finish({"all", 1}, "again");
    fences.finish({"0-3", 0}, "of others");
    fences.fail({"all", 1});
    CHECK(second == Answers{"later"});

    fences.finish({"all", 0}, "");
    CHECK(first == Answers{""});
}

TEST_CASE("a failed fence is completed without data") {
    Fences fences;
    Answers answers;
    SECTION("when its ranks wait in it already") {
        fences.reach("all", note_in(answers));
        fences.fail({"all", 0});
    }
    SECTION("when its ranks arrive later") {
        fences.fail({"all", 0});
        CHECK_FALSE(fences.reach("all", note_in(answers)));
    }
    CHECK(answers == Answers{std::nullopt});
    CHECK(fences.reach("all", note_in(answers)) == FenceId{"all", 1});
    CHECK(answers.size() == 1);
}

TEST_CASE("closing fails what is open and what comes later") {
    Fences fences;
    Answers answers;
    fences.reach("all", note_in(answers));
    fences.reach("0-3", note_in(answers));
    fences.close();
    CHECK(answers == Answers{std::nullopt, std::nullopt});
    CHECK_FALSE(fences.reach("all", note_in(answers)));
    CHECK(answers.size() == 3);
    fences.close();
    CHECK(answers.size() == 3);
}

TEST_CASE("a completion may reach the next fence") {
    Fences fences;
    Answers answers;
    fences.reach("all", [&](auto) { fences.reach("all", note_in(answers)); });
    fences.finish({"all", 0}, "");
    fences.finish({"all", 1}, "next");
    CHECK(answers == Answers{"next"});
}

TEST_CASE("each fence is completed exactly once whoever ends it") {
    // One thread finishes the fences, one fails them, one closes all half way.
    constexpr std::uint64_t kFences = 2000;
    Fences fences;
    std::atomic<std::uint64_t> completed = 0;
    std::atomic<std::uint64_t> reached = 0;
    {
        const std::jthread finisher{[&] {
            for (std::uint64_t i = 0; i < kFences; ++i) fences.finish({"all", i}, "data");
        }};
        const std::jthread failer{[&] {
            for (std::uint64_t i = kFences; i-- > 0;) fences.fail({"all", i});
        }};
        const std::jthread closer{[&] {
            while (reached < kFences / 2) std::this_thread::yield();
            fences.close();
        }};
        for (; reached < kFences; ++reached) fences.reach("all", [&](auto) { ++completed; });
    }
    CHECK(completed == kFences);
}
