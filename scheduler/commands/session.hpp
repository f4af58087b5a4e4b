// SPDX-License-Identifier: Apache-2.0
//
// A command's conversation with its cluster: find cluster.yaml, ask the controller, tell the user in Slurm's
// words what went wrong. Waiting and retrying is the client's (scheduler/wire/client.hpp).
#pragma once

#include <chrono>
#include <memory>
#include <string_view>

#include "scheduler/model/cluster.hpp"
#include "scheduler/model/error.hpp"
#include "scheduler/wire/client.hpp"

namespace sluice::commands {

/// The cluster that SLUICE_CONF or the usual places name. A bad file's error carries its diagnostics.
Result<ClusterConfig> find_cluster();

class Session {
  public:
    explicit Session(ClusterConfig config, std::chrono::milliseconds patience = wire::Client::kPatience)
        : config_{std::move(config)}, client_{config_, patience} {}
    static Result<std::unique_ptr<Session>> open();

    [[nodiscard]] const ClusterConfig& config() const { return config_; }
    Result<wire::Message> ask(wire::Message request) { return client_.call(std::move(request)); }
    /// The next of the messages that the last question began.
    Result<wire::Message> next() { return client_.next(); }

  private:
    ClusterConfig config_;
    wire::Client client_;
};

/// One request to the cluster that find_cluster() finds.
Result<wire::Message> ask(wire::Message request);

/// Whether the controller could not be asked at all: further requests are in vain.
bool is_unreachable(const Error& error);

/// Slurm's words for the error. Without a controller, whatever the reason, these are the words for that.
std::string_view words_of(const Error& error);
/// Slurm has other words for a job that cannot be changed any more than for one that cannot be ended.
std::string_view change_words_of(const Error& error);

/// `slurm_load_jobs error: Invalid job id specified`, and a second line for what the error tells besides.
std::string error_text(std::string_view call, const Error& error);
/// Prints error_text() on stderr. Returns the exit code.
int report(std::string_view call, const Error& error);
/// `Invalid job id specified for job 12`, and a second line for what the error tells besides.
int report_job(std::string_view job, const Error& error);
/// The same with other words for the error.
int report_job(std::string_view job, const Error& error, std::string_view words);

}  // namespace sluice::commands
