// SPDX-License-Identifier: Apache-2.0
#include "scheduler/store/committer.hpp"

#include <cassert>

namespace sluice::store {

Committer::Committer(Store store, OnDone on_done)
    : store_{std::move(store)}, on_done_{std::move(on_done)}, thread_{[this] { work(); }} {}

Committer::~Committer() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

void Committer::commit(Batch batch) {
    {
        const std::lock_guard lock{mutex_};
        assert(!batch_);
        batch_ = std::move(batch);
    }
    changed_.notify_one();
}

void Committer::work() {
    for (;;) {
        Batch batch;
        {
            std::unique_lock lock{mutex_};
            changed_.wait(lock, [this] { return stopping_ || batch_.has_value(); });
            if (!batch_) return;
            batch = std::move(*batch_);
            batch_.reset();
        }
        on_done_(store_.commit(batch));
    }
}

}  // namespace sluice::store
