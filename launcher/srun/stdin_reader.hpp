// SPDX-License-Identifier: Apache-2.0
//
// Reads a descriptor in a thread of its own. Waiting for it in the event loop would make it non-blocking for
// every process that shares it, the user's shell among them. The thread is never joined: a read from a
// terminal cannot be interrupted, so the program ends with it still running.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>

namespace sluice::srun {

namespace asio = boost::asio;

class StdinReader {
  public:
    /// Called on the executor; an empty text is the end.
    using OnData = std::function<void(std::string)>;
    StdinReader(asio::any_io_executor executor, int fd, OnData on_data);

    /// Reads at most this many bytes more.
    void allow(std::size_t bytes);

  private:
    struct Shared;
    static void read_all(const std::shared_ptr<Shared>& shared);
    std::shared_ptr<Shared> shared_;
};

}  // namespace sluice::srun
