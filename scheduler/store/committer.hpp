// SPDX-License-Identifier: Apache-2.0
//
// Group commit: one transaction is being made durable while the next batch gathers. The thread that owns the
// engine never waits for the disk.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "scheduler/store/store.hpp"

namespace sluice::store {

class Committer {
  public:
    /// `on_done` is called on the committer's own thread after each transaction.
    using OnDone = std::function<void(Result<void>)>;

    Committer(Store store, OnDone on_done);
    ~Committer();  // finishes the transaction in hand
    Committer(const Committer&) = delete;
    Committer& operator=(const Committer&) = delete;

    /// Hands over a batch. Requires that the last one is done: the caller gathers meanwhile.
    void commit(Batch batch);

  private:
    void work();

    Store store_;
    OnDone on_done_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<Batch> batch_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace sluice::store
