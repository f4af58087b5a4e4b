// SPDX-License-Identifier: Apache-2.0
//
// The PMI-1 server of one step on one node: a socket to each rank, PMI_FD at its other end, around
// pmi::Board.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "launcher/pmi/board.hpp"
#include "launcher/spool/files.hpp"
#include "scheduler/wire/wait.hpp"

namespace sluice::step {

namespace asio = boost::asio;

/// The descriptor that a rank finds its socket at.
inline constexpr int kPmiDescriptor = 3;

class PmiServer {
  public:
    struct Hooks {
        std::function<void(std::string data)> on_barrier;
        std::function<void(std::uint32_t rank, int code, const std::string& why)> on_abort;
        std::function<void(std::uint32_t rank, const std::string& why)> on_refusal;
        std::function<void(std::uint32_t rank, const std::string& action, const std::string& service,
                           const std::string& port)>
            on_name;
    };
    PmiServer(asio::any_io_executor executor, pmi::Layout layout, Hooks hooks);

    /// The rank's end of its socket.
    Result<Descriptor> open(std::uint32_t rank);
    [[nodiscard]] std::vector<std::string> variables(std::uint32_t rank) const;

    void finish_barrier(std::string_view all_data) { board_.finish_barrier(all_data); }
    void answer_name(std::uint32_t rank, const std::string& action, bool ok, const std::string& port) {
        board_.answer_name(rank, action, ok, port);
    }
    [[nodiscard]] bool is_inside(std::uint32_t rank) const { return board_.is_inside(rank); }

  private:
    using Stream = std::shared_ptr<asio::posix::stream_descriptor>;
    pmi::Hooks board_hooks(Hooks hooks);
    asio::awaitable<void> serve(std::uint32_t rank, Stream stream);

    asio::any_io_executor executor_;
    std::string name_;
    std::size_t ranks_ = 0;
    std::map<std::uint32_t, Stream> streams_;
    pmi::Board board_;
    std::shared_ptr<char> alive_ = std::make_shared<char>();  // what coroutines ask before they touch us
};

}  // namespace sluice::step
