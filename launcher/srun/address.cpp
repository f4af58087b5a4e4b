// SPDX-License-Identifier: Apache-2.0
#include "launcher/srun/address.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

namespace sluice::srun {
namespace {

namespace asio = boost::asio;
using udp = asio::ip::udp;

constexpr auto kLoopback = "127.0.0.1";
constexpr auto kAnyPort = "9";  // nothing is sent there

/// Connecting a UDP socket sends nothing, but chooses a route and with it an address of ours.
std::string address_towards(const std::string& host) {
    asio::io_context io;
    boost::system::error_code ec;
    const auto found = udp::resolver{io}.resolve(host, kAnyPort, ec);
    if (ec || found.empty()) return kLoopback;
    udp::socket socket{io};
    socket.connect(found.begin()->endpoint(), ec);
    const auto own = socket.local_endpoint(ec);
    return ec ? kLoopback : own.address().to_string();
}

}  // namespace

ListenAddress listen_address(const ClusterConfig& config, const std::string& node) {
    if (config.emulated) return {kLoopback, kLoopback};
    auto target = std::ranges::find(config.nodes, node, &NodeSpec::name);
    if (target == config.nodes.end()) target = config.nodes.begin();
    if (target == config.nodes.end()) return {"", kLoopback};
    return {"", address_towards(target->address.empty() ? target->name : target->address)};
}

}  // namespace sluice::srun
