// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/sattach.hpp"

namespace sluice::commands {
namespace {

using O = SattachOptions;

template <auto Member>
constexpr auto store_filter = [](O& options, std::string_view text) -> Result<void> {
    TaskFilter filter;
    filter.none = text == "none";
    if (!filter.none && text != "all") {
        filter.only = parse_number<std::uint32_t>(text);
        if (!filter.only) return fail(Errc::invalid_argument, fmt::format("Invalid task filter: {}", text));
    }
    options.*Member = filter;
    return {};
};

const Option<O> kOptions[] = {
    {{"error-filter", 0, "TASK|all|none", "whose standard error is shown", ""}, store_filter<&O::error>},
    {{"input-filter", 0, "TASK|all|none", "who gets standard input", ""}, store_filter<&O::input>},
    {{"label", 'l', "", "put the task's number before each line", ""}, raise_flag<&O::label>},
    {{"layout", 0, "", "print which tasks run where, and do not attach", ""}, raise_flag<&O::layout>},
    {{"output-filter", 0, "TASK|all|none", "whose standard output is shown", ""}, store_filter<&O::output>},
    {{"quiet", 'Q', "", "print errors only", ""}, raise_flag<&O::quiet>},
};

}  // namespace

std::span<const Option<SattachOptions>> sattach_options() { return kOptions; }

CommandDoc sattach_doc() {
    CommandDoc doc;
    doc.name = "sattach";
    doc.brief = "see and feed the tasks of a running step";
    doc.operands = "JOB.STEP";
    doc.description =
        "Shows what the tasks of a step print from now on, beside the srun that started it, and passes standard input on "
        "to them. The end of standard input is not the end of theirs. Only the owner of the job may attach.";
    doc.options = docs_of(sattach_options());
    doc.sections = {{"EXIT STATUS", "The highest exit code of the tasks that ended meanwhile; 1 if there is no such step.", {}}};
    return doc;
}

}  // namespace sluice::commands
