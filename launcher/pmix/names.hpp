// SPDX-License-Identifier: Apache-2.0
//
// What ranks publish for each other: each value as bytes that another server can read.
#pragma once

#include <pmix_common.h>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "launcher/pmix/server.hpp"

namespace sluice::pmix {

struct Published {
    std::string name;
    std::string value;  // packed, with its publisher
};

/// What an application publishes: everything in the list that is no attribute of PMIx itself.
std::vector<Published> published_in(std::uint32_t publisher, std::span<const pmix_info_t> infos);
/// False when the bytes are none of ours.
bool unpack(const std::string& value, pmix_pdata_t& into, const std::string& name_space);

/// Asks for each of several names and is done with all when the last is answered.
using AskName = std::function<void(const Published&, Answer)>;
using AllAnswered = std::function<void(std::vector<std::optional<std::string>>)>;
void ask_all(std::vector<Published> names, const AskName& ask, AllAnswered done);

}  // namespace sluice::pmix
