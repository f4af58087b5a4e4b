// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/tres.hpp"

#include <catch2/catch.hpp>

using namespace sluice;

TEST_CASE("resources are read in any order and written in Slurm's") {
    const auto read = parse_tres("gres/gpu=2,MEM=10G,node=3,cpu=4,license/matlab=1");
    REQUIRE(read);
    CHECK(format_tres(*read) == "cpu=4,mem=10G,node=3,gres/gpu=2,license/matlab=1");
    CHECK(count_of(*read, "mem") == 10 * 1024);
    CHECK(count_of(*read, "billing") == 0);
    CHECK(parse_tres("")->empty());
}

TEST_CASE("what is no amount of a resource is refused with what is wrong") {
    for (const auto* text :
         {"cpu", "cpus=4", "cpu=", "cpu=4x", "cpu=-2", "gres/=1", "cpu=1,cpu=2", "mem=1Q", "=3", ","}) {
        CAPTURE(text);
        CHECK_FALSE(parse_tres(text));
    }
    CHECK(parse_tres("gpu=1").error().detail ==
          "unknown resource 'gpu'; allowed: cpu, mem, node, billing, gres/NAME, gres/NAME:TYPE or "
          "license/NAME");
}

TEST_CASE("a change replaces what it names and takes away what it says -1 of") {
    const auto list = parse_tres("cpu=4,mem=10G").value();
    CHECK(format_tres(merged(list, parse_tres("cpu=8,node=2").value())) == "cpu=8,mem=10G,node=2");
    CHECK(format_tres(merged(list, parse_tres("cpu=-1").value())) == "mem=10G");
}

TEST_CASE("weights of memory are of GiB, whatever unit they are written in") {
    const auto weights = parse_weights("CPU=1.5,Mem=0.25G,GRES/gpu=2").value();
    CHECK(format_weights(weights) == "cpu=1.5,mem=0.25,gres/gpu=2");
    CHECK(parse_weights("mem=1M").value().front().weight == 1024);
    CHECK_FALSE(parse_weights("cpu=-1"));
    CHECK_FALSE(parse_weights("cpu=nan"));
}
