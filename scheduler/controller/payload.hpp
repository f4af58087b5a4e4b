// SPDX-License-Identifier: Apache-2.0
//
// Scripts and environments: large, never looked at by the engine, equal for many jobs. They are kept in the
// store under the hash of their bytes.
#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "scheduler/model/error.hpp"
#include "scheduler/store/store.hpp"

namespace sluice::controller {

/// SHA-256 of the bytes, in hexadecimal.
std::string payload_key(std::string_view bytes);

/// NAME=value strings as one payload, separated by zero bytes, and back.
std::string pack_environment(const google::protobuf::RepeatedPtrField<std::string>& environment);
std::vector<std::string> unpack_environment(std::string_view bytes);

/// Reads payloads through a small cache: a burst of launches of like jobs reads the store once.
class PayloadReader {
  public:
    explicit PayloadReader(store::Store& store) : store_{store} {}
    Result<std::string> read(const std::string& key);

  private:
    static constexpr std::size_t kCached = 32;
    store::Store& store_;
    std::list<std::pair<std::string, std::string>> recent_;  // newest first
};

}  // namespace sluice::controller
