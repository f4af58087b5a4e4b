// SPDX-License-Identifier: Apache-2.0
//
// Which records the conditions of a sacctmgr command mean.
#pragma once

#include "scheduler/commands/sacctmgr.hpp"

namespace sluice::commands {

/// Associations of these accounts, users and partitions. Empty lists let everything pass.
struct AssociationFilter {
    std::vector<std::string> accounts;
    std::vector<std::string> users;
    std::vector<std::string> partitions;
    std::vector<std::string> qos;
    std::vector<std::string> parents;

    [[nodiscard]] bool passes(const AccountsView& view, const Association& association) const;
};

/// Of the terms; bare names are those of the entity.
AssociationFilter association_filter(Entity entity, const Terms& terms);

/// Names meant for an entity that is known by its name alone.
std::vector<std::string> names_meant(Entity entity, const Terms& terms);

/// Error: a condition of a key that nobody knows.
Result<void> check_conditions(const Terms& terms);

bool is_among(const std::vector<std::string>& names, std::string_view name);

}  // namespace sluice::commands
