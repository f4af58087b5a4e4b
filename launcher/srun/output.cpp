// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/output.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace sluice::srun {
namespace {

constexpr mode_t kFileMode = 0666;

/// Waits for a terminal or pipe that takes no more just now; gives up when nobody reads any longer.
void write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const auto count = ::write(fd, text.data(), text.size());
        if (count >= 0) {
            text.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno == EAGAIN) {
            pollfd ready{fd, POLLOUT, 0};
            ::poll(&ready, 1, -1);
        } else if (errno != EINTR) {
            return;
        }
    }
}

}  // namespace

Output::~Output() {
    for (const auto& [name, fd] : files_) ::close(fd);
}

Result<void> Output::open(const submit::PatternValues& values, const TaskMap& tasks) {
    const auto count = static_cast<std::uint32_t>(tasks.size());
    auto of_task = values;
    for (std::uint32_t task = 0; task < count; ++task) {
        of_task.task = task;
        of_task.node = tasks[task].position;
        of_task.host = tasks[task].node;
        if (auto opened = open_streams(of_task, count); !opened) return opened;
    }
    return {};
}

Result<void> Output::open_streams(const submit::PatternValues& values, std::uint32_t tasks) {
    const auto label = style_.label ? task_label(values.task, tasks) : std::string{};
    const auto out = sink(plan_.out, values, STDOUT_FILENO);
    if (!out) return tl::unexpected{out.error()};
    const auto err = sink(plan_.err, values, STDERR_FILENO);
    if (!err) return tl::unexpected{err.error()};
    streams_.insert_or_assign({values.task, false}, Stream{*out, LineBuffer{label}});
    streams_.insert_or_assign({values.task, true}, Stream{*err, LineBuffer{label}});
    return {};
}

/// The descriptor for one stream of one task; -1 for a task that is not to be shown.
Result<int> Output::sink(const OutputPlan& plan, const submit::PatternValues& values, int own_stream) {
    if (plan.only && *plan.only != values.task) return -1;
    if (plan.pattern.empty()) return own_stream;
    const auto name = submit::expand_pattern(plan.pattern, values);
    if (const auto known = files_.find(name); known != files_.end()) return known->second;
    const int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (style_.append ? 0 : O_TRUNC);
    const int fd = ::open(name.c_str(), flags, kFileMode);
    if (fd < 0) return fail(Errc::io_error, fmt::format("Could not open stdout file {}: {}", name, std::strerror(errno)));
    files_.emplace(name, fd);
    return fd;
}

void Output::add(std::uint32_t task, bool is_error, std::string_view data) {
    const auto stream = streams_.find({task, is_error});
    if (stream == streams_.end() || stream->second.fd < 0) return;
    auto& [fd, lines] = stream->second;
    write_all(fd, lines.add(data));
    if (style_.unbuffered && !style_.label) write_all(fd, lines.rest());
}

void Output::finish() {
    for (auto& [key, stream] : streams_) {
        if (stream.fd >= 0) write_all(stream.fd, stream.lines.rest());
    }
}

}  // namespace sluice::srun
