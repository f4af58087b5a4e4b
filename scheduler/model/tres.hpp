// SPDX-License-Identifier: Apache-2.0
//
// Trackable resources (TRES): what limits and billing count, by name: `cpu`, `mem` (MiB), `node`, `billing`,
// `gres/gpu`, `gres/gpu:a100`, `license/matlab`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/model/error.hpp"

namespace sluice {

/// So much of one resource.
struct TresCount {
    std::string name;
    std::int64_t count = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("name", self.name);
        visit("count", self.count);
    }
    friend bool operator==(const TresCount&, const TresCount&) = default;
};

/// Each name once, in the order in which Slurm lists them: cpu, mem, node, billing, then the others by name.
using TresList = std::vector<TresCount>;

/// What one unit of a resource counts in a job's billing; of memory, one GiB.
struct TresWeight {
    std::string name;
    double weight = 1;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit) {
        visit("name", self.name);
        visit("weight", self.weight);
    }
    friend bool operator==(const TresWeight&, const TresWeight&) = default;
};

/// Whether limits may name it.
bool is_tres(std::string_view name);
/// Adds to a list, which stays in order.
void add_tres(TresList& list, std::string_view name, std::int64_t count);
/// How much of it the list has; 0 if it is not there.
std::int64_t count_of(const TresList& list, std::string_view name);

/// Reads `cpu=4,mem=10G,gres/gpu=2`; each resource once. Memory has units, without one it is mebibytes. A count
/// of -1 means that there is no limit any more: it stays in the list, for merged() to honour. Error:
/// invalid_argument with what is wrong and what is allowed.
Result<TresList> parse_tres(std::string_view text);
/// `cpu=4,mem=10G`
std::string format_tres(std::span<const TresCount> list);
/// `CPU=1.0,Mem=0.25G,GRES/gpu=2`: names in any case; a `G` behind the weight of memory is what it means anyway, `M`
/// and `T` are read as that.
Result<std::vector<TresWeight>> parse_weights(std::string_view text);
std::string format_weights(std::span<const TresWeight> list);

/// `list` with what `change` names replaced, or taken out where `change` says -1.
TresList merged(TresList list, const TresList& change);

}  // namespace sluice
