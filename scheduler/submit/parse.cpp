// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scheduler/submit/option_table.hpp"
#include "scheduler/submit/scan.hpp"
#include "scheduler/submit/settle.hpp"
#include "scheduler/submit/stop.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

Stop scan_error(Command command, const std::string& error) {
    auto text = fmt::format("{}: {}\nTry \"{} --help\" for more information", to_string(command), error,
                            to_string(command));
    return {"", kUsageError, false, std::move(text)};
}

Applied apply(Request& request, const Option& option, const Value& value) {
    if (option.apply == nullptr) return stop(fmt::format("--{} is not supported yet", option.name));
    auto applied = option.apply(request, value);
    if (applied) {
        request.given.insert_or_assign(std::string{option.name},
                                       Given{std::string{value.text}, value.source});
    }
    return applied;
}

Applied apply_all(Request& request, const std::vector<Occurrence>& occurrences, Source source,
                  const Invocation& caller) {
    for (const auto& [option, text, given] : occurrences) {
        if (option->print != nullptr) continue;
        auto applied = apply(request, *option, {text, given, source, *option, caller});
        if (!applied) return applied;
    }
    return {};
}

/// Directives cannot ask for help, and --wrap would replace the very script that it stands in.
bool means_nothing_in_script(const Occurrence& occurrence) {
    return occurrence.option->print != nullptr || occurrence.option->name == "wrap";
}

Applied apply_directive(Request& request, const Directive& directive, const Invocation& caller) {
    auto scanned = scan(caller.command, directive.words);
    if (!scanned.error.empty()) return tl::unexpected{scan_error(caller.command, scanned.error)};
    std::erase_if(scanned.options, means_nothing_in_script);
    auto applied = apply_all(request, scanned.options, Source::script, caller);
    if (!applied || scanned.operands.empty()) return applied;
    const auto& word = scanned.operands.front();
    if (word == "hetjob" || word == "packjob") return stop("heterogeneous jobs are not supported yet");
    return stop(fmt::format("Invalid directive found in batch script: {}", word));
}

Applied apply_script(Request& request, const Invocation& caller) {
    for (const auto& directive : caller.directives) {
        auto applied = apply_directive(request, directive, caller);
        if (!applied) return applied;
    }
    return {};
}

/// What a variable sets; empty when it is there and says no.
std::optional<Value> value_of(const Option& option, std::string_view text, const Invocation& caller) {
    if (option.takes == Takes::nothing && !is_switched_on(text)) return std::nullopt;
    const bool given = option.takes == Takes::value || !text.empty();
    return Value{text, given, Source::environment, option, caller};
}

Applied apply_variables(Request& request, const Option& option, const Invocation& caller) {
    for (const auto name : split(variables_of(option, caller.command), ' ')) {
        const auto variable = caller.environment.find(name);
        if (name.empty() || variable == caller.environment.end()) continue;
        const auto value = value_of(option, variable->second, caller);
        if (!value) continue;
        auto applied = apply(request, option, *value);
        if (!applied) return applied;
    }
    return {};
}

Applied apply_environment(Request& request, const Invocation& caller) {
    for (const auto* option : options_of(caller.command)) {
        auto applied = apply_variables(request, *option, caller);
        if (!applied) return applied;
    }
    return {};
}

/// The text that --help, --usage or --version asks for, if one of them is there.
std::optional<std::string> text_to_print(const Scanned& scanned, Command command) {
    const auto prints = [](const Occurrence& each) { return each.option->print != nullptr; };
    const auto found = std::ranges::find_if(scanned.options, prints);
    if (found == scanned.options.end()) return std::nullopt;
    return found->option->print(command);
}

/// The command line in parts, unless it asks for a text or cannot be read.
tl::expected<Scanned, Exit> scan_arguments(const Invocation& invocation) {
    const auto command = invocation.command;
    auto scanned = scan(command, invocation.arguments);
    if (auto text = text_to_print(scanned, command)) return tl::unexpected{Exit{0, std::move(*text), ""}};
    if (!scanned.error.empty()) return tl::unexpected{to_exit(command, scan_error(command, scanned.error))};
    return scanned;
}

Applied apply_sources(Request& request, const Scanned& scanned, const Invocation& caller) {
    return apply_script(request, caller)
        .and_then([&] { return apply_environment(request, caller); })
        .and_then([&] { return apply_all(request, scanned.options, Source::command_line, caller); })
        .and_then([&] { return settle(request, caller); });
}

}  // namespace

tl::expected<ScriptSource, Exit> find_script(const Invocation& invocation) {
    auto scanned = scan_arguments(invocation);
    if (!scanned) return tl::unexpected{scanned.error()};
    Request request;
    const auto applied = apply_all(request, scanned->options, Source::command_line, invocation);
    if (!applied) return tl::unexpected{to_exit(invocation.command, applied.error())};
    const auto variable = invocation.environment.find("SBATCH_IGNORE_PBS");
    const bool ignore_pbs =
        request.ignore_pbs || (variable != invocation.environment.end() && is_switched_on(variable->second));
    return ScriptSource{std::move(request.wrap), std::move(scanned->operands), ignore_pbs};
}

tl::expected<Request, Exit> parse(const Invocation& invocation) {
    const auto scanned = scan_arguments(invocation);
    if (!scanned) return tl::unexpected{scanned.error()};
    Request request;
    request.operands = scanned->operands;
    const auto applied = apply_sources(request, *scanned, invocation);
    if (!applied) return tl::unexpected{to_exit(invocation.command, applied.error())};
    return request;
}

}  // namespace sluice::submit
