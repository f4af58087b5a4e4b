// SPDX-License-Identifier: Apache-2.0
#include "launcher/step/mpi.hpp"

#include <boost/asio/post.hpp>

#include "scheduler/wire/codec.hpp"

namespace sluice::step {
namespace {

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

}  // namespace

Result<std::unique_ptr<Mpi>> Mpi::start(asio::any_io_executor executor, const StepOrder& order,
                                        const std::string& tmp, OnAbort on_abort) {
    std::unique_ptr<Mpi> mpi{new Mpi{std::move(executor), order, layout_of(order, tmp), std::move(on_abort)}};
    if (auto opened = mpi->open(); !opened) return tl::unexpected{opened.error()};
    return mpi;
}

Mpi::Mpi(asio::any_io_executor executor, const StepOrder& order, pmix::StepLayout layout, OnAbort on_abort)
    : executor_{std::move(executor)},
      layout_{std::move(layout)},
      on_abort_{std::move(on_abort)},
      fences_{executor_, layout_, order.step.spec.client.key, fence_handlers()} {}

Result<void> Mpi::open() {
    auto port = fences_.listen();
    if (!port) return tl::unexpected{port.error()};
    port_ = *port;
    auto server = pmix::Server::start(layout_, hooks());
    if (!server) return tl::unexpected{server.error()};
    server_ = std::move(*server);
    return {};
}

/// The library calls these on its own thread; the work is done on ours, unless this object is gone by then.
pmix::Hooks Mpi::hooks() {
    const auto later = [this](auto work) {
        asio::post(executor_, [alive = std::weak_ptr<char>{alive_}, work = std::move(work)]() mutable {
            if (!alive.expired()) work();
        });
    };
    return {[this, later](pmix::FenceId id, std::string data) {
                later([this, id = std::move(id), data = std::move(data)]() mutable {
                    fences_.contribute(id, std::move(data));
                });
            },
            [this, later](std::uint32_t rank, int status, std::string message) {
                later([this, rank, status, message = std::move(message)] {
                    on_abort_(rank, exit_status(status), message);
                });
            }};
}

FenceExchange::Handlers Mpi::fence_handlers() {
    return {[this](const pmix::FenceId& id, std::string data) { server_->finish_fence(id, std::move(data)); },
            [this](const pmix::FenceId& id) { server_->fail_fence(id); }};
}

asio::awaitable<Result<void>> Mpi::join(const wire::StepRoster& roster) {
    if (roster.shepherds_size() == 0) co_return fail(Errc::malformed_message, "empty roster");
    co_return co_await fences_.join(wire::decode(roster.shepherds(0)));
}

}  // namespace sluice::step
