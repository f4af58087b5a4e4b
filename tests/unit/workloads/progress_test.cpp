// SPDX-License-Identifier: Apache-2.0
#include "workloads/run/progress.hpp"

#include <catch2/catch.hpp>

namespace sluice::run {
namespace {

TEST_CASE("durations have the precision that a person who waits wants") {
    CHECK(readable_duration(0.2) == "0 s");
    CHECK(readable_duration(99.4) == "99 s");
    CHECK(readable_duration(99.6) == "1 min 40 s");
    CHECK(readable_duration(3599) == "59 min 59 s");
    CHECK(readable_duration(7500) == "2 h 05 min");
}

TEST_CASE("numbers have three digits and a prefix") {
    CHECK(readable_number(0) == "0.00");
    CHECK(readable_number(9.99) == "9.99");
    CHECK(readable_number(9.999) == "10.0");
    CHECK(readable_number(999) == "999");
    CHECK(readable_number(999.6) == "1.00 k");
    CHECK(readable_number(123.4e6) == "123 M");
    CHECK(readable_number(5e16) == "50000 T");
}

}  // namespace
}  // namespace sluice::run
