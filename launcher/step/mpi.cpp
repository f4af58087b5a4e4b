// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/mpi.hpp"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <utility>

#include "scheduler/wire/codec.hpp"

namespace sluice::step {
namespace {

/// Both wires may be offered at once; the fences of PMI are numbered from here on.
constexpr std::uint64_t kPmiFences = std::uint64_t{1} << 63;

pmix::StepLayout layout_of(const StepOrder& order, const std::string& tmp) {
    pmix::StepLayout layout;
    layout.name_space = "sluice." + to_string(order.key);
    for (const auto& share : order.step.shares) {
        layout.nodes.push_back(share.node);
        layout.ranks.push_back(share.tasks);
    }
    layout.position = order.position;
    layout.user = order.job.spec.user;
    layout.group = order.job.spec.group;
    layout.tmp_dir = tmp;
    return layout;
}

/// What a process can exit with: an abort is never a success.
std::uint32_t exit_status(int status) {
    const auto byte = static_cast<std::uint32_t>(status) & 0xffu;
    return byte == 0 ? 1 : byte;
}

wire::PeerAsk ask_of(std::string_view action) {
    if (action == "publish") return wire::PEER_ASK_PUBLISH;
    return action == "lookup" ? wire::PEER_ASK_LOOKUP : wire::PEER_ASK_UNPUBLISH;
}

}  // namespace

Result<std::unique_ptr<Mpi>> Mpi::start(asio::any_io_executor executor, const StepOrder& order,
                                        const std::string& tmp, Hooks hooks) {
    std::unique_ptr<Mpi> mpi{new Mpi{std::move(executor), order, layout_of(order, tmp), std::move(hooks)}};
    if (auto opened = mpi->open(order.step.spec.mpi); !opened) return tl::unexpected{opened.error()};
    return mpi;
}

Mpi::Mpi(asio::any_io_executor executor, const StepOrder& order, pmix::StepLayout layout, Hooks hooks)
    : executor_{std::move(executor)},
      layout_{std::move(layout)},
      hooks_{std::move(hooks)},
      star_{executor_, layout_.position, static_cast<std::uint32_t>(layout_.nodes.size()),
            order.step.spec.client.key},
      fences_{star_, layout_, fence_handlers()},
      questions_{star_, layout_, [this](std::uint32_t rank, PeerQuestions::Answer answer) {
                     rank_data(rank, std::move(answer));
                 }} {
    star_.set_handlers(star_handlers());
}

PeerStar::Handlers Mpi::star_handlers() {
    return {[this](std::uint32_t from, wire::Message& message) {
                if (message.has_fence_data() || message.has_fence_result()) fences_.take(from, message);
                if (message.has_peer_question() || message.has_peer_answer()) questions_.take(message);
            },
            [this] {
                fences_.hub_lost();
                questions_.hub_lost();
            }};
}

Result<void> Mpi::open(MpiKind kind) {
    auto port = star_.listen();
    if (!port) return tl::unexpected{port.error()};
    port_ = *port;
    if (kind != MpiKind::pmix) open_pmi();
    return kind == MpiKind::pmi2 ? Result<void>{} : open_pmix();
}

Result<void> Mpi::open_pmix() {
    auto server = pmix::Server::start(layout_, pmix_hooks());
    if (!server) return tl::unexpected{server.error()};
    pmix_ = std::move(*server);
    return {};
}

void Mpi::open_pmi() {
    pmi_ = std::make_unique<PmiServer>(
        executor_, pmi::Layout{layout_.name_space, layout_.ranks, layout_.position}, pmi_hooks());
}

/// The PMIx library calls on a thread of its own; the work is done on ours, unless this object is gone by
/// then.
template <class Work>
void Mpi::later(Work work) {
    asio::post(executor_, [alive = std::weak_ptr<char>{alive_}, work = std::move(work)]() mutable {
        if (!alive.expired()) work();
    });
}

pmix::Hooks Mpi::pmix_hooks() {
    pmix::Hooks hooks;
    hooks.on_fence = [this](pmix::FenceId id, std::string data) {
        later([this, id = std::move(id), data = std::move(data)]() mutable {
            fences_.contribute(id, std::move(data));
        });
    };
    hooks.on_abort = [this](std::uint32_t rank, int status, std::string message) {
        later([this, rank, status, message = std::move(message)] {
            hooks_.on_abort(rank, exit_status(status), message);
        });
    };
    hooks.on_rank_data = [this](std::uint32_t rank, pmix::Answer answer) {
        later([this, rank, answer = std::move(answer)]() mutable {
            questions_.rank_data(rank, std::move(answer));
        });
    };
    hooks.on_name = [this](pmix::NameAction action, std::string name, std::string value,
                           pmix::Answer answer) {
        later([this, action, name = std::move(name), value = std::move(value),
               answer = std::move(answer)]() mutable {
            questions_.name(ask_of(to_string(action)), name, std::move(value), std::move(answer));
        });
    };
    hooks.on_refusal = [this](std::uint32_t rank, std::string why) {
        later([this, rank, why = std::move(why)] { tell_refusal(rank, why); });
    };
    return hooks;
}

void Mpi::tell_refusal(std::uint32_t rank, const std::string& why) const {
    hooks_.on_notice(fmt::format("slurmstepd: error: {}: task {}: {}", layout_.nodes[layout_.position], rank, why));
}

PmiServer::Hooks Mpi::pmi_hooks() {
    return {[this](std::string data) {
                const pmix::FenceId id{"all", kPmiFences + pmi_barriers_++};
                fences_.contribute(id, std::move(data));
            },
            [this](std::uint32_t rank, int code, const std::string& why) {
                hooks_.on_abort(rank, exit_status(code), why);
            },
            [this](std::uint32_t rank, const std::string& why) { tell_refusal(rank, why); },
            [this](std::uint32_t rank, const std::string& action, const std::string& service,
                   const std::string& port) {
                auto answer = [this, rank, action](const std::optional<std::string>& value) {
                    pmi_->answer_name(rank, action, value.has_value(), value.value_or(""));
                };
                questions_.name(ask_of(action), service, port, std::move(answer));
            }};
}

FenceExchange::Handlers Mpi::fence_handlers() {
    return {[this](const pmix::FenceId& id, std::string data) {
                if (id.sequence >= kPmiFences) return pmi_->finish_barrier(data);
                if (pmix_) pmix_->finish_fence(id, std::move(data));
            },
            [this](const pmix::FenceId& id) {
                // Ranks in a barrier of PMI wait until srun, which has lost a node too, ends the step.
                if (id.sequence < kPmiFences && pmix_) pmix_->fail_fence(id);
            }};
}

/// A peer asks for what a rank of this node has told; the library answers once the rank has.
void Mpi::rank_data(std::uint32_t rank, PeerQuestions::Answer answer) {
    if (!pmix_) return answer(std::nullopt);
    pmix_->rank_data(rank, [this, answer = std::move(answer)](std::optional<std::string> data) {
        later([answer, data = std::move(data)]() mutable { answer(std::move(data)); });
    });
}

asio::awaitable<Result<void>> Mpi::join(const wire::StepRoster& roster) {
    if (roster.shepherds_size() == 0) co_return fail(Errc::malformed_message, "empty roster");
    co_return co_await star_.join(wire::decode(roster.shepherds(0)));
}

Result<Mpi::Wires> Mpi::wires_for(std::uint32_t rank) {
    Wires wires;
    if (pmix_) {
        auto variables = pmix_->environment_for(rank);
        if (!variables) return tl::unexpected{variables.error()};
        wires.variables = std::move(*variables);
    }
    if (pmi_) {
        auto socket = pmi_->open(rank);
        if (!socket) return tl::unexpected{socket.error()};
        wires.pmi = std::move(*socket);
        for (auto& variable : pmi_->variables(rank)) wires.variables.push_back(std::move(variable));
    }
    return wires;
}

bool Mpi::is_inside(std::uint32_t rank) const {
    return (pmix_ && pmix_->is_inside(rank)) || (pmi_ && pmi_->is_inside(rank));
}

}  // namespace sluice::step
