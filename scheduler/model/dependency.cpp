// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/dependency.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>

#include "scheduler/model/number.hpp"
#include "scheduler/model/word.hpp"

namespace sluice {
namespace {

constexpr std::array<std::string_view, 6> kKinds{"after", "afterany", "afterok", "afternotok", "aftercorr", "singleton"};
constexpr std::uint32_t kMostMinutes = 60 * 24 * 366 * 10;

tl::unexpected<Error> invalid(std::string_view where) {
    return fail(Errc::invalid_dependency, fmt::format("'{}' is not a dependency", where));
}

std::optional<DependencyKind> kind_named(std::string_view word) {
    const auto found = std::ranges::find_if(kKinds, [&](std::string_view name) { return same_word(name, word); });
    if (found == kKinds.end()) return std::nullopt;
    return static_cast<DependencyKind>(found - kKinds.begin());
}

/// Cuts off and returns what follows the mark; empty if it is not there.
std::optional<std::string_view> cut_after(std::string_view& text, char mark) {
    const auto at = text.find(mark);
    if (at == std::string_view::npos) return std::nullopt;
    const auto rest = text.substr(at + 1);
    text = text.substr(0, at);
    return rest;
}

bool read_delay(std::optional<std::string_view> text, DependencyTerm& term) {
    if (!text) return true;
    const auto due = cut_after(*text, '@');
    const auto minutes = parse_number<std::uint32_t>(*text);
    if (!minutes || *minutes > kMostMinutes || term.kind != DependencyKind::after) return false;
    term.delay = std::chrono::minutes{*minutes};
    if (!due) return true;
    const auto seconds = parse_number<std::uint64_t>(*due);
    if (seconds) term.due = Instant{Duration{static_cast<std::int64_t>(*seconds)}};
    return seconds.has_value();
}

bool read_task(std::optional<std::string_view> text, DependencyTerm& term) {
    if (!text) return true;
    term.whole_array = *text == "*";
    if (!term.whole_array) term.task = parse_number<std::uint32_t>(*text);
    return term.whole_array || term.task;
}

/// `12`, `12_3`, `12_*`, `12+5`
std::optional<DependencyTerm> read_job(std::string_view text, DependencyKind kind) {
    DependencyTerm term;
    term.kind = kind;
    if (!read_delay(cut_after(text, '+'), term) || !read_task(cut_after(text, '_'), term)) return std::nullopt;
    const auto job = parse_number<std::uint32_t>(text);
    if (!job || *job == 0) return std::nullopt;
    term.job = JobId{*job};
    return term;
}

bool read_jobs(std::string_view list, DependencyKind kind, bool failed, std::vector<DependencyTerm>& terms) {
    for (std::optional<std::string_view> rest = list; rest;) {
        auto word = *rest;
        rest = cut_after(word, ':');
        auto term = read_job(word, kind);
        if (!term) return false;
        term->failed = failed;
        terms.push_back(*term);
    }
    return true;
}

/// `afterok:12:13`, `singleton`; at the beginning also `12:13`, which means afterany.
Result<void> read_item(std::string_view item, std::vector<DependencyTerm>& terms) {
    const auto whole = item;
    const auto mark = cut_after(item, '(');
    const bool failed = mark && mark->starts_with("failed");
    const bool bare = terms.empty() && !item.empty() && std::isdigit(static_cast<unsigned char>(item[0])) != 0;
    if (bare) return read_jobs(item, DependencyKind::afterany, failed, terms) ? Result<void>{} : invalid(whole);

    const auto jobs = cut_after(item, ':');
    if (same_word(item, "afterburstbuffer") || same_word(item, "expand"))
        return fail(Errc::invalid_dependency, fmt::format("{} is not supported", item));
    const auto kind = kind_named(item);
    if (!kind) return invalid(whole);
    if (*kind == DependencyKind::singleton) {
        if (jobs) return invalid(whole);
        terms.push_back({*kind, {}, {}, false, Duration{0}, {}, failed});
        return {};
    }
    return jobs && read_jobs(*jobs, *kind, failed, terms) ? Result<void>{} : invalid(whole);
}

std::string text_of(const DependencyTerm& term) {
    std::string text{kKinds[static_cast<std::size_t>(term.kind)]};
    if (term.kind != DependencyKind::singleton) text += fmt::format(":{}", term.job.value());
    if (term.task) text += fmt::format("_{}", *term.task);
    else if (term.whole_array) text += "_*";
    if (term.delay > Duration{0}) text += fmt::format("+{}", term.delay / std::chrono::minutes{1});
    if (term.due) text += fmt::format("@{}", term.due->time_since_epoch().count());
    return text + (term.failed ? "(failed)" : "(unfulfilled)");
}

}  // namespace

bool Dependency::hopeless() const {
    const auto failed = [](const DependencyTerm& term) { return term.failed; };
    if (terms.empty()) return false;
    return any ? std::ranges::all_of(terms, failed) : std::ranges::any_of(terms, failed);
}

bool Dependency::has(DependencyKind kind) const {
    return std::ranges::any_of(terms, [&](const DependencyTerm& term) { return term.kind == kind; });
}

Result<Dependency> parse_dependency(std::string_view text) {
    Dependency dependency;
    dependency.any = text.find('?') != std::string_view::npos;
    if (dependency.any && text.find(',') != std::string_view::npos)
        return fail(Errc::invalid_dependency, "',' and '?' cannot be mixed");
    const char separator = dependency.any ? '?' : ',';
    for (std::optional<std::string_view> rest = text; rest;) {
        auto item = *rest;
        rest = cut_after(item, separator);
        if (auto read = read_item(item, dependency.terms); !read) return tl::unexpected{read.error()};
    }
    return dependency;
}

std::string to_string(const Dependency& dependency) {
    std::string text;
    for (const auto& term : dependency.terms) {
        if (!text.empty()) text += dependency.any ? '?' : ',';
        text += text_of(term);
    }
    return text;
}

std::string shown_dependency(std::string_view recorded) {
    std::string shown;
    bool hidden = false;
    for (const char c : recorded) {
        hidden = c == '@' || (hidden && std::isdigit(static_cast<unsigned char>(c)) != 0);
        if (!hidden) shown += c;
    }
    return shown;
}

}  // namespace sluice
