// SPDX-License-Identifier: Apache-2.0
//
// --cpu-bind, --mem-bind, --gpu-bind and --hint: words, and at last perhaps one with a list after a colon, which has
// commas of its own.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "scheduler/submit/values.hpp"

namespace sluice::submit {
namespace {

template <class Kind>
using Word = std::pair<std::string_view, Kind>;

constexpr std::array<Word<CpuBindKind>, 13> kCpuWords{{{"none", CpuBindKind::none},
                                                       {"no", CpuBindKind::none},
                                                       {"rank", CpuBindKind::rank},
                                                       {"rank_ldom", CpuBindKind::rank_ldom},
                                                       {"threads", CpuBindKind::threads},
                                                       {"cores", CpuBindKind::cores},
                                                       {"sockets", CpuBindKind::sockets},
                                                       {"ldoms", CpuBindKind::ldoms},
                                                       {"boards", CpuBindKind::boards},
                                                       {"map_cpu:", CpuBindKind::map_cpu},
                                                       {"mask_cpu:", CpuBindKind::mask_cpu},
                                                       {"map_ldom:", CpuBindKind::map_ldom},
                                                       {"mask_ldom:", CpuBindKind::mask_ldom}}};
constexpr std::array<Word<MemBindKind>, 7> kMemoryWords{{{"none", MemBindKind::none},
                                                         {"no", MemBindKind::none},
                                                         {"rank", MemBindKind::rank},
                                                         {"local", MemBindKind::local},
                                                         {"prefer", MemBindKind::prefer},
                                                         {"map_mem:", MemBindKind::map_mem},
                                                         {"mask_mem:", MemBindKind::mask_mem}}};
constexpr std::array<Word<GpuBindKind>, 6> kGpuWords{{{"none", GpuBindKind::none},
                                                      {"closest", GpuBindKind::closest},
                                                      {"single:", GpuBindKind::single},
                                                      {"per_task:", GpuBindKind::per_task},
                                                      {"map_gpu:", GpuBindKind::map_gpu},
                                                      {"mask_gpu:", GpuBindKind::mask_gpu}}};

/// Words of all three that are not a kind. `sort` orders pages by zone, which the kernel does not know any more.
bool is_quiet(std::string_view word) { return same_word(word, "q") || same_word(word, "quiet"); }
bool is_verbose(std::string_view word) { return same_word(word, "v") || same_word(word, "verbose"); }

struct Parsed {
    std::string_view word;           // of the kind, with its colon; empty: none was given
    std::vector<std::string> list;
    bool verbose = false;
};

/// `2*0x3` stands for 0x3,0x3.
void add_repeated(std::string_view item, std::vector<std::string>& list) {
    const auto star = item.find('*');
    const auto times = star == std::string_view::npos ? 1 : parse_count(item.substr(0, star)).value_or(1);
    if (star != std::string_view::npos) item.remove_prefix(star + 1);
    list.insert(list.end(), std::min(times, 65'536u), std::string{item});
}

Parsed take_apart(std::string_view text) {
    Parsed parsed;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find_first_of(",:"));
        if (!is_quiet(word) && !is_verbose(word) && !same_word(word, "sort")) break;
        parsed.verbose = is_verbose(word);
        text.remove_prefix(std::min(word.size() + 1, text.size()));
    }
    const auto colon = text.find(':');
    parsed.word = text.substr(0, colon == std::string_view::npos ? colon : colon + 1);
    if (colon == std::string_view::npos) return parsed;
    for (const auto item : split(text.substr(colon + 1))) {
        if (!item.empty()) add_repeated(item, parsed.list);
    }
    return parsed;
}

/// As Slurm says it: what is wrong, and then that it is fatal.
tl::unexpected<Stop> wrong(const Value& value, std::string_view text) {
    const auto before = prefixed(value.caller.command, "error: ", text);
    return tl::unexpected{Stop{fmt::format("Failed to parse --{}= values.", value.option.name), kRequestError, true,
                               before.substr(0, before.size() - 1)}};
}

bool takes_list(std::string_view word) { return word.ends_with(':'); }

template <class Words>
auto find_kind(const Value& value, const Parsed& parsed, const Words& words)
    -> tl::expected<decltype(words[0].second), Stop> {
    using Kind = std::remove_cvref_t<decltype(words[0].second)>;
    for (const auto& [word, kind] : words) {
        if (same_word(parsed.word, word)) {
            if (takes_list(word) && parsed.list.empty()) {
                return wrong(value, fmt::format("missing list for \"--{}={}<list>\"", value.option.name, word));
            }
            return Kind{kind};
        }
        if (takes_list(word) && same_word(parsed.word, word.substr(0, word.size() - 1))) {
            return wrong(value, fmt::format("missing list for \"--{}={}<list>\"", value.option.name, word));
        }
    }
    return wrong(value, fmt::format("unrecognized --{} argument \"{}\"", value.option.name, value.text));
}

/// What --cpu-bind of a task says to a step that is started from it is about the task, not about the step.
bool is_inherited(const Value& value) {
    return value.source == Source::environment && value.caller.environment.contains("SLURM_STEP_ID") &&
           value.text.find("mask_cpu:") != std::string_view::npos;
}

}  // namespace

Applied read_cpu_bind(const Value& value, BindSpec& bind) {
    if (is_inherited(value)) return {};
    auto parsed = take_apart(value.text);
    bind.cpu_verbose = parsed.verbose;
    bind.cpu = CpuBindKind::automatic;
    bind.cpu_list.clear();
    if (parsed.word.empty()) return {};
    const auto kind = find_kind(value, parsed, kCpuWords);
    if (!kind) return tl::unexpected{kind.error()};
    bind.cpu = *kind;
    bind.cpu_list = std::move(parsed.list);
    return {};
}

Applied read_memory_bind(const Value& value, BindSpec& bind) {
    auto parsed = take_apart(value.text);
    bind.memory_verbose = parsed.verbose;
    bind.memory = MemBindKind::none;
    bind.memory_list.clear();
    if (parsed.word.empty()) return {};
    const auto kind = find_kind(value, parsed, kMemoryWords);
    if (!kind) return tl::unexpected{kind.error()};
    bind.memory = *kind;
    bind.memory_list = std::move(parsed.list);
    return {};
}

Applied read_gpu_bind(const Value& value, BindSpec& bind) {
    auto parsed = take_apart(value.text);
    bind.gpu_verbose = parsed.verbose;
    bind.gpu = GpuBindKind::none;
    bind.gpu_list.clear();
    if (parsed.word.empty()) return {};
    const auto kind = find_kind(value, parsed, kGpuWords);
    if (!kind) return tl::unexpected{kind.error()};
    bind.gpu = *kind;
    if (*kind == GpuBindKind::single || *kind == GpuBindKind::per_task) {
        const auto count = parse_count(parsed.list.front());
        if (!count || *count == 0) return wrong(value, fmt::format("bad count in \"--gpu-bind={}\"", value.text));
        bind.gpu_count = *count;
    } else {
        bind.gpu_list = std::move(parsed.list);
    }
    return {};
}

Applied read_hint(const Value& value, NodeShape& shape) {
    if (same_word(value.text, "multithread") || same_word(value.text, "none")) {
        shape.threads_per_core.reset();
    } else if (same_word(value.text, "nomultithread") || same_word(value.text, "compute_bound")) {
        shape.threads_per_core = 1;
    } else if (same_word(value.text, "memory_bound")) {
        shape.threads_per_core = 1;
        shape.tasks_per_socket = 1;
    } else {
        return stop("unrecognized --hint argument \"" + std::string{value.text} + "\", see --hint=help", kRequestError);
    }
    return {};
}

Applied read_node_shape(const Value& value, NodeShape& shape) {
    const auto words = split(value.text, ':');
    std::array<std::optional<std::uint32_t>*, 3> targets{&shape.sockets, &shape.cores_per_socket, &shape.threads_per_core};
    if (words.size() > targets.size()) return invalid(value);
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "*") continue;
        const auto count = parse_count(words[i]);
        if (!count || *count == 0) return invalid(value);
        *targets[i] = *count;
    }
    return {};
}

}  // namespace sluice::submit
