// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "scheduler/commands/json.hpp"

using namespace sluice::commands;

TEST_CASE("JSON is indented as Slurm's, and its texts are escaped") {
    auto list = Json::list();
    list.add(Json::number(1)).add(Json::null());
    auto json = Json::object();
    json.add("text", Json::text("a \"b\"\n/\x01")).add("list", std::move(list)).add("none", Json::object());
    json.add("share", Json::real(2)).add("yes", Json::boolean(true));
    CHECK(json.print() ==
          "{\n  \"text\": \"a \\\"b\\\"\\n\\/\\u0001\",\n  \"list\": [\n    1,\n    null\n  ],\n  \"none\": {\n  },\n"
          "  \"share\": 2.0,\n  \"yes\": true\n}\n");
}
