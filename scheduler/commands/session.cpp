// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "scheduler/config/find.hpp"
#include "scheduler/config/load.hpp"
#include "scheduler/model/note.hpp"

namespace sluice::commands {

Result<ClusterConfig> find_cluster() {
    const auto path = find_config(find_context());
    if (!path) return tl::unexpected{path.error()};
    auto loaded = load_file(*path);
    if (!loaded) return fail(Errc::invalid_config, to_string(loaded.error()));
    return std::move(*loaded);
}

Result<std::unique_ptr<Session>> Session::open() {
    auto config = find_cluster();
    if (!config) return tl::unexpected{config.error()};
    return std::make_unique<Session>(std::move(*config));
}

Result<wire::Message> ask(wire::Message request) {
    auto session = Session::open();
    if (!session) return tl::unexpected{session.error()};
    return (*session)->ask(std::move(request));
}

bool is_unreachable(const Error& error) {
    constexpr std::array kReasons{Errc::invalid_config, Errc::connection_failed, Errc::connection_lost,
                                  Errc::timed_out,      Errc::authentication,    Errc::version_mismatch,
                                  Errc::shutting_down};
    return std::ranges::find(kReasons, error.code) != kReasons.end();
}

std::string_view words_of(const Error& error) {
    return slurm_text(error.code == Errc::invalid_config ? Errc::connection_failed : error.code);
}

namespace {

/// The lines under Slurm's words; none if the error tells no more than they do.
std::string detail_lines(const Error& error) {
    const auto* tried = error.code == Errc::connection_failed && !error.detail.empty() ? "tried " : "";
    return as_notes(tried + error.detail, fmt::format("{}: ", program_invocation_short_name));
}

}  // namespace

std::string error_text(std::string_view call, const Error& error) {
    return fmt::format("{}: {}\n{}", call, words_of(error), detail_lines(error));
}

int report(std::string_view call, const Error& error) {
    fmt::print(stderr, "{}", error_text(call, error));
    return EXIT_FAILURE;
}

std::string_view change_words_of(const Error& error) {
    return error.code == Errc::job_already_done ? std::string_view{"Job has already finished"} : words_of(error);
}

int report_job(std::string_view job, const Error& error) { return report_job(job, error, change_words_of(error)); }

int report_job(std::string_view job, const Error& error, std::string_view words) {
    fmt::print(stderr, "{} for job {}\n{}", words, job, detail_lines(error));
    return EXIT_FAILURE;
}

}  // namespace sluice::commands
