// SPDX-License-Identifier: Apache-2.0
#include "launcher/pmix/library.hpp"

#include <fmt/format.h>
#include <pmix.h>
#include <signal.h>

#include <cstdlib>

#include "launcher/pmix/info_list.hpp"
#include "launcher/pmix/job_info.hpp"

namespace sluice::pmix {
namespace {

/// Signals go to the threads of our own: those the library starts inherit a full mask. A write to a rank that
/// was killed would otherwise end the process with SIGPIPE.
class SignalsBlocked {
  public:
    SignalsBlocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

  private:
    sigset_t before_;
};

Result<void> register_name_space(const StepLayout& layout) {
    InfoList infos;
    if (auto added = add_job_info(infos, layout); !added) return added;
    const auto local = static_cast<int>(layout.own_ranks().size());
    return check_status("PMIx_server_register_nspace",
                        PMIx_server_register_nspace(layout.name_space.c_str(), local, infos.data(),
                                                    infos.size(), nullptr, nullptr));
}

Result<void> register_rank(const StepLayout& layout, std::uint32_t rank) {
    const auto process = process_name(layout, rank);
    return check_status("PMIx_server_register_client",
                        PMIx_server_register_client(&process, layout.user.value(), layout.group.value(),
                                                    nullptr, nullptr, nullptr));
}

/// Takes over a list that the library allocated: a null pointer ends it.
std::vector<std::string> take_environment(char** variables) {
    std::vector<std::string> result;
    for (char** variable = variables; variable != nullptr && *variable != nullptr; ++variable) {
        result.emplace_back(*variable);
        std::free(*variable);
    }
    std::free(variables);
    return result;
}

}  // namespace

Result<void> check_status(std::string_view call, pmix_status_t status) {
    if (status == PMIX_SUCCESS || status == PMIX_OPERATION_SUCCEEDED) return {};
    return fail(Errc::internal, fmt::format("{}: {}", call, PMIx_Error_string(status)));
}

pmix_proc_t process_name(const StepLayout& layout, std::uint32_t rank) {
    pmix_proc_t process{};
    layout.name_space.copy(process.nspace, sizeof process.nspace - 1);
    process.rank = rank;
    return process;
}

Result<void> start_library(const StepLayout& layout, pmix_server_module_t callbacks) {
    InfoList infos;
    infos.add_text(PMIX_SERVER_TMPDIR, layout.tmp_dir);
    infos.add_text(PMIX_SYSTEM_TMPDIR, layout.tmp_dir);
    infos.add_text(PMIX_HOSTNAME, layout.nodes[layout.position]);
    infos.add_uint32(PMIX_USERID, layout.user.value());  // who may read the job data in shared memory
    infos.add_bool(PMIX_SERVER_SHARE_TOPOLOGY, true);    // spares every rank its own discovery
    const SignalsBlocked blocked;
    return check_status("PMIx_server_init", PMIx_server_init(&callbacks, infos.data(), infos.size()));
}

Result<void> register_step(const StepLayout& layout) {
    if (auto registered = register_name_space(layout); !registered) return registered;
    for (const std::uint32_t rank : layout.own_ranks())
        if (auto registered = register_rank(layout, rank); !registered) return registered;
    return {};
}

Result<std::vector<std::string>> server_variables(const StepLayout& layout, std::uint32_t rank) {
    const auto process = process_name(layout, rank);
    char** variables = nullptr;
    const auto status = PMIx_server_setup_fork(&process, &variables);
    auto environment = take_environment(variables);
    return check_status("PMIx_server_setup_fork", status).map([&] { return std::move(environment); });
}

}  // namespace sluice::pmix
