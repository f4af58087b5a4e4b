// SPDX-License-Identifier: Apache-2.0
#include "tests/mpi/node_message.hpp"

#include <sys/socket.h>

#include <cstring>

namespace sluice::test {
namespace {

struct Header {
    NodeMessage::Kind kind;
    bool was_inside;
    std::uint32_t rank;
    int status;
    std::uint64_t sequence;
    std::uint64_t participants_bytes;
    std::uint64_t data_bytes;
};

bool read_all(int socket, void* target, std::size_t bytes) {
    return bytes == 0 || recv(socket, target, bytes, MSG_WAITALL) == static_cast<ssize_t>(bytes);
}

bool write_all(int socket, const char* from, std::size_t bytes) {
    while (bytes > 0) {
        const auto written = ::send(socket, from, bytes, MSG_NOSIGNAL);
        if (written <= 0) return false;
        from += written;
        bytes -= static_cast<std::size_t>(written);
    }
    return true;
}

}  // namespace

bool send(int socket, const NodeMessage& message) {
    Header header;
    std::memset(&header, 0, sizeof header);  // the padding is sent too
    header.kind = message.kind;
    header.was_inside = message.was_inside;
    header.rank = message.rank;
    header.status = message.status;
    header.sequence = message.fence.sequence;
    header.participants_bytes = message.fence.participants.size();
    header.data_bytes = message.data.size();
    std::string frame(sizeof header, '\0');
    std::memcpy(frame.data(), &header, sizeof header);
    frame += message.fence.participants;
    frame += message.data;
    return write_all(socket, frame.data(), frame.size());
}

std::optional<NodeMessage> receive(int socket) {
    Header header;
    if (!read_all(socket, &header, sizeof header)) return std::nullopt;
    NodeMessage message{.kind = header.kind,
                        .rank = header.rank,
                        .status = header.status,
                        .was_inside = header.was_inside,
                        .fence = {std::string(header.participants_bytes, '\0'), header.sequence},
                        .data = std::string(header.data_bytes, '\0')};
    if (!read_all(socket, message.fence.participants.data(), header.participants_bytes)) return std::nullopt;
    if (!read_all(socket, message.data.data(), header.data_bytes)) return std::nullopt;
    return message;
}

}  // namespace sluice::test
