// SPDX-License-Identifier: Apache-2.0
//
// The letter that tells a piece of news of a job: Slurm's subject lines, which people's filters know, and a text.
#pragma once

#include <map>
#include <string>

#include "scheduler/controller/mail_news.hpp"
#include "scheduler/model/cluster.hpp"

namespace sluice::controller {

struct Letter {
    std::string to;
    std::string subject;
    std::string text;
    std::map<std::string, std::string> variables;  // for the mail program, as Slurm names them
};

[[nodiscard]] Letter write_letter(const News& news, const Job& job, const ClusterConfig& config, Instant now);

}  // namespace sluice::controller
