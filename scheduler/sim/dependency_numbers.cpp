// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/dependency_numbers.hpp"

#include <fmt/format.h>

#include <charconv>

namespace sluice::sim {

/// A number that follows a colon is a job; delays follow `+`, tasks `_`.
Result<std::string> renumber_dependency(std::string_view text,
                                        const std::function<std::optional<JobId>(std::int64_t)>& id_of) {
    std::string result;
    while (!text.empty()) {
        const auto colon = text.find(':');
        const auto head = colon == std::string_view::npos ? text : text.substr(0, colon + 1);
        result += head;
        text.remove_prefix(head.size());
        std::int64_t number = 0;
        const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{}) continue;
        const auto id = id_of(number);
        if (!id) {
            return fail(Errc::invalid_dependency,
                        fmt::format("it depends on job {}, which was not submitted before it", number));
        }
        result += std::to_string(id->value());
        text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    }
    return result;
}

}  // namespace sluice::sim
