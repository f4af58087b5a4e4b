// SPDX-License-Identifier: Apache-2.0
//
// --mail-type and --mail-user: which news of a job somebody is told by mail, and whom.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sluice {

/// One kind of news. The numbers are kept in stores: never reuse one.
enum class MailOn : std::uint32_t {
    invalid_depend = 1,    // its dependency can never be met
    begin = 2,
    end = 4,
    fail = 8,
    requeue = 16,
    stage_out = 32,        // taken, and never comes: nothing is staged
    time_limit_50 = 64,    // half of its time limit has passed, and so on
    time_limit_80 = 128,
    time_limit_90 = 256,
    time_limit = 512,
    array_tasks = 1024,    // not news: of an array, tell of each task instead of the whole
};

struct MailSpec {
    std::uint32_t on = 0;  // the sum of what is to be told; 0: nothing
    std::string to;        // an address; empty: the user

    [[nodiscard]] bool wants(MailOn news) const { return (on & static_cast<std::uint32_t>(news)) != 0; }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("on", self.on);
        visit("to", self.to);
    }
    friend bool operator==(const MailSpec&, const MailSpec&) = default;
};

/// Whether a mail program takes the text for one or more addresses and nothing else. Programs read a leading - as
/// an option and a leading | or / as a command or file, and they may run as root.
bool is_mail_address(std::string_view text);

/// `END,FAIL`, in any case; ALL and NONE. Empty: one of the words is none of these.
std::optional<std::uint32_t> parse_mail_types(std::string_view text);
/// `BEGIN,END`; `NONE` for 0.
std::string format_mail_types(std::uint32_t on);

}  // namespace sluice
