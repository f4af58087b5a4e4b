// SPDX-License-Identifier: Apache-2.0
//
// `scontrol update`: what its arguments say, as requests. Nothing is sent from here.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/error.hpp"
#include "scheduler/wire/proto/messages.pb.h"

namespace sluice::commands {

struct Setting {
    std::string key;
    std::string value;
};

/// `Key=value` words; a blank may stand for the equals sign.
std::vector<Setting> read_settings(std::span<const std::string> words);

/// Whether the user's key means this one: in any case, and shortened to three letters or more.
bool is_key(std::string_view written, std::string_view key);

/// What is said besides the id. An error's detail is the complete text for the user.
Result<wire::UpdateJobRequest> job_change(std::span<const Setting> settings);
Result<wire::UpdateNodeRequest> node_change(std::span<const Setting> settings);
Result<wire::UpdatePartitionRequest> partition_change(std::span<const Setting> settings);

/// Of a reservation, to create or to change it.
Result<wire::ReservationWish> reservation_wish(std::span<const Setting> settings);
/// `ReservationName`, `res`
bool is_reservation_key(std::string_view written);

/// `Update of this parameter is not supported: foo=x`
tl::unexpected<Error> unsupported_setting(const Setting& setting);

}  // namespace sluice::commands
