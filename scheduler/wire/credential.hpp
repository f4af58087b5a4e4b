// SPDX-License-Identifier: Apache-2.0
//
// Who says a message, and why the receiver may believe it. A user id is never read from a message body:
// it is the kernel's word on a Unix socket, the cluster key's over TCP, or munge's where a site has it.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "scheduler/model/error.hpp"
#include "scheduler/model/ids.hpp"
#include "scheduler/wire/proto/messages.pb.h"

namespace sluice::wire {

inline constexpr std::uint32_t kProtocolVersion = 1;

struct Identity {
    UserId user;
    GroupId group;
    friend bool operator==(const Identity&, const Identity&) = default;
};

/// The identity of this process.
Identity own_identity();

/// Seals what leaves on one kind of connection and verifies what arrives.
class Authenticator {
  public:
    virtual ~Authenticator() = default;
    virtual Result<void> seal(Envelope& envelope) = 0;
    virtual Result<Identity> verify(const Envelope& envelope) = 0;
};

/// For a Unix socket: the peer is who the kernel says it is.
std::unique_ptr<Authenticator> peer_authenticator(Identity peer);

/// Remembers the nonces of the last minutes, so that a message is accepted once. One per process and key.
class NonceMemory {
  public:
    using Clock = std::chrono::system_clock;
    static constexpr std::chrono::seconds kWindow{300};

    /// False when this nonce was seen within the window.
    bool remember(const std::string& nonce, Clock::time_point now);

  private:
    void forget_old(Clock::time_point now);
    std::unordered_map<std::string, Clock::time_point> seen_;
    Clock::time_point last_sweep_{};
};

/// HMAC-SHA256 under a shared key, with time and nonce. Holders of the key vouch for the user they name.
std::unique_ptr<Authenticator> key_authenticator(std::string key, std::shared_ptr<NonceMemory> nonces);

/// Credentials made and checked by the site's munged; they cover the payload.
std::unique_ptr<Authenticator> munge_authenticator();

/// Reads the key file: at least 32 bytes, not readable by others than its owner.
Result<std::string> read_key(const std::string& path);
/// Reads the key file, or makes one of 32 random bytes (mode 0600) where there is none.
Result<std::string> read_or_create_key(const std::string& path);
/// `count` bytes from the system's generator.
std::string random_bytes(std::size_t count);

}  // namespace sluice::wire
