// SPDX-License-Identifier: Apache-2.0
//
// Where the shepherd of position 0 collects what the nodes contribute to each fence, until the last of them
// has come. Knows no network.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "launcher/pmix/fence_id.hpp"

namespace sluice::step {

class FenceBoard {
  public:
    explicit FenceBoard(pmix::StepLayout layout) : layout_{std::move(layout)} {}

    /// A complete fence: who waits for it, and all contributions in the order of the nodes.
    struct Complete {
        std::vector<std::uint32_t> nodes;
        std::string data;
    };
    /// Empty as long as a participant is missing, and for a node that does not take part.
    std::optional<Complete> add(const pmix::FenceId& id, std::uint32_t position, std::string data);

  private:
    pmix::StepLayout layout_;
    std::map<pmix::FenceId, std::map<std::uint32_t, std::string>> open_;
};

}  // namespace sluice::step
