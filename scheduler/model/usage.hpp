// SPDX-License-Identifier: Apache-2.0
//
// What the tasks of a step have used on one node, from the kernel's own account at their ends.
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice {

struct Usage {
    std::uint32_t tasks = 0;       // whose ends are counted here
    std::int64_t max_rss = 0;      // KiB; the largest peak of one task's processes
    std::uint32_t max_rss_task = 0;
    std::int64_t sum_rss = 0;      // KiB; the tasks' peaks added up
    std::int64_t user_us = 0;      // of all processes, daemons of the tasks' making included
    std::int64_t system_us = 0;
    std::int64_t min_cpu_us = 0;   // of the task that used least
    std::uint32_t min_cpu_task = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("tasks", self.tasks);
        visit("max_rss", self.max_rss);
        visit("max_rss_task", self.max_rss_task);
        visit("sum_rss", self.sum_rss);
        visit("user_us", self.user_us);
        visit("system_us", self.system_us);
        visit("min_cpu_us", self.min_cpu_us);
        visit("min_cpu_task", self.min_cpu_task);
    }
    friend bool operator==(const Usage&, const Usage&) = default;
};

}  // namespace sluice
