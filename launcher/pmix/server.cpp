// SPDX-License-Identifier: Apache-2.0
#include "launcher/pmix/server.hpp"

#include <fmt/format.h>
#include <pmix_server.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <span>
#include <utility>

#include "launcher/pmix/fences.hpp"
#include "launcher/pmix/library.hpp"
#include "launcher/pmix/ranks_folder.hpp"

namespace sluice::pmix {

struct Server::State {
    State(StepLayout step, Hooks step_hooks) : layout{std::move(step)}, hooks{std::move(step_hooks)} {}

    const StepLayout layout;
    const Hooks hooks;
    Fences fences;
    std::mutex hooks_mutex;  // held while a hook runs
    bool stopped = false;    // guarded by hooks_mutex: no hook is called any more
    std::mutex inside_mutex;
    std::set<std::uint32_t> inside;  // guarded by inside_mutex

    bool call_hook(const std::function<void()>& hook) noexcept;
    std::optional<std::vector<std::uint32_t>> ranks_named(std::span<const pmix_proc_t> processes) const;
    pmix_status_t reach_fence(std::span<const pmix_proc_t> processes, std::string data,
                              Fences::Completion completion);

    // What the library calls; nothing is thrown through it.
    // Not freed: the library's thread lives as long as the process, and hands no context to some callbacks.
    static State* running;
    static pmix_server_module_t callbacks();
    static pmix_status_t client_connected(const pmix_proc_t* rank, void*, pmix_info_t*, std::size_t,
                                          pmix_op_cbfunc_t, void*) noexcept;
    static pmix_status_t client_finalized(const pmix_proc_t* rank, void*, pmix_op_cbfunc_t, void*) noexcept;
    static pmix_status_t abort(const pmix_proc_t* rank, void*, int status, const char* message, pmix_proc_t*,
                               std::size_t, pmix_op_cbfunc_t, void*) noexcept;
    static pmix_status_t fence(const pmix_proc_t* processes, std::size_t count, const pmix_info_t*,
                               std::size_t, char* data, std::size_t bytes, pmix_modex_cbfunc_t done,
                               void* context) noexcept;
    static pmix_status_t refuse_to_join(const pmix_proc_t*, std::size_t, const pmix_info_t*, std::size_t,
                                        pmix_op_cbfunc_t, void*) noexcept {
        return PMIX_ERR_NOT_SUPPORTED;
    }
};

Server::State* Server::State::running = nullptr;

namespace {

void free_blob(void* blob) { delete static_cast<std::string*>(blob); }

/// The library reads the blob until it calls free_blob.
void answer_fence(pmix_modex_cbfunc_t done, void* context, std::optional<std::string> all_data) {
    if (!all_data) return done(PMIX_ERR_LOST_CONNECTION, nullptr, 0, context, nullptr, nullptr);
    if (all_data->empty()) return done(PMIX_SUCCESS, nullptr, 0, context, nullptr, nullptr);
    auto* const blob = new std::string(*std::move(all_data));
    done(PMIX_SUCCESS, blob->data(), blob->size(), context, free_blob, blob);
}

/// What the body answers; an error if it throws.
template <class Body>
pmix_status_t guarded(Body body) noexcept {
    try {
        return body();
    } catch (...) {
        return PMIX_ERROR;
    }
}

}  // namespace

pmix_server_module_t Server::State::callbacks() {
    pmix_server_module_t module{};  // what stays empty the library refuses
    module.client_connected2 = client_connected;
    module.client_finalized = client_finalized;
    module.abort = abort;
    module.fence_nb = fence;
    module.connect = refuse_to_join;  // the library fails on these two if they stay empty
    module.disconnect = refuse_to_join;
    return module;
}

/// False if the server is stopped or the hook throws.
bool Server::State::call_hook(const std::function<void()>& hook) noexcept {
    const auto status = guarded([&] {
        const std::scoped_lock lock{hooks_mutex};
        if (stopped) return PMIX_ERR_NOT_AVAILABLE;
        hook();
        return PMIX_SUCCESS;
    });
    return status == PMIX_SUCCESS;
}

pmix_status_t Server::State::client_connected(const pmix_proc_t* rank, void*, pmix_info_t*, std::size_t,
                                              pmix_op_cbfunc_t, void*) noexcept {
    return guarded([&] {
        const std::scoped_lock lock{running->inside_mutex};
        running->inside.insert(rank->rank);
        return PMIX_OPERATION_SUCCEEDED;
    });
}

pmix_status_t Server::State::client_finalized(const pmix_proc_t* rank, void*, pmix_op_cbfunc_t,
                                              void*) noexcept {
    return guarded([&] {
        const std::scoped_lock lock{running->inside_mutex};
        running->inside.erase(rank->rank);
        return PMIX_OPERATION_SUCCEEDED;
    });
}

/// MPI_Abort of a part of the ranks ends the whole step too, as under Slurm.
pmix_status_t Server::State::abort(const pmix_proc_t* rank, void*, int status, const char* message,
                                   pmix_proc_t*, std::size_t, pmix_op_cbfunc_t, void*) noexcept {
    return guarded([&] {
        const std::string why = message == nullptr ? "" : message;
        running->call_hook([&] { running->hooks.on_abort(rank->rank, status, why); });
        return PMIX_OPERATION_SUCCEEDED;
    });
}

pmix_status_t Server::State::fence(const pmix_proc_t* processes, std::size_t count, const pmix_info_t*,
                                   std::size_t, char* data, std::size_t bytes, pmix_modex_cbfunc_t done,
                                   void* context) noexcept {
    return guarded([&] {
        std::string own_data = data == nullptr ? std::string{} : std::string(data, bytes);
        return running->reach_fence(
            {processes, count}, std::move(own_data),
            [=](std::optional<std::string> all_data) { answer_fence(done, context, std::move(all_data)); });
    });
}

/// The ranks meant by a fence's participants; empty if some belong to another step.
std::optional<std::vector<std::uint32_t>> Server::State::ranks_named(
    std::span<const pmix_proc_t> processes) const {
    std::vector<std::uint32_t> ranks;
    for (const auto& process : processes) {
        if (layout.name_space != process.nspace) return std::nullopt;
        if (process.rank == PMIX_RANK_WILDCARD) {
            for (const auto& node : layout.ranks) ranks.insert(ranks.end(), node.begin(), node.end());
        } else if (process.rank == PMIX_RANK_LOCAL_PEERS || process.rank == PMIX_RANK_LOCAL_NODE) {
            ranks.insert(ranks.end(), layout.own_ranks().begin(), layout.own_ranks().end());
        } else if (process.rank < count_ranks(layout)) {
            ranks.push_back(process.rank);
        } else {
            return std::nullopt;
        }
    }
    return ranks;
}

pmix_status_t Server::State::reach_fence(std::span<const pmix_proc_t> processes, std::string data,
                                         Fences::Completion completion) {
    auto ranks = ranks_named(processes);
    if (!ranks) return PMIX_ERR_NOT_SUPPORTED;
    const auto id = fences.reach(participants_text(layout, *std::move(ranks)), std::move(completion));
    if (!id) return PMIX_SUCCESS;  // already answered, with an error

    if (nodes_of(layout, *id) == std::vector{layout.position}) {
        fences.finish(*id, std::move(data));
        return PMIX_SUCCESS;
    }
    const bool handed_over = call_hook([&] { hooks.on_fence(*id, std::move(data)); });
    if (!handed_over) fences.fail(*id);
    return PMIX_SUCCESS;
}

Server::Server(State& state) : state_{state} {}

Result<std::unique_ptr<Server>> Server::start(const StepLayout& layout, Hooks hooks) {
    const auto ready = check(layout).and_then([&] { return make_ranks_folder(layout); });
    if (!ready) return tl::unexpected{ready.error()};
    static std::atomic<bool> was_started = false;
    if (was_started.exchange(true)) return fail(Errc::internal, "this process has had a PMIx server already");

    State::running = new State{layout, std::move(hooks)};
    return start_library(layout, State::callbacks()).and_then([&] { return register_step(layout); }).map([] {
        return std::unique_ptr<Server>{new Server{*State::running}};
    });
}

/// The library is not told to stop. In 4.2.2 a rank that is killed while it connects is released once too
/// often (ptl_base_connection_hdlr.c), after which PMIx_server_finalize() hangs or crashes. Left alone its
/// thread is idle as soon as the ranks are gone.
Server::~Server() {
    {
        const std::scoped_lock lock{state_.hooks_mutex};
        state_.stopped = true;
    }
    state_.fences.close();
}

Result<std::vector<std::string>> Server::environment_for(std::uint32_t rank) {
    const auto& own = state_.layout.own_ranks();
    if (std::ranges::find(own, rank) == own.end())
        return fail(Errc::invalid_argument, fmt::format("rank {} does not run on this node", rank));
    auto variables = server_variables(state_.layout, rank);
    if (variables)
        for (auto& variable : folder_variables(state_.layout)) variables->push_back(std::move(variable));
    return variables;
}

void Server::finish_fence(const FenceId& id, std::string all_data) {
    state_.fences.finish(id, std::move(all_data));
}

void Server::fail_fence(const FenceId& id) { state_.fences.fail(id); }

bool Server::is_inside(std::uint32_t rank) const {
    const std::scoped_lock lock{state_.inside_mutex};
    return state_.inside.contains(rank);
}

}  // namespace sluice::pmix
