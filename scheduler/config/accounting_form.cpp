// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/accounting_form.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>

#include "scheduler/config/forms.hpp"

namespace sluice {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kMost = 4'000'000'000;

/// A key whose member lies deeper in the record.
template <class Record, class Access, class T>
Key<Record> key_at(std::string name, Access at, Form<T> form) {
    Key<Record> key;
    key.doc.name = std::move(name);
    key.doc.form = form.doc;
    key.read = [at, read = form.read](const YamlValue& value, Record& record, Report& report) {
        read(value, at(record), report);
    };
    key.write = [at, write = form.write](const Record& record) { return write(at(record)); };
    key.same = [at](const Record& a, const Record& b) { return at(a) == at(b); };
    return key;
}

/// The form itself says what is allowed.
std::string without_hint(const std::string& message) { return message.substr(0, message.find("; allowed:")); }

Form<TresList> tres_list() {
    const auto parse = [](const std::string& text) -> Parsed<TresList> {
        auto list = parse_tres(text);
        if (!list) return tl::unexpected{without_hint(list.error().detail)};
        for (const auto& [name, count] : *list) {
            if (count < 0) return tl::unexpected{fmt::format("'{}' has a count below 0", name)};
        }
        return *list;
    };
    return scalar_form<TresList>(
        form_doc("NAME=COUNT,... of cpu, mem, node, billing, gres/NAME, gres/NAME:TYPE, license/NAME",
                 R"("type":"string")"),
        parse, [](const TresList& list) { return format_tres(list); });
}

Form<std::string> any_text() {
    return scalar_form<std::string>(
        form_doc("any text", R"("type":"string")"),
        [](const std::string& text) -> Parsed<std::string> { return text; },
        [](const std::string& text) { return text; });
}

Form<double> factor() {
    const auto parse = [](const std::string& text) -> Parsed<double> {
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool ok =
            error == std::errc{} && end == text.data() + text.size() && value >= 0 && value <= 1e6;
        if (!ok) return tl::unexpected{fmt::format("'{}' is not a number from 0 to 1000000", text)};
        return value;
    };
    return scalar_form<double>(
        form_doc("a number from 0 to 1000000", R"("type":"number","minimum":0,"maximum":1000000)"), parse,
        [](double value) { return fmt::format("{}", value); });
}

Form<std::optional<std::uint32_t>> maybe_count() { return maybe(whole_number(0, kMost)); }

/// The keys of limits that associations and QOS share. `of_user` is what the name of a user's limit ends in.
template <class Record, class Access>
void add_limits(std::vector<Key<Record>>& keys, Access limits, const std::string& of_user) {
    const auto add = [&](std::string name, auto member, auto form, std::string brief) {
        const auto at = [ limits, member ](auto& record) -> auto& { return limits(record).*member; };
        keys.push_back(key_at<Record>(std::move(name), at, std::move(form))
                           .says(std::move(brief))
                           .otherwise("no limit"));
    };
    add("grp_tres", &Limits::grp_tres, tres_list(), "Most resources that its running jobs have together.");
    add("grp_jobs", &Limits::grp_jobs, maybe_count(), "Most running jobs together.");
    add("grp_submit_jobs", &Limits::grp_submit_jobs, maybe_count(),
        "Most waiting and running jobs together.");
    add("max_tres_per_job", &Limits::max_tres_per_job, tres_list(), "Most resources that one job has.");
    add("max_wall", &Limits::max_wall, time_limit(), "Longest time limit that one job has.");
    add("max_jobs" + of_user, &Limits::max_jobs, maybe_count(), "Most running jobs of each user.");
    add("max_submit_jobs" + of_user, &Limits::max_submit_jobs, maybe_count(),
        "Most waiting and running jobs of each user.");
}

Form<QosPreemptMode> preempt_mode() {
    return one_of<QosPreemptMode>({{"cluster", QosPreemptMode::cluster},
                                   {"off", QosPreemptMode::off},
                                   {"cancel", QosPreemptMode::cancel},
                                   {"requeue", QosPreemptMode::requeue},
                                   {"suspend", QosPreemptMode::suspend}});
}

Form<QosSpec> qos_form() {
    std::vector<Key<QosSpec>> keys{
        key("name", &QosSpec::name, name())
            .required()
            .says("Name of the QOS.", "normal is there without being named."),
        key("description", &QosSpec::description, any_text()).says("What it is for.").otherwise("the name"),
        key("priority", &QosSpec::priority, whole_number(0, kMost))
            .says("How it ranks among the others in the multifactor priority.",
                  "The largest of all counts priority.weight_qos."),
        key("preempt", &QosSpec::preempt, names())
            .says("QOS whose jobs may be preempted for jobs of this one.")
            .otherwise("none"),
        key("preempt_mode", &QosSpec::preempt_mode, preempt_mode())
            .says("What becomes of its jobs when they are preempted.",
                  "With cluster, what the cluster says."),
        key("grace_time", &QosSpec::grace_time, duration(0s, 24h * 365))
            .says("Time that its jobs have to end when they are preempted."),
        key("deny_on_limit", &QosSpec::deny_on_limit, yes_or_no())
            .says("Whether jobs are refused that alone exceed a limit of theirs.",
                  "Otherwise they wait until the limit is changed."),
        key("usage_factor", &QosSpec::usage_factor, factor())
            .says("What its jobs' usage counts in fair share."),
    };
    add_limits(
        keys, [](auto& qos) -> auto& { return qos.limits; }, "_per_user");
    keys.push_back(key("max_tres_per_user", &QosSpec::max_tres_per_user, tres_list())
                       .says("Most resources that the running jobs of a user have together.")
                       .otherwise("no limit"));
    keys.push_back(key("max_tres_per_account", &QosSpec::max_tres_per_account, tres_list())
                       .says("Most resources that the running jobs of an account have together.")
                       .otherwise("no limit"));
    keys.push_back(key("min_tres_per_job", &QosSpec::min_tres_per_job, tres_list())
                       .says("Least resources that one job asks for.")
                       .otherwise("no limit"));
    keys.push_back(key("max_jobs_per_account", &QosSpec::max_jobs_per_account, maybe_count())
                       .says("Most running jobs of each account.")
                       .otherwise("no limit"));
    keys.push_back(key("max_submit_jobs_per_account", &QosSpec::max_submit_jobs_per_account, maybe_count())
                       .says("Most waiting and running jobs of each account.")
                       .otherwise("no limit"));
    return map_form<QosSpec>(std::move(keys));
}

/// What accounts and users' associations have alike.
template <class Record, class Access>
void add_association(std::vector<Key<Record>>& keys, Access at) {
    const auto add = [&](std::string name, auto member, auto form, std::string brief, std::string initial) {
        const auto access = [ at, member ](auto& record) -> auto& { return at(record).*member; };
        keys.push_back(key_at<Record>(std::move(name), access, std::move(form))
                           .says(std::move(brief))
                           .otherwise(std::move(initial)));
    };
    add("shares", &Association::shares, whole_number(0, 1'000'000), "Its share beside those of its siblings.",
        "1");
    add("priority", &Association::priority, maybe_count(), "How it ranks for priority.weight_association.",
        "that of the account above");
    add("qos", &Association::qos, names(), "QOS that its jobs may have.",
        "those of the account above, at last normal");
    add("default_qos", &Association::default_qos, name(), "QOS of jobs that ask for none.",
        "that of the account above, at last normal or the first of qos");
    add_limits(
        keys, [at](auto& record) -> auto& { return at(record).limits; }, "");
}

Form<DeclaredAccount> account_form() {
    std::vector<Key<DeclaredAccount>> keys{
        key_of<DeclaredAccount>("name", &Account::name, name())
            .required()
            .says("Name of the account.", "root is there without being named."),
        key_of<DeclaredAccount>("parent", &Account::parent, name())
            .says("The account above it.")
            .otherwise("root"),
        key_of<DeclaredAccount>("description", &Account::description, any_text())
            .says("What it is for.")
            .otherwise("the name"),
        key_of<DeclaredAccount>("organization", &Account::organization, any_text())
            .says("Whose it is.")
            .otherwise("the parent"),
    };
    add_association(
        keys, [](auto& account) -> auto& { return account.own; });
    return map_form<DeclaredAccount>(std::move(keys));
}

Form<DeclaredUser> user_form() {
    return map_form<DeclaredUser>({
        key_of<DeclaredUser>("name", &AccountUser::name, name()).required().says("Login name of the user."),
        key("accounts", &DeclaredUser::accounts, names())
            .required()
            .says("Accounts that the user may charge."),
        key_of<DeclaredUser>("default_account", &AccountUser::default_account, name())
            .says("Account of jobs that name none.")
            .otherwise("the first of accounts"),
    });
}

Form<Association> association_form() {
    std::vector<Key<Association>> keys{
        key("account", &Association::account, name()).required().says("The account."),
        key("user", &Association::user, name()).required().says("A user of that account."),
        key("partition", &Association::partition, name())
            .says("Only for jobs in this partition, which go before what the user has without one.")
            .otherwise("any partition"),
    };
    add_association(
        keys, [](auto& association) -> auto& { return association; });
    return map_form<Association>(std::move(keys));
}

/// Words for values of an enumeration, as a list or separated by commas.
Form<std::vector<Enforce>> enforce_list() {
    const std::vector<std::string> words{"associations", "limits", "qos"};
    auto doc = form_doc("a list of associations, limits, qos",
                        R"("type":["string","array"],"items":{"enum":["associations","limits","qos"]})");
    auto read = [words, doc](const YamlValue& value, std::vector<Enforce>& into, Report& report) {
        std::vector<std::string> found;
        names().read(value, found, report);
        for (const auto& word : found) {
            const auto index = index_of_word(word, words);
            if (index < words.size()) into.push_back(static_cast<Enforce>(index));
            else
                report.add(value.place, not_one_of(word, words, {"safe", "wckeys", "nojobs", "nosteps"}),
                           doc.allowed);
        }
    };
    auto write = [words](const std::vector<Enforce>& list) {
        std::vector<std::string> found;
        for (const auto each : list) found.push_back(words[static_cast<std::size_t>(each)]);
        return names().write(found);
    };
    return {doc, std::move(read), std::move(write)};
}

}  // namespace

Form<std::vector<TresWeight>> weights_form() {
    const auto parse = [](const std::string& text) -> Parsed<std::vector<TresWeight>> {
        auto list = parse_weights(text);
        if (!list) return tl::unexpected{without_hint(list.error().detail)};
        return *list;
    };
    return scalar_form<std::vector<TresWeight>>(
        form_doc("NAME=WEIGHT,... such as cpu=1,mem=0.25G,gres/gpu=2", R"("type":"string")"), parse,
        [](const auto& list) { return format_weights(list); });
}

Form<AccountingSpec> accounting_form() {
    return map_form<AccountingSpec>({
        key("enforce", &AccountingSpec::enforce, enforce_list())
            .says("What jobs must comply with.",
                  "associations: their users must have them with their accounts. limits: those of "
                  "associations and QOS hold. "
                  "qos: the association must have the QOS. Each of the last two implies the first. Without "
                  "any, unknown "
                  "accounts and QOS are accepted and no limit holds.")
            .otherwise("none"),
        key("qos", &AccountingSpec::qos, list_form(qos_form()))
            .says("Qualities of service: --qos asks for one.")
            .otherwise("normal"),
        key("accounts", &AccountingSpec::accounts, list_form(account_form()))
            .says("Accounts, in a tree below root.")
            .otherwise("root"),
        key("users", &AccountingSpec::users, list_form(user_form()))
            .says("Users and their accounts.")
            .otherwise("none"),
        key("associations", &AccountingSpec::associations, list_form(association_form()))
            .says("Shares and limits of single users in their accounts.")
            .otherwise("none"),
    });
}

static Form<FairShareRule> fair_share_rule() {
    return one_of<FairShareRule>(
        {{"fair_tree", FairShareRule::fair_tree}, {"classic", FairShareRule::classic}});
}

Form<PrioritySpec> priority_form() {
    const auto weight = [](std::string name, std::uint32_t PrioritySpec::*member, std::string brief) {
        return key(std::move(name), member, whole_number(0, kMost)).says(std::move(brief));
    };
    return map_form<PrioritySpec>({
        weight("weight_age", &PrioritySpec::weight_age, "What a job counts that has waited for max_age."),
        weight("weight_association", &PrioritySpec::weight_association,
               "What the association of the largest priority counts."),
        weight("weight_fair_share", &PrioritySpec::weight_fair_share,
               "What the user counts who has used the least of a share."),
        weight("weight_job_size", &PrioritySpec::weight_job_size,
               "What a job counts that asks for the whole cluster."),
        weight("weight_partition", &PrioritySpec::weight_partition,
               "What the partition of the largest priority_job_factor counts."),
        weight("weight_qos", &PrioritySpec::weight_qos, "What the QOS of the largest priority counts."),
        key("max_age", &PrioritySpec::max_age, duration(1s, 24h * 3650)).says("The wait that counts fully."),
        key("favor_small", &PrioritySpec::favor_small, yes_or_no())
            .says("Whether small jobs, not large ones, have the larger size factor."),
        key("fair_share", &PrioritySpec::fair_share, fair_share_rule())
            .says("How usage and shares make a factor.", "docs/scheduling.md has the formulas."),
        key("half_life", &PrioritySpec::half_life, duration(0s, 24h * 3650))
            .says("Time after which usage counts half.", "With 0 it counts in full for good."),
        key("interval", &PrioritySpec::interval, duration(1s, 24h))
            .says("How often usage is charged and priorities are computed anew."),
    });
}

}  // namespace sluice
