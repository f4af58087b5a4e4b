// SPDX-License-Identifier: Apache-2.0
#include "launcher/pmix/fences.hpp"

#include <utility>

namespace sluice::pmix {

std::optional<FenceId> Fences::reach(const std::string& participants, Completion completion) {
    {
        const std::scoped_lock lock{mutex_};
        const FenceId id{participants, reached_[participants]++};
        const bool failed = closed_ || failed_.erase(id) > 0;
        if (!failed) {
            open_.emplace(id, std::move(completion));
            return id;
        }
    }
    completion(std::nullopt);
    return std::nullopt;
}

void Fences::finish(const FenceId& id, std::string all_data) {
    std::map<FenceId, Completion>::node_type fence;
    {
        const std::scoped_lock lock{mutex_};
        fence = open_.extract(id);
    }
    if (!fence.empty()) fence.mapped()(std::move(all_data));
}

void Fences::fail(const FenceId& id) {
    Completion completion;
    {
        const std::scoped_lock lock{mutex_};
        if (auto node = open_.extract(id); !node.empty()) completion = std::move(node.mapped());
        else if (id.sequence >= reached_[id.participants]) failed_.insert(id);
    }
    if (completion) completion(std::nullopt);
}

void Fences::close() {
    std::map<FenceId, Completion> open;
    {
        const std::scoped_lock lock{mutex_};
        closed_ = true;
        open.swap(open_);
    }
    for (const auto& [id, completion] : open) completion(std::nullopt);
}

}  // namespace sluice::pmix
