// SPDX-License-Identifier: Apache-2.0
#include "launcher/pmi/board.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "launcher/pmi/process_mapping.hpp"

namespace sluice::pmi {
namespace {

constexpr std::string_view kMappingKey = "PMI_process_mapping";
constexpr std::size_t kLongestName = 256;
constexpr std::size_t kLongestKey = 64;
constexpr std::size_t kLongestValue = 1024;

/// Spawned processes would need an allocation of their own.
constexpr std::string_view kNoSpawn =
    "MPI_Comm_spawn is not supported: start all ranks at once, or mpiexec/mpirun in the batch script";

/// Programs abort with any number, negative ones too.
int exit_code(const std::string& text) {
    int code = 1;
    std::from_chars(text.data(), text.data() + text.size(), code);
    return code;
}

}  // namespace

Board::Board(Layout layout, Hooks hooks) : layout_{std::move(layout)}, hooks_{std::move(hooks)} {
    auto mapping = process_mapping(layout_.ranks);
    // Without it ranks find out themselves who shares a machine with them.
    if (mapping.size() <= kLongestValue) keys_.emplace(kMappingKey, std::move(mapping));
}

void Board::take(std::uint32_t rank, std::string_view line) {
    if (spawning_.contains(rank)) {
        if (line != "endcmd") return;
        spawning_.erase(rank);
        return refuse_spawn(rank);
    }
    if (line.starts_with("mcmd=")) {
        spawning_.insert(rank);
        return;
    }
    obey(rank, parse_command(line));
}

void Board::obey(std::uint32_t rank, const Command& command) {
    const auto& name_of = command.name;
    if (name_of == "init") return init(rank, command);
    if (name_of == "get_maxes") {
        return hooks_.reply(rank, fmt::format("cmd=maxes rc=0 kvsname_max={} keylen_max={} vallen_max={}\n",
                                              kLongestName, kLongestKey, kLongestValue));
    }
    if (name_of == "get_appnum") return hooks_.reply(rank, "cmd=appnum rc=0 appnum=0\n");
    if (name_of == "get_my_kvsname") {
        return hooks_.reply(rank, fmt::format("cmd=my_kvsname rc=0 kvsname={}\n", layout_.name));
    }
    if (name_of == "get_universe_size") {
        std::size_t ranks = 0;
        for (const auto& node : layout_.ranks) ranks += node.size();
        return hooks_.reply(rank, fmt::format("cmd=universe_size rc=0 size={}\n", ranks));
    }
    if (name_of == "put") return put(rank, command);
    if (name_of == "get") return get(rank, command);
    if (name_of == "barrier_in") return enter_barrier(rank);
    if (name_of == "finalize") return finalize(rank);
    if (name_of == "abort") return abort(rank, command);
    if (name_of == "spawn") return refuse_spawn(rank);
    for (const auto* action : {"publish", "lookup", "unpublish"}) {
        if (name_of == fmt::format("{}_name", action)) return name(rank, action, command);
    }
    hooks_.reply(rank, fmt::format("cmd={}_result rc=-1 msg=unknown_command\n", name_of));
}

void Board::init(std::uint32_t rank, const Command& command) {
    inside_.insert(rank);
    const bool known = command.value("pmi_version") == "1";
    hooks_.reply(rank,
                 fmt::format("cmd=response_to_init rc={} pmi_version=1 pmi_subversion=1\n", known ? 0 : -1));
}

void Board::put(std::uint32_t rank, const Command& command) {
    const auto key = command.value("key");
    const auto value = command.value("value");
    const bool fits = !key.empty() && key.size() < kLongestKey && value.size() <= kLongestValue;
    if (!fits) return hooks_.reply(rank, "cmd=put_result rc=-1 msg=key_or_value_too_long\n");
    keys_[key] = value;
    new_keys_ += fmt::format("{}={}\n", key, value);
    hooks_.reply(rank, "cmd=put_result rc=0 msg=success\n");
}

void Board::get(std::uint32_t rank, const Command& command) {
    const auto found = keys_.find(command.value("key"));
    if (found == keys_.end())
        return hooks_.reply(rank, "cmd=get_result rc=-1 msg=key_not_found value=unknown\n");
    hooks_.reply(rank, fmt::format("cmd=get_result rc=0 msg=success value={}\n", found->second));
}

void Board::enter_barrier(std::uint32_t rank) {
    in_barrier_.insert(rank);
    if (in_barrier_.size() == layout_.ranks[layout_.position].size())
        hooks_.on_barrier(std::exchange(new_keys_, {}));
}

void Board::finish_barrier(std::string_view all_data) {
    while (!all_data.empty()) {
        const auto line = all_data.substr(0, all_data.find('\n'));
        all_data.remove_prefix(std::min(line.size() + 1, all_data.size()));
        const auto equals = line.find('=');
        if (equals != std::string_view::npos)
            keys_[std::string{line.substr(0, equals)}] = line.substr(equals + 1);
    }
    for (const auto rank : std::exchange(in_barrier_, {})) hooks_.reply(rank, "cmd=barrier_out rc=0\n");
}

void Board::finalize(std::uint32_t rank) {
    inside_.erase(rank);
    hooks_.reply(rank, "cmd=finalize_ack rc=0\n");
}

void Board::abort(std::uint32_t rank, const Command& command) {
    hooks_.on_abort(rank, exit_code(command.value("exitcode")), command.value("message"));
}

void Board::refuse_spawn(std::uint32_t rank) {
    hooks_.on_refusal(rank, std::string{kNoSpawn});
    hooks_.reply(rank, "cmd=spawn_result rc=-1 status=spawn_not_supported\n");
}

void Board::name(std::uint32_t rank, const std::string& action, const Command& command) {
    hooks_.on_name(rank, action, command.value("service"), command.value("port"));
}

void Board::answer_name(std::uint32_t rank, const std::string& action, bool ok, const std::string& port) {
    const auto end = ok && action == "lookup" ? fmt::format(" port={}", port) : std::string{};
    hooks_.reply(
        rank, fmt::format("cmd={}_result rc={} info={}{}\n", action, ok ? 0 : -1, ok ? "ok" : "failed", end));
}

}  // namespace sluice::pmi
