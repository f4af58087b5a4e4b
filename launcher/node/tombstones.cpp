// SPDX-License-Identifier: Apache-2.0
#include "launcher/node/tombstones.hpp"

#include <fcntl.h>

#include <sstream>

#include "launcher/spool/files.hpp"

namespace sluice::node {

Tombstones::Tombstones(std::string file, std::size_t limit) : file_{std::move(file)}, limit_{limit} { load(); }

void Tombstones::load() {
    std::istringstream text{read_file(file_).value_or("")};
    for (std::string line; std::getline(text, line); ++lines_) {
        if (const auto key = parse_step_key(line)) remember(*key);  // a line cut by a crash is no key
    }
}

void Tombstones::remember(const StepKey& key) {
    if (!keys_.insert(key).second) return;
    oldest_first_.push_back(key);
    if (oldest_first_.size() <= limit_) return;
    keys_.erase(oldest_first_.front());
    oldest_first_.pop_front();
}

void Tombstones::add(const StepKey& key) {
    remember(key);
    if (++lines_ > 2 * limit_) return rewrite();
    const Descriptor fd{::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)};
    if (fd) write_all(fd.get(), to_string(key) + "\n");
}

void Tombstones::rewrite() {
    std::string text;
    for (const auto& key : oldest_first_) text += to_string(key) + "\n";
    if (write_durably(file_, text)) lines_ = oldest_first_.size();
}

}  // namespace sluice::node
