// SPDX-License-Identifier: Apache-2.0
//
// Where sbatch's script comes from.
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>

#include "scheduler/commands/sbatch_parts.hpp"
#include "scheduler/submit/script.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::commands {
namespace {

bool is_readable(const std::string& path) { return ::access(path.c_str(), R_OK) == 0; }

/// What cannot be read, such as a directory, is empty.
std::string read_all(std::istream& in) {
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

/// A name without a slash is also looked for in PATH.
std::optional<std::string> find_script(const std::string& name, const submit::Invocation& invocation) {
    const auto here = name.starts_with('/') ? name : fmt::format("{}/{}", invocation.work_dir, name);
    if (is_readable(here)) return here;
    const auto path = invocation.environment.find("PATH");
    if (name.find('/') != std::string::npos || path == invocation.environment.end()) return std::nullopt;
    for (const auto directory : submit::split(path->second, ':')) {
        if (auto file = fmt::format("{}/{}", directory, name); is_readable(file)) return file;
    }
    return std::nullopt;
}

tl::expected<BatchScript, submit::Stop> read_named(const std::string& name,
                                                   const submit::Invocation& invocation) {
    const auto path = find_script(name, invocation);
    if (!path) return submit::stop(fmt::format("Unable to open file {}", name), submit::kRequestError);
    std::ifstream file{*path, std::ios::binary};
    return BatchScript{*path, name, read_all(file)};
}

tl::expected<BatchScript, submit::Stop> obtain(const submit::ScriptSource& source,
                                               const submit::Invocation& invocation) {
    if (source.wrap) return BatchScript{"", "wrap", submit::wrap_script(*source.wrap)};
    if (source.operands.empty()) return BatchScript{"", "stdin", read_all(std::cin)};
    return read_named(source.operands.front(), invocation);
}

}  // namespace

tl::expected<BatchScript, submit::Stop> read_script(const submit::ScriptSource& source,
                                                    const submit::Invocation& invocation) {
    auto script = obtain(source, invocation);
    if (!script) return script;
    const auto checked = submit::check_script(script->text);
    if (!checked) return tl::unexpected{checked.error()};
    return script;
}

}  // namespace sluice::commands
