// SPDX-License-Identifier: Apache-2.0
//
// sacctmgr: what its words mean, the changes that they propose, and its listings. Pure but for sacctmgr.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/commands/accounts_view.hpp"
#include "scheduler/commands/options.hpp"
#include "scheduler/commands/report_table.hpp"

namespace sluice::commands {

struct SacctmgrOptions {
    ReportStyle style;
    bool immediate = false;
    bool with_associations = false;
    bool quiet = false;
    bool read_only = false;
};

enum class Entity : std::uint8_t { account, association, cluster, qos, user };
std::optional<Entity> read_entity(std::string_view word);

/// `KEY=VALUE`, `KEY+=VALUE`, `KEY-=VALUE`
struct Term {
    enum class Sign : std::uint8_t { set, add, remove };
    std::string key;
    Sign sign = Sign::set;
    std::string value;
};

/// What follows the entity: names, conditions, and after `set` the new settings.
struct Terms {
    std::vector<std::string> names;
    std::vector<Term> where;
    std::vector<Term> set;
    bool says_set = false;
};
/// Errors are complete texts for the user.
Result<Terms> read_terms(std::span<const std::string> words);

/// The values of all conditions of that key, which may be abbreviated; and of bare names if it is the first.
std::vector<std::string> values_of(std::span<const Term> terms, std::initializer_list<std::string_view> keys);

/// Applies one term to a record. Error: unknown key or bad value.
Result<void> apply_setting(Association& association, const Term& term);
Result<void> apply_setting(QosSpec& qos, const Term& term);
/// The keys of settings that the two have, for the manual page.
std::vector<std::string_view> association_settings();
std::vector<std::string_view> qos_settings();

/// What is to be changed, and the text that announces it. An empty change: nothing to do, and the text says so.
struct Proposal {
    AccountChange change;
    std::string text;
    [[nodiscard]] bool is_empty() const { return change == AccountChange{}; }
};
Result<Proposal> propose_add(const AccountsView& view, Entity entity, const Terms& terms);
Result<Proposal> propose_modify(const AccountsView& view, Entity entity, const Terms& terms);
Result<Proposal> propose_delete(const AccountsView& view, Entity entity, const Terms& terms);

Result<std::string> list_accounting(const AccountsView& view, Entity entity, const Terms& terms, const SacctmgrOptions& options);

/// `  C = cluster    A = physics              U = alice    `
std::string association_line(const std::string& cluster, const Association& association);

}  // namespace sluice::commands
