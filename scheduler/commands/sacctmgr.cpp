// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/sacctmgr.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "scheduler/commands/doc_parts.hpp"
#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/entry.hpp"
#include "scheduler/submit/help.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::commands {
namespace {

using O = SacctmgrOptions;
constexpr auto kTimeToDecide = std::chrono::seconds{30};

template <auto Member>
constexpr auto raise_style =
    [](O& o, std::string_view) -> Result<void> { return o.style.*Member = true, Result<void>{}; };

const Option<O> kOptions[] = {
    {{"associations", 's', "", "with users and accounts, show their associations", ""},
     raise_flag<&O::with_associations>},
    {{"delimiter", 0, "TEXT", "between the fields of -p and -P, instead of |", ""},
     [](O& o, std::string_view text) { return o.style.delimiter = text, Result<void>{}; }},
    {{"immediate", 'i', "", "commit without asking", ""}, raise_flag<&O::immediate>},
    {{"noheader", 'n', "", "no header lines", ""}, raise_style<&ReportStyle::no_header>},
    {{"oneliner", 'o', "", "accepted", ""}, accept_only},
    {{"parsable", 'p', "", "fields with | after each", ""}, raise_style<&ReportStyle::parsable>},
    {{"parsable2", 'P', "", "fields with | between them", ""}, raise_style<&ReportStyle::parsable2>},
    {{"quiet", 'Q', "", "no message unless something failed", ""}, raise_flag<&O::quiet>},
    {{"readonly", 'r', "", "change nothing", ""}, raise_flag<&O::read_only>},
    {{"verbose", 'v', "", "accepted", ""}, accept_only},
};

int complain(std::string_view text) {
    fmt::print(stderr, "{}\n", text);
    return EXIT_FAILURE;
}

int report_unreachable(const Error& error) {
    return report("sacctmgr: error: Problem talking to the database", error);
}

/// Waits for a line that says yes; no answer in time means no.
bool user_agrees() {
    fmt::print("Would you like to commit changes? (You have {} seconds to decide)\n(N/y): ",
               kTimeToDecide.count());
    std::fflush(stdout);
    pollfd input{STDIN_FILENO, POLLIN, 0};
    if (::poll(&input, 1, static_cast<int>(std::chrono::milliseconds{kTimeToDecide}.count())) <= 0)
        return false;
    char answer[64] = {};
    return std::fgets(answer, sizeof answer, stdin) != nullptr && (answer[0] == 'y' || answer[0] == 'Y');
}

int commit(Session& session, const AccountsView& view, const Proposal& proposal) {
    wire::Message request;
    wire::encode(proposal.change, request.mutable_update_accounts()->mutable_change());
    request.mutable_update_accounts()->set_version(view.version);
    const auto done = session.ask(std::move(request));
    if (done) return EXIT_SUCCESS;
    if (is_unreachable(done.error())) return report_unreachable(done.error());
    const auto& error = done.error();
    return complain(fmt::format("sacctmgr: error: {}",
                                error.detail.empty() ? std::string{slurm_text(error.code)} : error.detail));
}

using Propose = Result<Proposal> (*)(const AccountsView& view, Entity entity, const Terms& terms);

int change(Session& session, const O& options, Propose propose, Entity entity, const Terms& terms) {
    if (options.read_only) return complain("sacctmgr: error: Can't run this command in readonly mode.");
    const auto view = fetch_accounts(session);
    if (!view) return report_unreachable(view.error());
    const auto proposal = propose(*view, entity, terms);
    if (!proposal) return complain(proposal.error().detail);
    if (!options.quiet || proposal->is_empty()) fmt::print("{}", proposal->text);
    if (proposal->is_empty()) return EXIT_FAILURE;
    std::fflush(stdout);
    if (options.immediate || user_agrees()) return commit(session, *view, *proposal);
    fmt::print(" Changes Discarded\n");
    return EXIT_SUCCESS;
}

int list(Session& session, const O& options, Entity entity, const Terms& terms) {
    const auto view = fetch_accounts(session);
    if (!view) return report_unreachable(view.error());
    const auto text = list_accounting(*view, entity, terms, options);
    if (!text) return complain(text.error().detail);
    fmt::print("{}", *text);
    return EXIT_SUCCESS;
}

struct Verb {
    std::string_view name;
    Propose propose;  // null: it lists
};
const Verb kVerbs[] = {
    {"add", propose_add}, {"create", propose_add},    {"delete", propose_delete},
    {"list", nullptr},    {"modify", propose_modify}, {"remove", propose_delete},
    {"show", nullptr},    {"update", propose_modify},
};

int run(const O& options, const std::vector<std::string>& words) {
    std::vector<std::string_view> names;
    for (const auto& verb : kVerbs) names.push_back(verb.name);
    if (words.empty()) return complain(usage_text(sacctmgr_doc()));
    if (equal_words(words.front(), "version"))
        return fmt::print("{}", submit::version_text(submit::Command::sbatch)), EXIT_SUCCESS;
    const auto verb = find_word(words.front(), names);
    if (!verb) return complain(fmt::format("invalid keyword: {}", words.front()));
    const auto entity = words.size() > 1 ? read_entity(words[1]) : std::nullopt;
    if (!entity)
        return complain(
            fmt::format("No valid entity in {} command\nAllowed are account, association, cluster, qos, user",
                        kVerbs[*verb].name));
    const auto terms = read_terms(std::span{words}.subspan(2));
    if (!terms) return complain(terms.error().detail);
    const auto session = Session::open();
    if (!session) return report_unreachable(session.error());
    const auto propose = kVerbs[*verb].propose;
    return propose == nullptr ? list(**session, options, *entity, *terms)
                              : change(**session, options, propose, *entity, *terms);
}

SectionDoc settings_section(std::string title, std::span<const std::string_view> names) {
    std::string text = "Names may be abbreviated and written in any case; -1 takes a limit away: ";
    for (std::size_t i = 0; i < names.size(); ++i) text += fmt::format("{}{}", i == 0 ? "" : ", ", names[i]);
    return {std::move(title), text + ".", {}};
}

}  // namespace

CommandDoc sacctmgr_doc() {
    CommandDoc doc;
    doc.name = "sacctmgr";
    doc.brief = "show and change accounts, users, associations and QOS";
    doc.operands = "add|modify|delete|list ENTITY [NAME...] [where KEY=VALUE...] [set KEY=VALUE...]";
    doc.description =
        "Entities are account, user, association, qos and cluster. A user's association with an account is "
        "added, "
        "modified and deleted with the user: `add user alice account=physics`, `modify user alice where "
        "account=physics "
        "set maxjobs=3`. What cluster.yaml names is changed there. Only administrators change anything. "
        "Lists take "
        "conditions and format=NAME[%[-]WIDTH],... .";
    doc.options = docs_of(std::span<const Option<O>>{kOptions});
    doc.sections = {settings_section("SETTINGS OF ASSOCIATIONS", association_settings()),
                    settings_section("SETTINGS OF QOS", qos_settings())};
    for (const auto& verb : kVerbs) doc.words.push_back(verb.name);
    doc.help_letter = 'h';
    return doc;
}

int sacctmgr_main(int argc, char** argv) {
    O options;
    const auto words =
        read_options(sacctmgr_doc(), std::span<const Option<O>>{kOptions}, options, argc, argv);
    return words ? run(options, *words) : words.error();
}

}  // namespace sluice::commands
