// SPDX-License-Identifier: Apache-2.0
//
// The first half of a step's time here: orders and greetings.
#include "launcher/node/steps.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <csignal>

#include "launcher/node/leftovers.hpp"

namespace sluice::node {

Steps::Steps(asio::any_io_executor executor, NodePaths paths, wire::ShepherdOrder context, Links links)
    : executor_{std::move(executor)},
      paths_{std::move(paths)},
      context_{std::move(context)},
      links_{std::move(links)},
      tombstones_{paths_.tombstones} {}

std::vector<StepKey> Steps::keys() const {
    std::vector<StepKey> keys;
    for (const auto& [key, record] : records_) keys.push_back(key);
    return keys;
}

bool Steps::any_alive() const {
    return std::ranges::any_of(records_, [](const auto& entry) { return entry.second.phase != Phase::ended; });
}

void Steps::enter(Record& record, Phase phase) {
    record.phase = phase;
    record.ticks = 0;
}

void Steps::registered() {
    for (const auto& [key, record] : records_) {
        if (record.phase == Phase::running) tell_started(key, true, "");
        if (record.result) tell_ended(*record.result);
    }
}

void Steps::launch(const wire::LaunchOrder& order) {
    const auto key = key_of(order.ref());
    if (tombstones_.contains(key)) return spdlog::info("step {} has run here already; order ignored", to_string(key));
    const auto [entry, is_new] = records_.try_emplace(key);
    auto& record = entry->second;
    if (is_new) {
        const auto started = start(key, order, record);
        if (!started) launch_failed(key, started.error().detail);
    } else if (record.result) {
        tell_ended(*record.result);
    } else if (record.phase == Phase::running) {
        tell_started(key, true, "");
    }
}

Result<void> Steps::start(const StepKey& key, const wire::LaunchOrder& order, Record& record) {
    const auto spool = paths_.spool(key);
    auto full = context_;
    *full.mutable_launch() = order;
    full.add_overrides(fmt::format("{}={}", kSpoolVariable, spool.folder()));
    if (auto created = spool.create(full); !created) return created;
    const auto lock = spool.claim();
    if (!lock) return tl::unexpected{lock.error()};
    const auto pid = links_.start_shepherd(spool, *lock);
    if (!pid) return tl::unexpected{pid.error()};
    record.pid = *pid;
    return {};
}

/// The step never ran here and may be ordered again.
void Steps::launch_failed(const StepKey& key, const std::string& why) {
    spdlog::error("step {} could not be started: {}", to_string(key), why);
    tell_started(key, false, why);
    forget(key);
}

void Steps::greeted(const wire::ShepherdHello& hello, wire::ConnectionPtr connection) {
    const auto key = key_of(hello.ref());
    const auto entry = records_.find(key);
    if (entry == records_.end()) {
        spdlog::warn("a shepherd of the unknown step {} greets; ended", to_string(key));
        ::kill(hello.pid(), SIGTERM);
        return;
    }
    auto& record = entry->second;
    record.pid = hello.pid();
    record.shepherd = std::move(connection);
    for (const auto& order : std::exchange(record.undelivered, {})) deliver(record, order);
    if (record.phase != Phase::starting) return;
    enter(record, Phase::running);
    tell_started(key, true, "");
}

void Steps::signal(const wire::SignalOrder& order) {
    const auto key = key_of(order.ref());
    if (const auto entry = records_.find(key); entry != records_.end()) {
        if (!entry->second.result) deliver(entry->second, order);
        return;
    }
    if (!order.end() || tombstones_.contains(key)) return;
    wire::StepEnded nothing;  // the controller believes in a step that is not here: it need not wait for it
    *nothing.mutable_ref() = order.ref();
    nothing.set_node(context_.node());
    nothing.mutable_exit_code()->set_signal(SIGKILL);
    nothing.set_detail("no such step on this node");
    tell_ended(nothing);
}

void Steps::deliver(Record& record, const wire::SignalOrder& order) {
    if (!record.shepherd || !record.shepherd->is_open()) return record.undelivered.push_back(order);
    wire::Message message;
    *message.mutable_signal() = order;
    record.shepherd->send(message);
}

void Steps::tell_started(const StepKey& key, bool ok, const std::string& detail) {
    wire::Message message;
    auto& started = *message.mutable_step_started();
    *started.mutable_ref() = ref_of(key);
    started.set_node(context_.node());
    started.set_ok(ok);
    started.set_detail(detail);
    if (!ok) started.set_code(static_cast<std::uint32_t>(Errc::internal));
    links_.to_controller(message);
}

}  // namespace sluice::node
