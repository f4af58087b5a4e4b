// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/mail_news.hpp"

#include <array>

namespace sluice::controller {
namespace {

struct Threshold {
    std::uint32_t percent;
    MailOn news;
};
constexpr std::array kThresholds{Threshold{50, MailOn::time_limit_50}, Threshold{80, MailOn::time_limit_80},
                                 Threshold{90, MailOn::time_limit_90}};

bool told_as_whole(const Job& job) { return job.array_job && !job.spec.mail.wants(MailOn::array_tasks); }

bool has_ended(const Job& job) { return is_final(job.state) && !job.requeue_at_end; }

/// Slurm's FAIL: ended by itself or by a limit, not by a person.
bool has_failed(JobState state) { return state != JobState::completed && state != JobState::cancelled; }

bool never_starts(const Job& job) {
    return job.state == JobState::pending && job.reason == Reason::dependency_never_satisfied;
}

/// When `percent` of the limit will have passed. Suspended time does not count.
Instant passed_at(const Job& job, std::uint32_t percent) {
    return *job.started + job.suspended_for + *job.time_limit * percent / 100;
}

bool runs_to_a_limit(const Job& job) { return job.state == JobState::running && job.started && job.time_limit; }

/// FAIL says more than END, so a job that asks for both is told of a failure as such.
std::optional<MailOn> kind_of_end(const MailSpec& mail, bool failed) {
    if (failed && mail.wants(MailOn::fail)) return MailOn::fail;
    if (mail.wants(MailOn::end)) return MailOn::end;
    return std::nullopt;
}

}  // namespace

void EndSummary::add(const Job& job) {
    const auto code = job.exit_code;
    mixed = mixed || (jobs > 0 && state != job.state);
    state = jobs == 0 || has_failed(job.state) ? job.state : state;
    least_code = jobs == 0 ? code.status : std::min(least_code, code.status);
    most_code = std::max(most_code, code.status);
    most_signal = std::max(most_signal, code.signal);
    ++jobs;
}

std::vector<News> MailNews::look(const Job& job, bool array_ended, Instant now) {
    std::vector<News> news;
    if (job.spec.mail.on == 0) return news;
    if (told_as_whole(job)) {
        look_at_whole_array(told_[*job.array_job], job, array_ended, news);
        return news;
    }
    auto& told = told_[job.id];
    look_at_job(told, job, now, news);
    plan(told, job, now);
    return news;
}

std::optional<std::pair<Instant, JobId>> MailNews::next() const {
    return due_.empty() ? std::nullopt : std::optional{*due_.begin()};
}

void MailNews::look_at_whole_array(Told& told, const Job& job, bool array_ended, std::vector<News>& news) {
    const auto& mail = job.spec.mail;
    if (job.started && !std::exchange(told.began, true) && mail.wants(MailOn::begin)) news.push_back({MailOn::begin, true, {}});
    if (never_starts(job) && !std::exchange(told.invalid, true) && mail.wants(MailOn::invalid_depend)) {
        news.push_back({MailOn::invalid_depend, true, {}});
    }
    if (has_ended(job) && told.ended_tasks.insert(job.id).second) told.end.add(job);
    if (!array_ended || std::exchange(told.ended, true)) return;
    const bool failed = has_failed(told.end.state);
    if (const auto kind = kind_of_end(mail, failed)) news.push_back({*kind, true, told.end});
}

void MailNews::look_at_job(Told& told, const Job& job, Instant now, std::vector<News>& news) {
    const auto& mail = job.spec.mail;
    const auto tell = [&](MailOn what, EndSummary end = {}) {
        if (mail.wants(what)) news.push_back({what, false, end});
    };
    if (job.attempt != told.attempt) {
        if (told.began || told.ended) tell(MailOn::requeue);
        told.attempt = job.attempt;
        told.began = told.ended = false;
        told.percent = 0;
    }
    if (job.started && !std::exchange(told.began, true)) tell(MailOn::begin);
    if (never_starts(job) && !std::exchange(told.invalid, true)) tell(MailOn::invalid_depend);
    for (const auto& [percent, what] : kThresholds) {
        if (!runs_to_a_limit(job) || told.percent >= percent || now < passed_at(job, percent)) continue;
        told.percent = percent;
        tell(what);
    }
    if (!has_ended(job) || std::exchange(told.ended, true)) return;
    if (job.state == JobState::timeout) tell(MailOn::time_limit);
    EndSummary end;
    end.add(job);
    if (const auto kind = kind_of_end(mail, has_failed(job.state))) news.push_back({*kind, false, end});
}

void MailNews::plan(Told& told, const Job& job, Instant now) {
    if (told.look_at) due_.erase({*told.look_at, job.id});
    told.look_at.reset();
    if (!runs_to_a_limit(job)) return;
    for (const auto& [percent, what] : kThresholds) {
        if (told.percent >= percent || !job.spec.mail.wants(what)) continue;
        told.look_at = std::max(passed_at(job, percent), now);
        due_.insert({*told.look_at, job.id});
        return;
    }
}

}  // namespace sluice::controller
