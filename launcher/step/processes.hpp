// SPDX-License-Identifier: Apache-2.0
//
// The processes below this one, found in /proc. The shepherd is a subreaper: whoever loses his parent
// becomes its child, so nobody escapes by forking twice or by making a session of his own.
#pragma once

#include <sys/types.h>

#include <string_view>
#include <vector>

namespace sluice::step {

/// Orphans below this process become its children from now on.
void become_subreaper();

/// One process as /proc/PID/stat shows it.
struct ProcessEntry {
    pid_t pid = 0;
    pid_t parent = 0;
};
/// Reads the text of /proc/PID/stat; pid 0 when it is not such a text.
ProcessEntry parse_stat(std::string_view text);

/// Every process that has `ancestor` among its ancestors, in no order.
std::vector<pid_t> descendants(const std::vector<ProcessEntry>& processes, pid_t ancestor);

/// Whether this process has any child, ended ones not yet waited for included. As it is a subreaper, no
/// child means no descendant.
bool has_children();

/// Every descendant of this process, in no order.
std::vector<pid_t> own_descendants();

}  // namespace sluice::step
