// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "scheduler/model/mail.hpp"

using namespace sluice;

TEST_CASE("kinds of mail are read in any case and written as Slurm lists them") {
    CHECK(format_mail_types(*parse_mail_types("END,FAIL")) == "END,FAIL");
    CHECK(format_mail_types(*parse_mail_types("fail,Begin,END")) == "BEGIN,END,FAIL");
    CHECK(format_mail_types(*parse_mail_types("ALL")) == "INVALID_DEPEND,BEGIN,END,FAIL,REQUEUE,STAGE_OUT");
    CHECK(format_mail_types(*parse_mail_types("TIME_LIMIT_80,ARRAY_TASKS")) == "TIME_LIMIT_80,ARRAY_TASKS");
    CHECK(*parse_mail_types("END,NONE") == 0);
    CHECK(format_mail_types(0) == "NONE");
    for (const auto* wrong : {"", "END,", "SOMETIMES", "END FAIL"}) {
        INFO(wrong);
        CHECK_FALSE(parse_mail_types(wrong));
    }
}

TEST_CASE("what a mail program could take for an option, a command or a file is no address") {
    for (const auto* good : {"ada", "ada@example.org", "a.b+c_d%e@x-y.org", "ada,bob@here"}) {
        INFO(good);
        CHECK(is_mail_address(good));
    }
    for (const auto* wrong : {"", "-Xrm", "|rm", "/etc/passwd", "a b", "ada,-X", "ada,", "~x", "a\nb", "+folder", "a;b"}) {
        INFO(wrong);
        CHECK_FALSE(is_mail_address(wrong));
    }
}
