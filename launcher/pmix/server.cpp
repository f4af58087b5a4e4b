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
#include "launcher/pmix/names.hpp"
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
    static pmix_status_t direct_modex(const pmix_proc_t* rank, const pmix_info_t*, std::size_t,
                                      pmix_modex_cbfunc_t done, void* context) noexcept;
    static pmix_status_t publish(const pmix_proc_t* rank, const pmix_info_t* infos, std::size_t count,
                                 pmix_op_cbfunc_t done, void* context) noexcept;
    static pmix_status_t lookup(const pmix_proc_t*, char** names, const pmix_info_t*, std::size_t,
                                pmix_lookup_cbfunc_t done, void* context) noexcept;
    static pmix_status_t unpublish(const pmix_proc_t*, char** names, const pmix_info_t*, std::size_t,
                                   pmix_op_cbfunc_t done, void* context) noexcept;
    static pmix_status_t spawn(const pmix_proc_t* rank, const pmix_info_t*, std::size_t, const pmix_app_t*,
                               std::size_t, pmix_spawn_cbfunc_t, void*) noexcept;
    AskName asking(NameAction action);
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
    module.direct_modex = direct_modex;
    module.publish = publish;
    module.lookup = lookup;
    module.unpublish = unpublish;
    module.spawn = spawn;
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

pmix_status_t Server::State::direct_modex(const pmix_proc_t* rank, const pmix_info_t*, std::size_t,
                                          pmix_modex_cbfunc_t done, void* context) noexcept {
    return guarded([&] {
        if (running->layout.name_space != rank->nspace || !running->hooks.on_rank_data)
            return PMIX_ERR_NOT_FOUND;
        const auto answer = [=](std::optional<std::string> data) {
            answer_fence(done, context, std::move(data));
        };
        const bool asked = running->call_hook([&] { running->hooks.on_rank_data(rank->rank, answer); });
        return asked ? PMIX_SUCCESS : PMIX_ERR_LOST_CONNECTION;
    });
}

AskName Server::State::asking(NameAction action) {
    return [this, action](const Published& one, Answer answer) {
        const bool asked = call_hook([&] { hooks.on_name(action, one.name, one.value, answer); });
        if (!asked) answer(std::nullopt);
    };
}

namespace {

std::vector<Published> names_in(char** names) {
    std::vector<Published> found;
    for (char** name = names; name != nullptr && *name != nullptr; ++name) found.push_back({*name, {}});
    return found;
}

/// Done well if every name was.
AllAnswered answer_operation(pmix_op_cbfunc_t done, void* context, pmix_status_t otherwise) {
    return [=](const std::vector<std::optional<std::string>>& answers) {
        const bool all = std::ranges::all_of(answers, [](const auto& answer) { return answer.has_value(); });
        done(all ? PMIX_SUCCESS : otherwise, context);
    };
}

/// The library has copied the data when `done` returns.
void answer_lookup(pmix_lookup_cbfunc_t done, void* context, const std::vector<Published>& names,
                   const std::vector<std::optional<std::string>>& answers, const std::string& name_space) {
    std::vector<pmix_pdata_t> found;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!answers[i]) continue;
        pmix_pdata_t data{};
        names[i].name.copy(data.key, sizeof data.key - 1);
        if (unpack(*answers[i], data, name_space)) found.push_back(data);
    }
    const bool all = found.size() == names.size();
    done(all             ? PMIX_SUCCESS
         : found.empty() ? PMIX_ERR_NOT_FOUND
                         : PMIX_ERR_PARTIAL_SUCCESS,
         found.data(), found.size(), context);
    for (auto& data : found) PMIX_PDATA_DESTRUCT(&data);
}

}  // namespace

pmix_status_t Server::State::publish(const pmix_proc_t* rank, const pmix_info_t* infos, std::size_t count,
                                     pmix_op_cbfunc_t done, void* context) noexcept {
    return guarded([&] {
        if (!running->hooks.on_name) return PMIX_ERR_NOT_SUPPORTED;
        ask_all(published_in(rank->rank, {infos, count}), running->asking(NameAction::publish),
                answer_operation(done, context, PMIX_ERR_DUPLICATE_KEY));
        return PMIX_SUCCESS;
    });
}

pmix_status_t Server::State::lookup(const pmix_proc_t*, char** names, const pmix_info_t*, std::size_t,
                                    pmix_lookup_cbfunc_t done, void* context) noexcept {
    return guarded([&] {
        if (!running->hooks.on_name) return PMIX_ERR_NOT_SUPPORTED;
        const auto wanted = names_in(names);
        ask_all(wanted, running->asking(NameAction::lookup), [=, state = running](const auto& answers) {
            answer_lookup(done, context, wanted, answers, state->layout.name_space);
        });
        return PMIX_SUCCESS;
    });
}

pmix_status_t Server::State::unpublish(const pmix_proc_t*, char** names, const pmix_info_t*, std::size_t,
                                       pmix_op_cbfunc_t done, void* context) noexcept {
    return guarded([&] {
        if (!running->hooks.on_name) return PMIX_ERR_NOT_SUPPORTED;
        ask_all(names_in(names), running->asking(NameAction::unpublish),
                answer_operation(done, context, PMIX_ERR_NOT_FOUND));
        return PMIX_SUCCESS;
    });
}

/// Spawned processes would need an allocation of their own.
pmix_status_t Server::State::spawn(const pmix_proc_t* rank, const pmix_info_t*, std::size_t,
                                   const pmix_app_t*, std::size_t, pmix_spawn_cbfunc_t, void*) noexcept {
    return guarded([&] {
        running->call_hook([&] {
            if (running->hooks.on_refusal) {
                running->hooks.on_refusal(rank->rank,
                                          "MPI_Comm_spawn is not supported: start all ranks at once, "
                                          "or mpirun in the batch script");
            }
        });
        return PMIX_ERR_NOT_SUPPORTED;
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

namespace {

/// The library says so, on its own thread, when the rank has told what it will.
void rank_has_told(pmix_status_t status, char* data, std::size_t bytes, void* context) {
    const std::unique_ptr<Answer> answer{static_cast<Answer*>(context)};
    if (status != PMIX_SUCCESS) return (*answer)(std::nullopt);
    (*answer)(data == nullptr ? std::string{} : std::string(data, bytes));
}

}  // namespace

void Server::rank_data(std::uint32_t rank, Answer answer) {
    const auto process = process_name(state_.layout, rank);
    auto context = std::make_unique<Answer>(std::move(answer));
    const auto status = PMIx_server_dmodex_request(&process, rank_has_told, context.get());
    if (status == PMIX_SUCCESS) return static_cast<void>(context.release());
    (*context)(std::nullopt);
}

std::string_view to_string(NameAction action) {
    switch (action) {
        case NameAction::publish:
            return "publish";
        case NameAction::lookup:
            return "lookup";
        case NameAction::unpublish:
            return "unpublish";
    }
    return "lookup";
}

bool Server::is_inside(std::uint32_t rank) const {
    const std::scoped_lock lock{state_.inside_mutex};
    return state_.inside.contains(rank);
}

}  // namespace sluice::pmix
