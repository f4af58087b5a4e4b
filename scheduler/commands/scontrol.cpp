// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/scontrol.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "scheduler/commands/doc_parts.hpp"
#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/entry.hpp"
#include "scheduler/config/load.hpp"
#include "scheduler/submit/help.hpp"

namespace sluice::commands {
namespace {

const Option<Scontrol> kOptions[] = {
    {{"all", 'a', "", "also what is hidden (nothing is)", "SCONTROL_ALL"}, accept_only},
    {{"clusters", 'M', "NAME", "accepted; there is one cluster", ""}, accept_only},
    {{"details", 'd', "", "show more of each job", ""}, raise_flag<&Scontrol::detail>},
    {{"future", 'F', "", "accepted; no node is of the future", ""}, accept_only},
    {{"hide", 0, "", "accepted; nothing is hidden", ""}, accept_only},
    {{"json", 0, "", "jobs, nodes and partitions as JSON", ""}, raise_flag<&Scontrol::json>},
    {{"oneliner", 'o', "", "one line for each record", ""}, raise_flag<&Scontrol::one_line>},
    {{"quiet", 'Q', "", "no message unless something failed", ""}, raise_flag<&Scontrol::quiet>},
    {{"verbose", 'v', "", "accepted", ""}, accept_only},
};

constexpr std::size_t kMostWordsOfShow = 2;  // what, and which

int complain(std::string_view text) {
    fmt::print(stderr, "{}\n", text);
    return EXIT_FAILURE;
}

int show(Scontrol& scontrol, Arguments arguments) {
    const std::string_view word = arguments.front();
    const auto equals = std::min(word.find('='), word.size());
    if (arguments.size() > kMostWordsOfShow) return complain("too many arguments for keyword:show");
    const auto* noun = find_keyword(show_keywords(), word.substr(0, equals));
    if (noun == nullptr) return complain(fmt::format("invalid entity:{} for keyword:show ", word));
    if (equals == word.size()) return noun->run(scontrol, arguments.subspan(1));
    const std::string name{word.substr(equals + 1)};  // `show ReservationName=R`
    return noun->run(scontrol, Arguments{&name, 1});
}

int version(Scontrol&, Arguments) {
    fmt::print("{}", submit::version_text(submit::Command::sbatch));
    return EXIT_SUCCESS;
}

int help(Scontrol&, Arguments) {
    fmt::print("{}", help_text(scontrol_doc()));
    return EXIT_SUCCESS;
}

/// The configuration that the controller runs with; empty if it cannot be read.
std::optional<ClusterConfig> running_configuration(const wire::Message& reply) {
    auto loaded = load(reply.config().yaml(), "cluster.yaml");
    return loaded ? std::optional{std::move(*loaded)} : std::nullopt;
}

/// There is nothing to do while the file says what the controller runs with.
int reconfigure(Scontrol& scontrol, Arguments) {
    wire::Message request;
    request.mutable_config_query();
    const auto reply = scontrol.ask(std::move(request));
    if (!reply) return report("slurm_reconfigure error", reply.error());
    if (running_configuration(*reply) == scontrol.session->config()) return EXIT_SUCCESS;
    return complain(
        "slurm_reconfigure error: Requested operation not supported on this system\n"
        "scontrol: cluster.yaml has changed; the controller reads it when it starts: `sluice down`, then "
        "`sluice up`. Running jobs go on.");
}

int not_supported(Scontrol&, Arguments) {
    return complain("scontrol: error: Requested operation not supported on this system");
}

const Keyword kKeywords[] = {
    {"show", 1, show, "records of jobs, steps, nodes, partitions, the configuration, host lists"},
    {"update", 1, update,
     "change a job, nodes, a partition or a reservation: JobId=1 TimeLimit=30, NodeName=n1 State=DRAIN Reason=disk"},
    {"hold", 1, hold_jobs, "keep waiting jobs from starting"},
    {"holdu", 1, hold_jobs, "as hold"},
    {"uhold", 1, hold_jobs, "as hold"},
    {"release", 1, release_jobs, "let held jobs start"},
    {"requeue", 1, requeue_jobs, "put batch jobs back into the queue"},
    {"requeuehold", 1, requeue_and_hold_jobs, "the same, and keep them there until they are released"},
    {"top", 1, top_jobs, "move waiting jobs before the others of the same user, partition, account and QOS"},
    {"notify", 2, notify_job, "JOB TEXT: write a line into the output of a running job"},
    {"wait_job", 1, wait_for_job, "wait until the job's nodes are its own"},
    {"write", 2, write_script, "batch_script JOB [FILE|-]: the script of a job, by default into slurm-JOB.sh"},
    {"suspend", 1, suspend_jobs, "stop running jobs where they are; others may use their CPUs"},
    {"resume", 1, resume_jobs, "let suspended jobs go on"},
    {"create", 1, create, "make a reservation: create ReservationName=NAME StartTime=now Duration=60 Users=ann Nodes=n[1-4]"},
    {"delete", 1, delete_entity, "drop a reservation: delete ReservationName=NAME"},
    {"ping", 0, ping, "whether the controller answers"},
    {"version", 0, version, "the version"},
    {"help", 0, help, "the options and keywords"},
    {"reconfigure", 0, reconfigure, "whether the controller runs with cluster.yaml as it is now"},
    {"cancel_reboot", 0, not_supported, ""},
    {"listpids", 0, not_supported, ""},
    {"reboot", 0, not_supported, ""},
    {"takeover", 0, not_supported, ""},
};

SectionDoc keyword_section(std::string title, std::string_view before, std::span<const Keyword> table) {
    SectionDoc section{std::move(title), "Words may be abbreviated.", {}};
    for (const auto& each : table) {
        if (!each.help.empty())
            section.terms.push_back({fmt::format("{}{}", before, each.name), std::string{each.help}});
    }
    return section;
}

int run(Scontrol& scontrol, const std::vector<std::string>& words) {
    if (words.empty()) return complain("scontrol: error: no keyword given; `scontrol help` lists them");
    const auto* keyword = find_keyword(kKeywords, words.front());
    if (keyword == nullptr) return complain(fmt::format("invalid keyword: {}", words.front()));
    const auto arguments = Arguments{words}.subspan(1);
    if (arguments.size() < keyword->least_arguments)
        return complain(fmt::format("too few arguments for keyword:{}", keyword->name));
    return keyword->run(scontrol, arguments);
}

}  // namespace

Result<Session*> Scontrol::connect() {
    if (!session) {
        auto opened = Session::open();
        if (!opened) return tl::unexpected{opened.error()};
        session = std::move(*opened);
    }
    return session.get();
}

Result<wire::Message> Scontrol::ask(wire::Message request) {
    const auto connected = connect();
    if (!connected) return tl::unexpected{connected.error()};
    return (*connected)->ask(std::move(request));
}

const Keyword* find_keyword(std::span<const Keyword> table, std::string_view word) {
    std::vector<std::string_view> names;
    for (const auto& each : table) names.push_back(each.name);
    const auto place = find_word(word, names);
    return place ? &table[*place] : nullptr;
}

CommandDoc scontrol_doc() {
    CommandDoc doc;
    doc.name = "scontrol";
    doc.brief = "show and change jobs, nodes, partitions and the configuration";
    doc.operands = "KEYWORD [ARGUMENT]...";
    doc.description =
        "Keys and keywords are recognised in any case. Nodes and partitions are changed by administrators.";
    doc.options = docs_of(std::span<const Option<Scontrol>>{kOptions});
    doc.sections = {keyword_section("KEYWORDS", "", kKeywords),
                    keyword_section("RECORDS", "show ", show_keywords()), update_section(), reservation_section(),
                    query_variables_section()};
    for (const auto& each : kKeywords) {
        if (!each.help.empty()) doc.words.push_back(each.name);
    }
    doc.help_letter = 'h';
    return doc;
}

int scontrol_main(int argc, char** argv) {
    Scontrol scontrol;
    const auto words =
        read_options(scontrol_doc(), std::span<const Option<Scontrol>>{kOptions}, scontrol, argc, argv);
    return words ? run(scontrol, *words) : words.error();
}

}  // namespace sluice::commands
