// SPDX-License-Identifier: Apache-2.0
//
// What sattach was asked.
#pragma once

#include <optional>
#include <span>

#include "scheduler/commands/options.hpp"

namespace sluice::commands {

/// Which tasks a stream is about: all, one, or none.
struct TaskFilter {
    bool none = false;
    std::optional<std::uint32_t> only;

    [[nodiscard]] bool passes(std::uint32_t task) const { return !none && (!only || *only == task); }
};

struct SattachOptions {
    TaskFilter input;
    TaskFilter output;
    TaskFilter error;
    bool label = false;
    bool layout = false;
    bool quiet = false;
};

std::span<const Option<SattachOptions>> sattach_options();

}  // namespace sluice::commands
