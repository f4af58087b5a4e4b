// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/input.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ranges>

namespace sluice::srun {

Result<void> Input::open(const std::string& file, const Step& step) {
    if (!plan_.forwarded) return {};
    fd_ = file.empty() ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd_ < 0) return fail(Errc::io_error, fmt::format("Could not open stdin file {}: {}", file, std::strerror(errno)));
    for (std::uint32_t position = 0; position < step.shares.size(); ++position) {
        for (const auto task : step.shares[position].tasks) {
            if (!plan_.only || *plan_.only == task) taken_[position] = 0;
            else others_.push_back(task);
        }
    }
    return {};
}

void Input::start() {
    if (fd_ < 0 || reader_) return;
    end_for_others();
    reader_ = std::make_unique<StdinReader>(executor_, fd_, [this](std::string data) { forward(std::move(data)); });
    allow_more();
}

/// Everyone but the chosen task reads the end of its input at once.
void Input::end_for_others() {
    for (const auto task : others_) {
        wire::Message message;
        message.mutable_task_input()->set_task(task);
        message.mutable_task_input()->set_end(true);
        stage_.tell_all(message);
    }
}

void Input::forward(std::string data) {
    wire::Message message;
    auto& input = *message.mutable_task_input();
    if (plan_.only) input.set_task(*plan_.only);
    input.set_end(data.empty());
    input.set_data(std::move(data));
    stage_.tell_all(message);
}

void Input::taken(std::uint32_t position, std::uint64_t bytes) {
    const auto found = taken_.find(position);
    if (found == taken_.end()) return;
    found->second = bytes;
    allow_more();
}

void Input::node_done(std::uint32_t position) {
    taken_.erase(position);
    allow_more();
}

void Input::allow_more() {
    if (!reader_ || taken_.empty()) return;
    const auto may = std::ranges::min(taken_ | std::views::values) + kWindow;
    if (may <= allowed_) return;
    reader_->allow(static_cast<std::size_t>(may - allowed_));
    allowed_ = may;
}

}  // namespace sluice::srun
