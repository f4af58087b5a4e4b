// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/resources.hpp"

namespace sluice::engine {

std::size_t GresKinds::index_of(std::string_view name, std::string_view type) {
    const auto same = [&](const Kind& kind) { return kind.name == name && kind.type == type; };
    const auto found = std::ranges::find_if(kinds_, same);
    if (found != kinds_.end()) return static_cast<std::size_t>(found - kinds_.begin());
    kinds_.push_back({std::string{name}, std::string{type}});
    return kinds_.size() - 1;
}

std::vector<std::size_t> GresKinds::matching(const GresCount& wanted) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
        if (kinds_[i].name != wanted.name) continue;
        if (wanted.type.empty() || kinds_[i].type == wanted.type) found.push_back(i);
    }
    return found;
}

bool Amount::contains(const Amount& other) const {
    if (cores < other.cores || memory < other.memory) return false;
    for (std::size_t i = 0; i < other.gres.size(); ++i) {
        if (gres_of(i) < other.gres[i]) return false;
    }
    return true;
}

void Amount::add(const Amount& other) {
    cores += other.cores;
    memory += other.memory;
    if (gres.size() < other.gres.size()) gres.resize(other.gres.size());
    for (std::size_t i = 0; i < other.gres.size(); ++i) gres[i] += other.gres[i];
}

void Amount::subtract(const Amount& other) {
    assert(cores >= other.cores && memory >= other.memory);
    cores -= other.cores;
    memory -= other.memory;
    for (std::size_t i = 0; i < other.gres.size(); ++i) {
        assert(gres_of(i) >= other.gres[i]);
        if (other.gres[i] > 0) gres[i] -= other.gres[i];
    }
}

void Amount::limit_to(const Amount& other) {
    cores = std::min(cores, other.cores);
    memory = std::min(memory, other.memory);
    for (std::size_t i = 0; i < gres.size(); ++i) gres[i] = std::min(gres[i], other.gres_of(i));
}

}  // namespace sluice::engine
