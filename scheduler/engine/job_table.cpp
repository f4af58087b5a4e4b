// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/job_table.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "scheduler/model/packed.hpp"

namespace sluice::engine {
namespace {

/// What is packed of an entry besides its job and steps.
struct Aside {
    Reason misfit = Reason::none;
    std::optional<Instant> wake;
    bool singleton = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("misfit", self.misfit);
        visit("wake", self.wake);
        visit("singleton", self.singleton);
    }
};

bool may_sleep(const JobEntry& entry) {
    const auto& job = entry.job;
    return (job.state == JobState::pending || is_final(job.state)) && !job.completing && entry.nodes.empty();
}

}  // namespace

JobTable::Glimpse::Glimpse(const JobTable& table, JobId id) {
    if (const auto awake = table.awake_.find(id); awake != table.awake_.end()) {
        seen_ = &awake->second;
    } else if (const auto asleep = table.asleep_.find(id); asleep != table.asleep_.end()) {
        copy_.emplace(unpack(asleep->second));
        seen_ = &*copy_;
    }
}

void JobTable::Iterator::show(std::optional<JobId> id) {
    id_ = id;
    glimpse_.reset(id ? new Glimpse{*table_, *id} : nullptr);
}

std::optional<JobId> JobTable::after(std::optional<JobId> id) const {
    const auto awake = id ? awake_.upper_bound(*id) : awake_.begin();
    const auto asleep = id ? asleep_.upper_bound(*id) : asleep_.begin();
    if (awake == awake_.end() && asleep == asleep_.end()) return std::nullopt;
    if (awake == awake_.end()) return asleep->first;
    if (asleep == asleep_.end()) return awake->first;
    return std::min(awake->first, asleep->first);
}

JobEntry& JobTable::add(Job job) {
    const auto id = job.id;
    auto& entry = awake_[id];
    entry.job = std::move(job);
    note_use(id);
    return entry;
}

void JobTable::erase(JobId id) {
    awake_.erase(id);
    asleep_.erase(id);
}

JobEntry* JobTable::awaken(JobId id) const {
    if (const auto awake = awake_.find(id); awake != awake_.end()) return &awake->second;
    const auto asleep = asleep_.find(id);
    if (asleep == asleep_.end()) return nullptr;
    auto& entry = awake_.emplace(id, unpack(asleep->second)).first->second;
    asleep_.erase(asleep);
    used_.push_back(id);
    return &entry;
}

void JobTable::let_sleep() {
    for (const auto id : std::exchange(used_, {})) {
        const auto found = awake_.find(id);
        if (found == awake_.end() || !may_sleep(found->second)) continue;
        asleep_.emplace(id, pack(found->second));
        awake_.erase(found);
    }
}

std::optional<QueueKey> JobTable::key_in(const Asleep& asleep) {
    return asleep.key.id == JobId{} ? std::nullopt : std::optional{asleep.key};
}

JobTable::Asleep JobTable::pack(JobEntry& entry) {
    const auto reason = std::exchange(entry.job.reason, Reason::none);
    room_.clear();
    packing::Writer writer{room_};
    writer.put(entry.job);
    writer.put(Aside{entry.misfit, entry.wake, entry.singleton});
    writer.put(static_cast<std::uint32_t>(entry.steps.size()));
    for (const auto& [number, step] : entry.steps) writer.put(step);

    Asleep asleep;
    asleep.packed = std::make_unique_for_overwrite<char[]>(room_.size());
    std::memcpy(asleep.packed.get(), room_.data(), room_.size());
    asleep.request = std::move(entry.request);
    asleep.key = entry.key.value_or(QueueKey{});
    asleep.reason = reason;
    asleep.has_detail = !entry.job.reason_detail.empty();
    asleep.promised = entry.job.planned_start.has_value();
    return asleep;
}

JobEntry JobTable::unpack(const Asleep& asleep) {
    JobEntry entry;
    packing::Reader reader{asleep.packed.get()};
    Aside aside;
    std::uint32_t steps = 0;
    reader.take(entry.job);
    entry.job.reason = asleep.reason;
    reader.take(aside);
    reader.take(steps);
    for (; steps > 0; --steps) {
        Step step;
        reader.take(step);
        entry.steps.emplace(step.number, std::move(step));
    }
    entry.misfit = aside.misfit;
    entry.wake = aside.wake;
    entry.singleton = aside.singleton;
    entry.request = asleep.request;
    entry.key = key_in(asleep);
    if (entry.job.unmet_dependency.empty()) return entry;
    if (auto unmet = parse_dependency(entry.job.unmet_dependency)) entry.dependency = std::move(*unmet);
    return entry;
}

template <class OfAsleep, class OfAwake, class Answer>
Answer JobTable::ask(JobId id, const OfAsleep& of_asleep, const OfAwake& of_awake, Answer otherwise) const {
    if (const auto asleep = asleep_.find(id); asleep != asleep_.end()) return of_asleep(asleep->second);
    const auto awake = awake_.find(id);
    return awake == awake_.end() ? std::move(otherwise) : Answer{of_awake(awake->second)};
}

std::optional<QueueKey> JobTable::key_of(JobId id) const {
    return ask(id, key_in, [](const JobEntry& entry) { return entry.key; }, std::optional<QueueKey>{});
}

void JobTable::set_key(JobId id, const std::optional<QueueKey>& key) {
    if (const auto asleep = asleep_.find(id); asleep != asleep_.end()) asleep->second.key = key.value_or(QueueKey{});
    else awake_.at(id).key = key;
}

std::shared_ptr<const Request> JobTable::request_of(JobId id) const {
    const auto request = [](const auto& job) { return job.request; };
    return ask(id, request, request, std::shared_ptr<const Request>{});
}

bool JobTable::is_promised(JobId id) const {
    const auto of_asleep = [](const Asleep& job) { return job.promised; };
    return ask(id, of_asleep, [](const JobEntry& entry) { return entry.job.planned_start.has_value(); }, false);
}

bool JobTable::has_reason(JobId id, Reason reason) const {
    const auto of_asleep = [&](const Asleep& job) { return job.reason == reason && !job.has_detail; };
    const auto of_awake = [&](const JobEntry& entry) { return entry.job.reason == reason && entry.job.reason_detail.empty(); };
    return ask(id, of_asleep, of_awake, false);
}

bool JobTable::set_reason(JobId id, Reason reason) {
    const auto asleep = asleep_.find(id);
    if (asleep == asleep_.end() || asleep->second.has_detail) return false;
    asleep->second.reason = reason;
    return true;
}

}  // namespace sluice::engine
