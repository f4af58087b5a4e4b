// SPDX-License-Identifier: Apache-2.0
#include "launcher/cgroup/group.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>

#include "scheduler/model/number.hpp"

namespace sluice::cgroup {
namespace {

/// One write, as these files want it; whether the kernel took it.
bool put(const std::string& path, const std::string& text) {
    std::ofstream out{path};
    out << text << std::flush;
    return out.good();
}

std::string get(const std::string& path) {
    std::ifstream in{path};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::optional<std::uint64_t> number_in(const std::string& path) {
    const auto text = get(path);
    return parse_number<std::uint64_t>(text.substr(0, text.find('\n')));
}

/// The number behind a word at the beginning of a line.
std::uint64_t number_after(const std::string& path, const std::string& word) {
    std::istringstream in{get(path)};
    std::string name;
    for (std::uint64_t value = 0; in >> name >> value;) {
        if (name == word) return value;
    }
    return 0;
}

bool make_folder(const std::string& path) { return ::mkdir(path.c_str(), 0755) == 0 || errno == EEXIST; }

}  // namespace

Group::Group(const Hierarchies& machine, const Names& names, std::optional<std::uint64_t> memory_limit) {
    const auto memory = machine.folder("memory");
    const auto freezer = machine.folder("freezer");
    if (!memory.empty()) enter_memory(memory, names, memory_limit);
    if (!freezer.empty()) enter_freezer(freezer, names);
    if (memory_.empty() && !machine.second.empty()) enter_second(machine, names, memory_limit);
}

/// A job's folder holds one for each of its steps. Empty if it cannot be made.
std::string Group::make_step_folder(const std::string& parent, const Names& names) {
    const auto job = parent + "/sluice." + names.job;
    auto step = job + "/" + names.step;
    if (!make_folder(job) || !make_folder(step)) return {};
    folders_.push_back(step);
    folders_.push_back(job);
    return step;
}

void Group::enter_memory(const std::string& parent, const Names& names, std::optional<std::uint64_t> memory_limit) {
    const auto job = parent + "/sluice." + names.job;
    if (!make_folder(job)) return;
    put(job + "/memory.use_hierarchy", "1");
    memory_ = make_step_folder(parent, names);
    if (memory_.empty()) return;
    entrances_.push_back(memory_ + "/cgroup.procs");
    if (!memory_limit) return;
    limits_memory_ = put(job + "/memory.limit_in_bytes", std::to_string(*memory_limit));
    put(job + "/memory.memsw.limit_in_bytes", std::to_string(*memory_limit));  // swap counts as memory, where there is any
}

void Group::enter_freezer(const std::string& parent, const Names& names) {
    freezer_ = make_step_folder(parent, names);
    if (!freezer_.empty()) entrances_.push_back(freezer_ + "/cgroup.procs");
}

void Group::enter_second(const Hierarchies& machine, const Names& names, std::optional<std::uint64_t> memory_limit) {
    const auto job = machine.second + "/sluice." + names.job;
    if (machine.second_has_memory) put(machine.second + "/cgroup.subtree_control", "+memory");
    if (!make_folder(job)) return;
    if (machine.second_has_memory) put(job + "/cgroup.subtree_control", "+memory");
    second_ = make_step_folder(machine.second, names);
    if (second_.empty()) return;
    entrances_.push_back(second_ + "/cgroup.procs");
    if (!memory_limit || !machine.second_has_memory) return;
    limits_memory_ = put(job + "/memory.max", std::to_string(*memory_limit));
    put(job + "/memory.swap.max", "0");
}

Group::~Group() {
    // A job's folder stays while another step of it has one.
    for (const auto& folder : folders_) ::rmdir(folder.c_str());
}

std::uint64_t Group::oom_kills() const {
    if (!memory_.empty()) return number_after(memory_ + "/memory.oom_control", "oom_kill");
    if (!second_.empty()) return number_after(second_ + "/memory.events", "oom_kill");
    return 0;
}

std::optional<std::uint64_t> Group::peak_memory() const {
    if (!memory_.empty()) return number_in(memory_ + "/memory.max_usage_in_bytes");
    if (!second_.empty()) return number_in(second_ + "/memory.peak");
    return std::nullopt;
}

std::vector<pid_t> Group::processes() const {
    std::vector<pid_t> found;
    if (entrances_.empty()) return found;
    std::istringstream in{get(freezer_.empty() ? entrances_.front() : freezer_ + "/cgroup.procs")};
    for (pid_t pid = 0; in >> pid;) found.push_back(pid);
    return found;
}

void Group::freeze() const {
    if (!freezer_.empty()) put(freezer_ + "/freezer.state", "FROZEN");
    if (!second_.empty()) put(second_ + "/cgroup.freeze", "1");
}

void Group::thaw() const {
    if (!freezer_.empty()) put(freezer_ + "/freezer.state", "THAWED");
    if (!second_.empty()) put(second_ + "/cgroup.freeze", "0");
}

}  // namespace sluice::cgroup
