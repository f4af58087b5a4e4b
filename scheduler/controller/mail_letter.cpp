// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/mail_letter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "scheduler/model/hostlist.hpp"

namespace sluice::controller {
namespace {

struct Wording {
    MailOn what;
    std::string_view verb;  // in the subject, and as SLURM_JOB_MAIL_TYPE
};
constexpr Wording kWordings[] = {
    {MailOn::invalid_depend, "Invalid dependency"},
    {MailOn::begin, "Began"},
    {MailOn::end, "Ended"},
    {MailOn::fail, "Failed"},
    {MailOn::requeue, "Requeued"},
    {MailOn::time_limit, "Reached time limit"},
    {MailOn::time_limit_90, "Reached 90% of time limit"},
    {MailOn::time_limit_80, "Reached 80% of time limit"},
    {MailOn::time_limit_50, "Reached 50% of time limit"},
};

std::string_view verb_of(MailOn what) {
    for (const auto& wording : kWordings) {
        if (wording.what == what) return wording.verb;
    }
    return "";
}

bool tells_an_end(MailOn what) { return what == MailOn::end || what == MailOn::fail; }

/// Users choose names and directories: none of them may begin a line, where mail programs look for orders.
std::string one_line(std::string text) {
    std::ranges::replace_if(text, [](unsigned char c) { return std::iscntrl(c) != 0; }, ' ');
    return text;
}

/// `Job_id=12`, `Array Summary Job_id=12_* (12)`, `Array Task Job_id=12_3 (15)`
std::string subject_name(const News& news, const Job& job) {
    const auto id = job.id.value();
    if (!job.array_job) return fmt::format("Job_id={}", id);
    const auto array = job.array_job->value();
    if (news.of_array) return fmt::format("Array Summary Job_id={0}_* ({0})", array);
    if (!job.array_task) return fmt::format("Array Job_id={0}_* ({0})", array);
    return fmt::format("Array Task Job_id={}_{} ({})", array, *job.array_task, id);
}

std::string end_words(const News& news) {
    const auto& end = news.end;
    std::string words = end.mixed ? ", Mixed" : fmt::format(", {}", to_string(end.state));
    if (end.most_signal > 0) words += fmt::format(", {} {}", news.of_array ? "MaxSignal" : "Signal", end.most_signal);
    if (news.of_array) return words + fmt::format(", ExitCode [{}-{}]", end.least_code, end.most_code);
    return words + fmt::format(", ExitCode {}", end.most_code);
}

/// Of one that has started.
Duration waited_for(const Job& job) { return std::max(*job.started - job.submitted, Duration{0}); }

Duration ran_for(const Job& job, Instant now) {
    if (!job.started) return Duration{0};
    return std::max(job.ended.value_or(now) - *job.started - job.suspended_for, Duration{0});
}

std::string subject_of(const News& news, const Job& job, Instant now) {
    auto subject = fmt::format("Slurm {} Name={} {}", subject_name(news, job), job.spec.name, verb_of(news.what));
    if (news.what == MailOn::begin && !news.of_array && job.started) {
        subject += fmt::format(", Queued time {}", format_duration(waited_for(job)));
    }
    if (tells_an_end(news.what) && !news.of_array) subject += fmt::format(", Run time {}", format_duration(ran_for(job, now)));
    if (tells_an_end(news.what)) subject += end_words(news);
    return subject;
}

std::string text_of(const News& news, const Job& job, const ClusterConfig& config, const std::string& subject) {
    auto text = fmt::format("{}\n\nCluster:   {}\nUser:      {}\nDirectory: {}\n", subject, config.name, job.spec.user_name,
                            one_line(job.spec.work_dir));
    if (!news.of_array && !job.shares.empty()) text += fmt::format("Nodes:     {}\n", fold_hosts(job.nodes()));
    if (news.what == MailOn::fail && job.reason != Reason::none) text += fmt::format("Reason:    {}\n", to_string(job.reason));
    return text;
}

std::string address_of(const Job& job, const MailerSpec& mail) {
    auto to = mail_receiver(job.spec);
    if (!mail.domain.empty() && to.find('@') == std::string::npos) to += "@" + mail.domain;
    return to;
}

std::map<std::string, std::string> variables_of(const News& news, const Job& job, const ClusterConfig& config, Instant now) {
    std::map<std::string, std::string> variables{
        {"SLURM_CLUSTER_NAME", config.name},
        {"SLURM_JOB_ID", std::to_string(job.id.value())},
        {"SLURM_JOB_NAME", job.spec.name},
        {"SLURM_JOB_USER", job.spec.user_name},
        {"SLURM_JOB_UID", std::to_string(job.spec.user.value())},
        {"SLURM_JOB_PARTITION", job.partition},
        {"SLURM_JOB_ACCOUNT", job.spec.account},
        {"SLURM_JOB_NODELIST", fold_hosts(job.nodes())},
        {"SLURM_JOB_WORK_DIR", job.spec.work_dir},
        {"SLURM_JOB_STATE", std::string{to_string(tells_an_end(news.what) ? news.end.state : job.state)}},
        {"SLURM_JOB_MAIL_TYPE", std::string{verb_of(news.what)}},
    };
    if (job.array_job) variables["SLURM_ARRAY_JOB_ID"] = std::to_string(job.array_job->value());
    if (job.array_task && !news.of_array) variables["SLURM_ARRAY_TASK_ID"] = std::to_string(*job.array_task);
    if (job.started) variables["SLURM_JOB_QUEUED_TIME"] = format_duration(waited_for(job));
    if (job.started) variables["SLURM_JOB_RUN_TIME"] = format_duration(ran_for(job, now));
    if (!tells_an_end(news.what)) return variables;
    variables["SLURM_JOB_EXIT_CODE_MIN"] = std::to_string(news.end.least_code);
    variables["SLURM_JOB_EXIT_CODE_MAX"] = std::to_string(news.end.most_code);
    variables["SLURM_JOB_TERM_SIGNAL_MAX"] = std::to_string(news.end.most_signal);
    return variables;
}

}  // namespace

Letter write_letter(const News& news, const Job& job, const ClusterConfig& config, Instant now) {
    auto subject = one_line(subject_of(news, job, now));
    auto text = text_of(news, job, config, subject);
    return {address_of(job, config.mail), std::move(subject), std::move(text), variables_of(news, job, config, now)};
}

}  // namespace sluice::controller
