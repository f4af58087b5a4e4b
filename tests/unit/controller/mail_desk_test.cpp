// SPDX-License-Identifier: Apache-2.0
//
// What is committed may be behind the state that the desk can see.
#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "scheduler/controller/mail_desk.hpp"
#include "tests/unit/engine/world.hpp"

using namespace sluice;
using namespace sluice::controller;
using namespace sluice::engine::testing;

namespace {

/// A mail program that keeps the subjects, a line each.
struct Box {
    std::string folder = [] {
        std::string name = "/tmp/box-XXXXXX";
        return std::string{::mkdtemp(name.data())};
    }();

    Box() {
        std::ofstream{program()} << "#!/bin/sh\necho \"$2\" >>" << folder << "/subjects\n";
        ::chmod(program().c_str(), 0755);
    }
    ~Box() { std::filesystem::remove_all(folder); }
    [[nodiscard]] std::string program() const { return folder + "/mail"; }
    [[nodiscard]] std::string subjects() const {
        std::ostringstream text;
        text << std::ifstream{folder + "/subjects"}.rdbuf();
        return text.str();
    }
};

}  // namespace

TEST_CASE("the summary of an array waits until the end of each task is committed") {
    const Box box;
    auto config = cluster_of(1);
    config.mail.program = box.program();
    World w{config};
    boost::asio::io_context io;
    auto array = tasks(1, 1h);
    array.name = "many";
    array.user_name = "ada";
    array.array.tasks = {{0, 1, 1}};
    array.mail.on = *parse_mail_types("END");
    w.submit(array);
    w.schedule();
    MailDesk desk{io, config, w.engine.state(), w.now};
    const std::vector<JobId> parts{w.engine.state().holders().begin(), w.engine.state().holders().end()};
    REQUIRE(parts.size() == 2);
    w.end(parts[0]);
    w.end(parts[1], {3, 0});
    w.schedule();
    desk.tell({parts[0]}, w.now);  // the other's end is applied, and not on the disk yet
    desk.tell({parts[1]}, w.now);
    while (box.subjects().empty()) io.run_one();
    CHECK(box.subjects() == "Slurm Array Summary Job_id=1_* (1) Name=many Ended, Mixed, ExitCode [0-3]\n");
}
