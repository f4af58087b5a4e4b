// SPDX-License-Identifier: Apache-2.0
#include "scheduler/wire/credential.hpp"

#include <fcntl.h>
#include <munge.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace sluice::wire {
namespace {

constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kMinKeyBytes = 32;

/// Before the library's first use. Its configuration file is as long to read as a request takes, and says nothing of
/// what is used here.
void start_library() {
    static const int kStarted = ::OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
    assert(kStarted == 1);
}

void append_number(std::string& text, std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) text.push_back(static_cast<char>(value >> shift));
}

/// Every byte that the MAC must cover, lengths included, so that no two messages share a text.
std::string covered_bytes(const Envelope& envelope) {
    const auto& c = envelope.credential();
    std::string text;
    append_number(text, envelope.version());
    append_number(text, c.user());
    append_number(text, c.group());
    append_number(text, static_cast<std::uint64_t>(c.time()));
    append_number(text, c.nonce().size());
    text += c.nonce();
    append_number(text, envelope.payload().size());
    text += envelope.payload();
    return text;
}

const unsigned char* bytes_of(const std::string& text) {
    return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

std::string mac_of(const std::string& key, const Envelope& envelope) {
    start_library();
    const std::string text = covered_bytes(envelope);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    const auto* done =
        HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(), digest.data(), &size);
    assert(done != nullptr);
    return {digest.begin(), digest.begin() + size};
}

std::string sha256(std::string_view text) {
    start_library();
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
    return {digest.begin(), digest.begin() + size};
}

class PeerAuthenticator final : public Authenticator {
  public:
    explicit PeerAuthenticator(Identity peer) : peer_{peer} {}
    Result<void> seal(Envelope&) override { return {}; }
    Result<Identity> verify(const Envelope&) override { return peer_; }

  private:
    Identity peer_;
};

class KeyAuthenticator final : public Authenticator {
  public:
    KeyAuthenticator(std::string key, std::shared_ptr<NonceMemory> nonces)
        : key_{std::move(key)}, nonces_{std::move(nonces)} {}

    Result<void> seal(Envelope& envelope) override {
        const auto self = own_identity();
        auto& c = *envelope.mutable_credential();
        c.set_user(self.user.value());
        c.set_group(self.group.value());
        c.set_time(NonceMemory::Clock::to_time_t(NonceMemory::Clock::now()));
        c.set_nonce(random_bytes(kNonceBytes));
        c.set_mac(mac_of(key_, envelope));
        return {};
    }

    Result<Identity> verify(const Envelope& envelope) override {
        const auto& c = envelope.credential();
        const auto expected = mac_of(key_, envelope);
        if (c.mac().size() != expected.size() || CRYPTO_memcmp(c.mac().data(), expected.data(), expected.size()) != 0) {
            return fail(Errc::authentication, "the message is not signed with this cluster's key");
        }
        const auto now = NonceMemory::Clock::now();
        const auto age = now - NonceMemory::Clock::from_time_t(c.time());
        if (age > NonceMemory::kWindow || age < -NonceMemory::kWindow) {
            return fail(Errc::authentication, "the message is more than 5 minutes off this host's clock");
        }
        if (c.nonce().size() != kNonceBytes || !nonces_->remember(c.nonce(), now)) {
            return fail(Errc::authentication, "the message was received before");
        }
        return Identity{UserId{c.user()}, GroupId{c.group()}};
    }

  private:
    std::string key_;
    std::shared_ptr<NonceMemory> nonces_;
};

class MungeAuthenticator final : public Authenticator {
  public:
    Result<void> seal(Envelope& envelope) override {
        const auto digest = sha256(envelope.payload());
        char* credential = nullptr;
        const auto err = munge_encode(&credential, nullptr, digest.data(), static_cast<int>(digest.size()));
        if (err != EMUNGE_SUCCESS) return fail(Errc::authentication, std::string{"munge: "} + munge_strerror(err));
        envelope.mutable_credential()->set_munge(credential);
        std::free(credential);
        return {};
    }

    Result<Identity> verify(const Envelope& envelope) override {
        void* digest = nullptr;
        int size = 0;
        uid_t uid = 0;
        gid_t gid = 0;
        const auto err = munge_decode(envelope.credential().munge().c_str(), nullptr, &digest, &size, &uid, &gid);
        const std::string covered =
            digest == nullptr ? "" : std::string(static_cast<const char*>(digest), static_cast<std::size_t>(size));
        std::free(digest);
        if (err != EMUNGE_SUCCESS) return fail(Errc::authentication, std::string{"munge: "} + munge_strerror(err));
        if (covered != sha256(envelope.payload())) {
            return fail(Errc::authentication, "munge: the credential belongs to another message");
        }
        return Identity{UserId{uid}, GroupId{gid}};
    }
};

std::string system_error(const std::string& path) { return path + ": " + std::strerror(errno); }

}  // namespace

Identity own_identity() { return {UserId{::getuid()}, GroupId{::getgid()}}; }

std::unique_ptr<Authenticator> peer_authenticator(Identity peer) { return std::make_unique<PeerAuthenticator>(peer); }

std::unique_ptr<Authenticator> key_authenticator(std::string key, std::shared_ptr<NonceMemory> nonces) {
    return std::make_unique<KeyAuthenticator>(std::move(key), std::move(nonces));
}

std::unique_ptr<Authenticator> munge_authenticator() { return std::make_unique<MungeAuthenticator>(); }

bool NonceMemory::remember(const std::string& nonce, Clock::time_point now) {
    forget_old(now);
    return seen_.emplace(nonce, now).second;
}

void NonceMemory::forget_old(Clock::time_point now) {
    if (now - last_sweep_ < kWindow) return;
    last_sweep_ = now;
    std::erase_if(seen_, [&](const auto& entry) { return now - entry.second > 2 * kWindow; });
}

Result<std::string> read_key(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fail(Errc::io_error, system_error(path));
    struct stat status {};
    ::fstat(fd, &status);
    std::string key(4096, '\0');
    const auto count = ::read(fd, key.data(), key.size());
    ::close(fd);
    if (count < 0) return fail(Errc::io_error, system_error(path));
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return fail(Errc::authentication, path + ": others can read this key; run: chmod 600 " + path);
    }
    key.resize(static_cast<std::size_t>(count));
    if (key.size() < kMinKeyBytes) return fail(Errc::authentication, path + ": a cluster key has at least 32 bytes");
    return key;
}

Result<std::string> read_or_create_key(const std::string& path) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST) return read_key(path);
    if (fd < 0) return fail(Errc::io_error, system_error(path));
    const auto key = random_bytes(kMinKeyBytes);
    const auto count = ::write(fd, key.data(), key.size());
    ::fsync(fd);
    ::close(fd);
    if (count != static_cast<ssize_t>(key.size())) return fail(Errc::io_error, system_error(path));
    return key;
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    const int done = ::getentropy(bytes.data(), count);  // the kernel's, at most 256 bytes at a time
    assert(done == 0);
    return bytes;
}

}  // namespace sluice::wire
