// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/sshare.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/entry.hpp"
#include "scheduler/commands/users.hpp"

namespace sluice::commands {
namespace {

using O = SshareOptions;

template <auto Member>
constexpr auto raise_style =
    [](O& o, std::string_view) -> Result<void> { return o.style.*Member = true, Result<void>{}; };

const Option<O> kOptions[] = {
    {{"accounts", 'A', "LIST", "these accounts", ""}, append_list<&O::accounts>},
    {{"all", 'a', "", "all users", ""}, raise_flag<&O::all>},
    {{"clusters", 'M', "LIST", "accepted; there is one cluster", ""}, accept_only},
    {{"format", 'o', "LIST", "these fields: NAME[%[-]WIDTH]", ""}, store_text<&O::format>},
    {{"helpformat", 'e', "", "list the fields", ""}, raise_flag<&O::list_fields>},
    {{"long", 'l', "", "more fields", ""}, raise_flag<&O::long_format>},
    {{"noheader", 'n', "", "no header lines", ""}, raise_style<&ReportStyle::no_header>},
    {{"parsable", 'p', "", "fields with | after each", ""}, raise_style<&ReportStyle::parsable>},
    {{"parsable2", 'P', "", "fields with | between them", ""}, raise_style<&ReportStyle::parsable2>},
    {{"partition", 'm', "", "show partitions of associations", ""}, raise_flag<&O::with_partitions>},
    {{"users", 'u', "LIST", "these users", ""}, append_list<&O::users>},
    {{"Users", 'U', "", "only associations of users, no accounts", ""}, raise_flag<&O::only_users>},
    {{"verbose", 'v', "", "accepted", ""}, accept_only},
};

int run(const O& options) {
    const auto session = Session::open();
    if (!session) return report("sshare: error: Couldn't get shares from controller", session.error());
    const auto view = fetch_accounts(**session);
    if (!view) return report("sshare: error: Couldn't get shares from controller", view.error());
    const auto text = list_shares(options, *view, user_name(this_user()));
    if (!text) {
        fmt::print(stderr, "sshare: error: {}\n", text.error().detail);
        return EXIT_FAILURE;
    }
    fmt::print("{}", *text);
    return EXIT_SUCCESS;
}

}  // namespace

CommandDoc sshare_doc() {
    CommandDoc doc;
    doc.name = "sshare";
    doc.brief = "show how accounts and users share the cluster";
    doc.description =
        "Without options, all accounts and the associations of the calling user. RawUsage is in seconds of "
        "billing, halved in each half "
        "life; FairShare is the factor that priority.weight_fair_share multiplies.";
    doc.options = docs_of(std::span<const Option<O>>{kOptions});
    std::vector<std::string> names;
    for (const auto name : share_field_names()) names.emplace_back(name);
    doc.sections = {
        {"FIELDS", "Names may be abbreviated and written in any case: " + join(names, ", ") + ".", {}}};
    doc.help_letter = 'h';
    return doc;
}

int sshare_main(int argc, char** argv) {
    O options;
    const auto operands =
        read_options(sshare_doc(), std::span<const Option<O>>{kOptions}, options, argc, argv);
    if (!operands) return operands.error();
    if (!operands->empty()) {
        fmt::print(stderr, "sshare: error: Unknown arguments: {}\n", join(*operands, " "));
        return EXIT_FAILURE;
    }
    if (!options.list_fields) return run(options);
    fmt::print("{}", list_names(share_field_names()));
    return EXIT_SUCCESS;
}

}  // namespace sluice::commands
