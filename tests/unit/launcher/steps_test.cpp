// SPDX-License-Identifier: Apache-2.0
//
// The daemon's table of steps, with shepherds that are only locks: a shepherd lives while its lock is held.
#include "launcher/node/steps.hpp"

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>

#include "tests/unit/launcher/folder.hpp"

using namespace sluice;
using node::NodePaths;
using node::Steps;

namespace {

NodePaths paths_in(const std::string& folder) {
    NodePaths paths{folder, "", "", folder + "/ended", folder + "/steps", folder + "/tmp", folder + "/shm"};
    for (const auto& path : {paths.steps, paths.tmp, paths.shared_memory}) std::filesystem::create_directories(path);
    return paths;
}

/// A node daemon's table between a controller and shepherds that this test plays.
class Node {
  public:
    explicit Node(const std::string& folder) : paths_{paths_in(folder)} { restart(); }

    void restart() {
        said.clear();
        steps = std::make_unique<Steps>(io_.get_executor(), paths_, wire::ShepherdOrder{},
                                        Steps::Links{[this](const wire::Message& message) { said.push_back(message); },
                                                     [this](const StepSpool& spool, const Descriptor& lock) {
                                                         return start(spool, lock);
                                                     }});
        steps->adopt();
    }

    void order(const StepKey& key) {
        wire::LaunchOrder order;
        *order.mutable_ref() = ref_of(key);
        steps->launch(order);
    }
    void greet(const StepKey& key) {
        wire::ShepherdHello hello;
        *hello.mutable_ref() = ref_of(key);
        hello.set_pid(kNobody);
        steps->greeted(hello, nullptr);
    }
    /// The shepherd writes its result, if it has one, and is gone.
    void finish(const StepKey& key, std::optional<std::uint32_t> status) {
        wire::StepEnded result;
        *result.mutable_ref() = ref_of(key);
        result.mutable_exit_code()->set_status(status.value_or(0));
        if (status) REQUIRE(paths_.spool(key).write_result(result));
        alive.erase(paths_.spool(key).folder());
        steps->hung_up(key, nullptr);
        io_.restart();
        io_.run();
    }
    /// The kinds of messages that the controller has got since the last look.
    std::vector<wire::Message::BodyCase> heard() {
        std::vector<wire::Message::BodyCase> kinds;
        for (const auto& message : said) kinds.push_back(message.body_case());
        return kinds;
    }

    std::unique_ptr<Steps> steps;
    std::vector<wire::Message> said;
    std::map<std::string, Descriptor> alive;  // locks by spool folder
    int started = 0;
    bool refuse = false;

  private:
    static constexpr pid_t kNobody = 0x3ffffff;  // beyond the kernel's largest process number

    Result<pid_t> start(const StepSpool& spool, const Descriptor& lock) {
        if (refuse) return fail(Errc::internal, "no such program");
        ++started;
        alive.emplace(spool.folder(), Descriptor{::dup(lock.get())});
        return kNobody;
    }

    boost::asio::io_context io_;
    NodePaths paths_;
};

using M = wire::Message;
const StepKey kStep{{JobId{12}, StepNumber{0}}, Attempt{0}};

}  // namespace

TEST_CASE("a step is reported when its shepherd greets, and again when it has ended") {
    const test::Folder folder;
    Node node{folder.path()};
    node.order(kStep);
    CHECK(node.started == 1);
    CHECK(node.said.empty());
    node.greet(kStep);
    REQUIRE(node.heard() == std::vector{M::kStepStarted});
    CHECK(node.said.front().step_started().ok());
    node.finish(kStep, 7);
    REQUIRE(node.heard() == std::vector{M::kStepStarted, M::kStepEnded});
    CHECK(node.said.back().step_ended().exit_code().status() == 7);
}

TEST_CASE("an order that comes twice starts one shepherd") {
    const test::Folder folder;
    Node node{folder.path()};
    node.order(kStep);
    node.order(kStep);
    CHECK(node.started == 1);
    node.greet(kStep);
    node.order(kStep);
    CHECK(node.heard() == std::vector{M::kStepStarted, M::kStepStarted});
    SECTION("also when the step has ended") {
        node.finish(kStep, 0);
        node.order(kStep);
        CHECK(node.said.back().has_step_ended());
    }
    SECTION("also when its end was acknowledged, and the daemon restarted since") {
        node.finish(kStep, 0);
        node.steps->acknowledged(kStep);
        CHECK(node.steps->keys().empty());
        node.restart();
        node.order(kStep);
        CHECK(node.said.empty());
    }
    CHECK(node.started == 1);
}

TEST_CASE("an end is told until it is acknowledged") {
    const test::Folder folder;
    Node node{folder.path()};
    node.order(kStep);
    node.greet(kStep);
    node.finish(kStep, 0);
    SECTION("after a while") {
        node.said.clear();
        for (int second = 0; second < 10; ++second) node.steps->tick();
        CHECK(node.heard() == std::vector{M::kStepEnded, M::kStepEnded});
    }
    SECTION("after every registration") {
        node.said.clear();
        node.steps->registered();
        CHECK(node.heard() == std::vector{M::kStepEnded});
    }
    SECTION("by the next daemon") {
        node.restart();
        CHECK(node.steps->keys() == std::vector{kStep});
        CHECK(node.heard() == std::vector{M::kStepEnded});
    }
    node.steps->acknowledged(kStep);
    node.said.clear();
    for (int second = 0; second < 10; ++second) node.steps->tick();
    CHECK(node.said.empty());
    CHECK_FALSE(node.steps->any_alive());
}

TEST_CASE("a daemon that was restarted knows what runs") {
    const test::Folder folder;
    Node node{folder.path()};
    node.order(kStep);
    node.greet(kStep);
    node.restart();
    CHECK(node.steps->keys() == std::vector{kStep});
    CHECK(node.steps->any_alive());
    node.order(kStep);
    CHECK(node.started == 1);
    node.finish(kStep, 3);
    CHECK(node.said.back().step_ended().exit_code().status() == 3);
}

TEST_CASE("a shepherd that dies leaves a killed step") {
    const test::Folder folder;
    Node node{folder.path()};
    node.order(kStep);
    SECTION("seen by this daemon") {
        node.greet(kStep);
        node.finish(kStep, std::nullopt);
    }
    SECTION("seen by the next one") {
        node.greet(kStep);
        node.alive.clear();
        node.restart();
        node.finish(kStep, std::nullopt);
    }
    REQUIRE(node.said.back().has_step_ended());
    CHECK(node.said.back().step_ended().exit_code().signal() == 9);
    CHECK(node.said.back().step_ended().launch_failed());
}

TEST_CASE("a step that could not be started may be ordered again") {
    const test::Folder folder;
    Node node{folder.path()};
    SECTION("no shepherd") {
        node.refuse = true;
        node.order(kStep);
        node.refuse = false;
    }
    SECTION("a shepherd that died before it greeted") {
        node.order(kStep);
        node.finish(kStep, std::nullopt);
    }
    REQUIRE(node.heard() == std::vector{M::kStepStarted});
    CHECK_FALSE(node.said.front().step_started().ok());
    CHECK(node.steps->keys().empty());
    const int before = node.started;
    node.order(kStep);
    CHECK(node.started == before + 1);
}

TEST_CASE("an order to end what is not here is answered") {
    const test::Folder folder;
    Node node{folder.path()};
    wire::SignalOrder order;
    *order.mutable_ref() = ref_of(kStep);
    node.steps->signal(order);
    CHECK(node.said.empty());
    order.set_end(true);
    node.steps->signal(order);
    CHECK(node.heard() == std::vector{M::kStepEnded});
}

TEST_CASE("a folder in which nothing was started yet is nothing") {
    const test::Folder folder;
    Node node{folder.path()};
    std::filesystem::create_directories(folder.path() + "/steps/12.0.0");
    std::filesystem::create_directories(folder.path() + "/steps/lost+found");
    node.restart();
    CHECK(node.steps->keys().empty());
    CHECK(node.said.empty());
}
