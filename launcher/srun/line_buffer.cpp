// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/line_buffer.hpp"

#include <fmt/format.h>

namespace sluice::srun {

std::string LineBuffer::add(std::string_view data) {
    std::string lines;
    for (auto end = data.find('\n'); end != std::string_view::npos; end = data.find('\n')) {
        lines += label_ + partial_;
        lines += data.substr(0, end + 1);
        partial_.clear();
        data.remove_prefix(end + 1);
    }
    partial_ += data;
    if (partial_.size() > kLongest) lines += rest();
    return lines;
}

std::string LineBuffer::rest() {
    if (partial_.empty()) return {};
    auto text = label_ + partial_;
    partial_.clear();
    return text;
}

std::string task_label(std::uint32_t task, std::uint32_t tasks) {
    const auto width = std::to_string(tasks == 0 ? 0 : tasks - 1).size();
    return fmt::format("{:>{}}: ", task, width);
}

}  // namespace sluice::srun
