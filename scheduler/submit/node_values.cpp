// SPDX-License-Identifier: Apache-2.0
//
// Values that name hosts or what hosts have.
#include <fmt/format.h>

#include <algorithm>

#include "scheduler/model/hostlist.hpp"
#include "scheduler/model/number.hpp"
#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

Read<std::vector<std::string>> expand(const Value& value, std::string_view text) {
    auto hosts = expand_hosts(text);
    if (hosts) return std::move(*hosts);
    return tl::unexpected{refused(value.caller.command, {Errc::invalid_node_name, hosts.error().detail})};
}

Read<std::vector<std::string>> each_once(Read<std::vector<std::string>> hosts) {
    if (!hosts) return hosts;
    std::vector<std::string> once;
    for (auto& host : *hosts) {
        if (std::ranges::find(once, host) == once.end()) once.push_back(std::move(host));
    }
    return once;
}

Result<std::string> read_file(const Value& value) {
    const auto& read = value.caller.read_file;
    return read ? read(std::string{value.text}) : fail(Errc::io_error, "No such file or directory");
}

/// Lines and blanks separate hosts as commas do; `#` begins a comment.
std::string as_host_list(std::string_view content) {
    std::string list;
    for (auto line : split(content, '\n')) {
        line = line.substr(0, line.find('#'));
        for (const char c : line) list += c == ' ' || c == '\t' || c == '\r' ? ',' : c;
        list += ',';
    }
    const auto doubled = [](char a, char b) { return a == ',' && b == ','; };
    list.erase(std::unique(list.begin(), list.end(), doubled), list.end());
    if (list.starts_with(',')) list.erase(0, 1);
    if (list.ends_with(',')) list.pop_back();
    return list;
}

Read<std::vector<GresCount>> parse(std::string_view text) {
    auto gres = parse_gres(text);
    if (gres) return std::move(*gres);
    return stop(std::string{slurm_text(Errc::invalid_gres)}, kRequestError);
}

}  // namespace

Read<std::vector<std::string>> hosts_with_repetitions(const Value& value) {
    if (value.text.find('/') == std::string_view::npos) return expand(value, value.text);
    const auto content = read_file(value);
    if (content) return expand(value, as_host_list(*content));
    return stop(fmt::format("error opening file {}, {}", value.text, content.error().detail), kRequestError);
}

Read<std::vector<std::string>> hosts_in_file_with_repetitions(const Value& value) {
    const auto content = read_file(value);
    if (content) return expand(value, as_host_list(*content));
    return stop(fmt::format("error opening file {}, {}\nInvalid --nodefile node file", value.text,
                            content.error().detail));
}

Read<std::vector<std::string>> hosts_of(const Value& value) { return each_once(hosts_with_repetitions(value)); }

Read<std::vector<std::string>> hosts_in_file(const Value& value) {
    return each_once(hosts_in_file_with_repetitions(value));
}

Read<std::vector<LicenseCount>> licenses_of(const Value& value) {
    auto licenses = parse_licenses(value.text);
    if (licenses) return std::move(*licenses);
    return stop(std::string{slurm_text(Errc::invalid_license)}, kRequestError);
}

Read<std::vector<GresCount>> gres_of(const Value& value) { return parse(value.text); }

Read<std::vector<GresCount>> gpus_of(const Value& value) {
    std::string text;
    for (const auto item : split(value.text)) text += fmt::format("{}gpu:{}", text.empty() ? "" : ",", item);
    return parse(text);
}

Applied read_switches(const Value& value, std::optional<std::uint32_t>& switches, std::optional<Duration>& wait) {
    const auto at = std::min(value.text.find('@'), value.text.size());
    const auto count = parse_number<std::uint32_t>(value.text.substr(0, at));
    if (!count || *count == 0) return invalid_number(value);
    switches = *count;
    if (at == value.text.size()) return {};
    const auto time = parse_time_limit(value.text.substr(at + 1));
    if (!time) return invalid(value);
    wait = time->value_or(std::chrono::days{36'500});
    return {};
}

}  // namespace sluice::submit
