// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/payload.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace sluice::controller {

std::string payload_key(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
    std::string hex;
    for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
    return hex;
}

std::string pack_environment(const google::protobuf::RepeatedPtrField<std::string>& environment) {
    std::string bytes;
    for (const auto& variable : environment) bytes.append(variable).push_back('\0');
    return bytes;
}

std::vector<std::string> unpack_environment(std::string_view bytes) {
    std::vector<std::string> environment;
    while (!bytes.empty()) {
        const auto end = std::min(bytes.find('\0'), bytes.size());
        environment.emplace_back(bytes.substr(0, end));
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    return environment;
}

Result<std::string> PayloadReader::read(const std::string& key) {
    if (key.empty()) return std::string{};
    const auto found = std::ranges::find(recent_, key, &std::pair<std::string, std::string>::first);
    if (found != recent_.end()) {
        recent_.splice(recent_.begin(), recent_, found);
        return recent_.front().second;
    }
    auto bytes = store_.payload(key);
    if (!bytes) return bytes;
    recent_.emplace_front(key, *bytes);
    if (recent_.size() > kCached) recent_.pop_back();
    return bytes;
}

}  // namespace sluice::controller
