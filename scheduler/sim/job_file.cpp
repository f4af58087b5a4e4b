// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/job_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "scheduler/config/forms.hpp"
#include "scheduler/config/suggest.hpp"
#include "scheduler/config/yaml_reader.hpp"
#include "scheduler/submit/option_table.hpp"
#include "scheduler/submit/settle.hpp"

namespace sluice::sim {
namespace {

constexpr Duration kLongest{std::int64_t{100} * 365 * 86'400};
constexpr std::string_view kNobodysName = "user1";

/// What a job's own keys say.
struct Times {
    std::optional<std::uint32_t> number;
    Duration submit{0};
    Duration run{0};
    std::uint32_t exit_status = 0;
    std::string user{kNobodysName};
};

template <class T>
Key<Times> own(std::string key_name, T Times::*member, Form<T> form, std::string help) {
    return key(std::move(key_name), member, std::move(form)).says(std::move(help));
}

std::vector<Key<Times>> own_keys() {
    return {
        own("job", &Times::number, maybe(whole_number(1, UINT32_MAX - 1)),
            "the job's number, by which dependencies name it; its place in the list unless said"),
        own("submit", &Times::submit, duration(Duration{0}, kLongest), "when it is submitted, such as 90, 30s, 5m, 1h or 2d; 0 unless said"),
        own("run", &Times::run, duration(Duration{1}, kLongest), "how long it takes unless its limit ends it; required").required(),
        own("exit", &Times::exit_status, whole_number(0, 255), "the exit status of its script; 0 unless said"),
        own("user", &Times::user, sluice::name(), "whose job it is"),
    };
}

/// The options of sbatch by name.
using Options = std::map<std::string_view, const submit::Option*>;

Options options_of_jobs() {
    Options options;
    for (const auto* option : submit::options_of(submit::Command::sbatch)) {
        if (option->print == nullptr) options.emplace(option->name, option);
    }
    for (const auto& option : submit::unsupported_options()) {
        if (includes(option.commands, submit::Command::sbatch)) options.emplace(option.name, &option);
    }
    return options;
}

/// A list is written out with commas: `licenses: [a, b:2]`.
std::optional<std::string> text_of(const YamlValue& value, Report& report) {
    if (value.kind == YamlValue::Kind::scalar) return value.text;
    std::string text;
    for (const auto& item : value.items) {
        if (item.kind != YamlValue::Kind::scalar) {
            report.add(item.place, fmt::format("{} does not fit here", describe(item)), "a text");
            return std::nullopt;
        }
        text += (text.empty() ? "" : ",") + item.text;
    }
    if (!text.empty()) return text;
    report.add(value.place, fmt::format("{} does not fit here", describe(value)), "a text or a list of texts");
    return std::nullopt;
}

class JobFileReader {
  public:
    JobFileReader(std::string name, Report& report) : report_{report} { workload_.name = std::move(name); }

    void read(const YamlValue& file);
    Workload take() { return std::move(workload_); }

  private:
    void read_job(const YamlValue& job);
    void read_times(const YamlValue& job, Times& times);
    JobSpec read_spec(const YamlValue& job, Instant submitted);
    void apply(const submit::Option& option, const YamlEntry& entry, submit::Request& request,
               const submit::Invocation& caller);
    void check_keys(const YamlValue& job);
    void check_number(const YamlValue& job, std::int64_t number);
    std::uint32_t index_of_user(const std::string& name);

    Report& report_;
    Workload workload_;
    const std::vector<Key<Times>> own_ = own_keys();
    const Options options_ = options_of_jobs();
    std::map<std::int64_t, std::size_t> first_line_;  // of each job number
};

void JobFileReader::read(const YamlValue& file) {
    if (file.kind != YamlValue::Kind::list || file.items.empty()) {
        report_.add(file.kind == YamlValue::Kind::null ? Place{1, 1} : file.place,
                    fmt::format("{} where the jobs belong", describe(file)),
                    "a list, each job after a `-`: `- {submit: 0, run: 10m, nodes: 2}`");
        return;
    }
    for (const auto& job : file.items) read_job(job);
}

void JobFileReader::read_job(const YamlValue& value) {
    if (!check_map(value, form_doc("a map of keys, such as {submit: 0, run: 10m, nodes: 2}"), report_)) return;
    check_keys(value);
    Times times;
    read_times(value, times);
    SimJob job;
    job.number = times.number.value_or(static_cast<std::uint32_t>(workload_.jobs.size() + 1));
    job.line = static_cast<std::uint32_t>(value.place.line);
    job.submit = Instant{times.submit};
    job.run = times.run;
    job.exit_status = static_cast<std::uint8_t>(times.exit_status);
    job.user = index_of_user(times.user);
    check_number(value, job.number);
    auto spec = read_spec(value, job.submit);
    spec.user_name = times.user;
    spec.user = UserId{1000 + job.user};
    workload_.jobs.push_back(job);
    workload_.specs.push_back(std::move(spec));
}

void JobFileReader::check_keys(const YamlValue& job) {
    std::vector<std::string> names;
    for (const auto& own : own_) names.push_back(own.doc.name);
    for (const auto& [option, row] : options_) names.emplace_back(option);
    report_repeated(job, report_);
    for (const auto& [key, place, value] : job.entries) {
        if (std::ranges::find(names, key) != names.end()) continue;
        report_.add(place, fmt::format("unknown key '{}'{}", key, did_you_mean(key, names)),
                    "job, submit, run, exit, user and the long options of sbatch");
    }
}

void JobFileReader::read_times(const YamlValue& job, Times& times) {
    for (const auto& own : own_) {
        const auto* value = job.find(own.doc.name);
        if (value != nullptr) {
            own.read(*value, times, report_);
        } else if (own.doc.required) {
            report_.add(job.place, fmt::format("key '{}' is missing", own.doc.name),
                        fmt::format("`{}:` with {}", own.doc.name, own.doc.form.allowed));
        }
    }
}

void JobFileReader::check_number(const YamlValue& job, std::int64_t number) {
    const auto [first, is_new] = first_line_.emplace(number, job.place.line);
    if (is_new) return;
    report_.add(job.place_of("job"), fmt::format("job {} is there already, on line {}", number, first->second),
                "every number once");
}

JobSpec JobFileReader::read_spec(const YamlValue& job, Instant submitted) {
    submit::Invocation caller;
    caller.now = submitted;
    caller.work_dir = "/";
    caller.host = "localhost";
    submit::Request request;
    for (const auto& entry : job.entries) {
        const auto option = options_.find(entry.key);
        if (option != options_.end()) apply(*option->second, entry, request, caller);
    }
    if (const auto settled = submit::settle(request, caller); !settled)
        report_.add(job.place, settled.error().text, "what sbatch accepts");
    for (const auto& warning : request.warnings) report_.add(job.place, warning, "what sbatch takes without a warning");
    return std::move(request.job);
}

void JobFileReader::apply(const submit::Option& option, const YamlEntry& entry, submit::Request& request,
                          const submit::Invocation& caller) {
    if (option.apply == nullptr)
        return report_.add(entry.place, fmt::format("'{}' is not supported yet", entry.key), "other options of sbatch");
    auto text = text_of(entry.value, report_);
    if (!text) return;
    bool given = true;
    if (option.takes != submit::Takes::value && (*text == "true" || *text == "false")) {
        if (*text == "false") return;
        text->clear();
        given = false;
    } else if (option.takes == submit::Takes::nothing) {
        return report_.add(entry.value.place, fmt::format("'{}' does not fit here", *text), "true, false");
    }
    const auto applied =
        option.apply(request, {*text, given, submit::Source::command_line, option, caller});
    if (!applied) return report_.add(entry.value.place, applied.error().text, fmt::format("what sbatch --{} accepts", option.name));
    request.given.insert_or_assign(std::string{option.name}, submit::Given{*text});
}

std::uint32_t JobFileReader::index_of_user(const std::string& name) {
    auto& users = workload_.users;
    const auto known = std::ranges::find(users, name);
    if (known == users.end()) return users.push_back(name), static_cast<std::uint32_t>(users.size() - 1);
    return static_cast<std::uint32_t>(known - users.begin());
}

}  // namespace

tl::expected<Workload, std::vector<Diagnostic>> parse_job_file(std::string_view text, std::string name) {
    Report report{name};
    JobFileReader reader{name, report};
    if (const auto file = read_yaml(text, report)) reader.read(*file);
    if (!report.empty()) return tl::unexpected{report.sorted()};
    auto workload = reader.take();
    sort_by_submission(workload);
    return workload;
}

std::vector<JobKey> own_job_keys() {
    std::vector<JobKey> keys;
    for (const auto& key : own_keys()) keys.push_back({key.doc.name, key.doc.brief});
    return keys;
}

}  // namespace sluice::sim
