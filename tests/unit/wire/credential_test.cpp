// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "scheduler/wire/credential.hpp"

using namespace sluice;
using namespace sluice::wire;

namespace {

const std::string kKey(32, 'k');

Envelope sealed(Authenticator& by) {
    Envelope envelope;
    envelope.set_version(kProtocolVersion);
    envelope.set_payload("payload");
    REQUIRE(by.seal(envelope));
    return envelope;
}

std::unique_ptr<Authenticator> holder_of(const std::string& key) {
    return key_authenticator(key, std::make_shared<NonceMemory>());
}

/// A folder that is gone when the test ends.
struct TemporaryFolder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("sluice-key-" + std::to_string(::getpid()));
    TemporaryFolder() { std::filesystem::create_directories(path); }
    ~TemporaryFolder() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("a message sealed under the key is believed, with the sender's identity") {
    const auto sender = holder_of(kKey);
    const auto receiver = holder_of(kKey);
    const auto identity = receiver->verify(sealed(*sender));
    REQUIRE(identity);
    CHECK(*identity == own_identity());
}

TEST_CASE("a message is believed once") {
    const auto sender = holder_of(kKey);
    const auto receiver = holder_of(kKey);
    const auto envelope = sealed(*sender);
    REQUIRE(receiver->verify(envelope));
    CHECK(receiver->verify(envelope).error().code == Errc::authentication);
}

TEST_CASE("whatever is changed in a sealed message, it is refused") {
    const auto sender = holder_of(kKey);
    const auto receiver = holder_of(kKey);
    auto envelope = sealed(*sender);
    auto& credential = *envelope.mutable_credential();
    SECTION("payload") { envelope.set_payload("paYload"); }
    SECTION("user") { credential.set_user(credential.user() + 1); }
    SECTION("group") { credential.set_group(credential.group() + 1); }
    SECTION("time") { credential.set_time(credential.time() + 1); }
    SECTION("nonce") { credential.set_nonce(std::string(16, 'x')); }
    SECTION("mac") { credential.mutable_mac()->front() ^= 1; }
    SECTION("no mac at all") { credential.clear_mac(); }
    SECTION("version") { envelope.set_version(kProtocolVersion + 1); }
    SECTION("bytes moved between nonce and payload") {
        envelope.set_payload(credential.nonce().substr(15) + envelope.payload());
        credential.mutable_nonce()->pop_back();
    }
    CHECK(receiver->verify(envelope).error().code == Errc::authentication);
}

TEST_CASE("another cluster's key is not this one's") {
    const auto stranger = holder_of(std::string(32, 'x'));
    CHECK_FALSE(holder_of(kKey)->verify(sealed(*stranger)));
}

TEST_CASE("nonces are forgotten after the window, not before") {
    NonceMemory memory;
    const auto begin = NonceMemory::Clock::now();
    CHECK(memory.remember("a", begin));
    CHECK_FALSE(memory.remember("a", begin + NonceMemory::kWindow));
    CHECK(memory.remember("a", begin + 3 * NonceMemory::kWindow));
}

TEST_CASE("a peer on a Unix socket is who the kernel says, whatever the message claims") {
    const auto peer = peer_authenticator({UserId{5}, GroupId{6}});
    Envelope envelope;
    envelope.mutable_credential()->set_user(0);
    const auto identity = peer->verify(envelope);
    REQUIRE(identity);
    CHECK(identity->user == UserId{5});
}

TEST_CASE("a key file is made once, for its owner only") {
    const TemporaryFolder folder;
    const auto path = (folder.path / "key").string();
    const auto key = read_or_create_key(path);
    REQUIRE(key);
    CHECK(key->size() >= 32);
    CHECK(*read_or_create_key(path) == *key);
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a key that others can read is refused, with the way to mend it") {
    const TemporaryFolder folder;
    const auto path = (folder.path / "key").string();
    REQUIRE(read_or_create_key(path));
    ::chmod(path.c_str(), 0644);
    const auto key = read_key(path);
    REQUIRE_FALSE(key);
    CHECK(key.error().detail.find("chmod 600") != std::string::npos);
}

TEST_CASE("a short key is refused") {
    const TemporaryFolder folder;
    const auto path = (folder.path / "key").string();
    std::ofstream{path} << "short";
    ::chmod(path.c_str(), 0600);
    CHECK(read_key(path).error().code == Errc::authentication);
}
