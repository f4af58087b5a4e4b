// SPDX-License-Identifier: Apache-2.0
//
// The second half of a step's time on a node: results, shepherds that died, acknowledgements.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <csignal>
#include <filesystem>

#include "launcher/node/leftovers.hpp"
#include "launcher/node/steps.hpp"
#include "scheduler/wire/wait.hpp"

namespace sluice::node {

using namespace std::chrono_literals;

namespace {

constexpr int kGreetingTicks = 20;
constexpr int kRepeatTicks = 5;
constexpr auto kEndMargin = 10s;

/// The end of what a shepherd printed; why it died is often there.
std::string last_lines(const StepSpool& spool) {
    const auto log = read_file(spool.log_path()).value_or("");
    return log.size() <= 400 ? log : log.substr(log.size() - 400);
}

}  // namespace

void Steps::adopt() {
    for (const auto& key : list_step_folders(paths_.steps)) adopt_one(key);
    if (!any_alive()) clear_scratch(paths_);
}

void Steps::adopt_one(const StepKey& key) {
    const auto spool = paths_.spool(key);
    auto& entry = *records_.try_emplace(key).first;
    if (auto result = spool.result()) {
        set_result(entry, std::move(*result));
    } else if (spool.shepherd_alive()) {
        enter(entry.second, Phase::running);
    } else if (spool.was_claimed()) {
        enter(entry.second, Phase::burying);
        asio::co_spawn(executor_, bury(key), asio::detached);
    } else {
        forget(key);  // the last daemon died before it had started anything
    }
    spdlog::info("step {} taken over from an earlier daemon", to_string(key));
}

void Steps::ended(const wire::StepEnded& result) {
    const auto entry = records_.find(key_of(result.ref()));
    if (entry != records_.end()) set_result(*entry, result);
}

void Steps::set_result(Entry& entry, wire::StepEnded result) {
    auto& [key, record] = entry;
    if (record.result) return;
    record.result = std::move(result);
    enter(record, Phase::ended);
    tell_ended(*record.result);
}

void Steps::tell_ended(const wire::StepEnded& result) {
    wire::Message message;
    *message.mutable_step_ended() = result;
    links_.to_controller(message);
}

void Steps::hung_up(const StepKey& key, const wire::ConnectionPtr& connection) {
    const auto entry = records_.find(key);
    if (entry == records_.end() || entry->second.shepherd != connection) return;
    entry->second.shepherd.reset();
    examine(*entry);
}

void Steps::child_ended(pid_t pid) {
    for (auto& entry : records_) {
        if (entry.second.pid == pid) return examine(entry);
    }
}

/// Finds out what became of a shepherd that does not speak. It may have ended well, died, or just be slow.
void Steps::examine(Entry& entry) {
    auto& [key, record] = entry;
    if (record.phase == Phase::ended || record.phase == Phase::burying) return;
    const auto spool = paths_.spool(key);
    if (spool.shepherd_alive()) return;
    if (auto result = spool.result()) return set_result(entry, std::move(*result));
    if (record.phase == Phase::starting) {
        return launch_failed(key, "the shepherd ended at once: " + last_lines(spool));
    }
    enter(record, Phase::burying);
    asio::co_spawn(executor_, bury(key), asio::detached);
}

/// The shepherd is dead and left no result: its processes are ended, and the step counts as killed.
asio::awaitable<void> Steps::bury(StepKey key) {
    const auto spool = paths_.spool(key);
    spdlog::error("the shepherd of step {} died: {}", to_string(key), last_lines(spool));
    auto wait = 5ms;
    while (kill_leftovers(spool.folder()) > 0) {
        co_await wire::pause(wait);
        wait = std::min(2 * wait, 1000ms);
    }
    wire::StepEnded result;
    *result.mutable_ref() = ref_of(key);
    result.set_node(context_.node());
    result.mutable_exit_code()->set_signal(SIGKILL);
    result.set_launch_failed(true);
    result.set_detail("the step's shepherd died");
    if (auto kept = spool.write_result(result); !kept) spdlog::error("{}", kept.error().detail);
    spool.sync_result();
    if (const auto entry = records_.find(key); entry != records_.end()) set_result(*entry, std::move(result));
}

void Steps::acknowledged(const StepKey& key) {
    const auto entry = records_.find(key);
    if (entry == records_.end() || !entry->second.result) return;
    tombstones_.add(key);
    forget(key);
}

void Steps::forget(const StepKey& key) {
    std::error_code ignored;
    for (const auto& folder : {paths_.tmp, paths_.shared_memory}) {
        std::filesystem::remove_all(folder + "/" + to_string(key), ignored);
    }
    paths_.spool(key).remove();
    records_.erase(key);
}

void Steps::tick() {
    std::vector<StepKey> silent;
    for (auto& [key, record] : records_) {
        ++record.ticks;
        if (record.result && record.ticks % kRepeatTicks == 0) tell_ended(*record.result);
        if (!record.result && !record.shepherd) silent.push_back(key);
    }
    for (const auto& key : silent) {
        auto& record = records_.at(key);
        if (record.phase == Phase::starting && record.ticks > kGreetingTicks && record.pid > 0) ::kill(record.pid, SIGKILL);
        examine(*records_.find(key));
    }
}

asio::awaitable<void> Steps::end_all(std::chrono::seconds kill_wait) {
    wire::SignalOrder order;
    order.set_end(true);
    order.set_kill_wait(kill_wait.count());
    for (auto& [key, record] : records_) {
        *order.mutable_ref() = ref_of(key);
        if (!record.result) deliver(record, order);
    }
    const auto deadline = std::chrono::steady_clock::now() + kill_wait + kEndMargin;
    while (any_alive() && std::chrono::steady_clock::now() < deadline) co_await wire::pause(20ms);
}

}  // namespace sluice::node
