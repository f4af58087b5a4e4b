// SPDX-License-Identifier: Apache-2.0
#include "scheduler/engine/accounting/fair_share.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sluice::engine {
namespace {

/// The tree while it is being looked at.
class Tree {
  public:
    Tree(const Accounts& accounts, const std::map<AssociationKey, double>& usage)
        : accounts_{accounts}, usage_{usage} {
        for (const auto& [key, each] : accounts.associations()) {
            standings_[key];
            if (!key.user.empty()) children_[key.account].push_back(key);
        }
        for (const auto& [name, account] : accounts.accounts()) {
            if (name != kRootAccount) children_[account.parent].push_back({name, "", ""});
        }
        sum_up(root());
        standings_[root()].norm_shares = 1;
        measure(root());
    }

    void rank_as_fair_tree() {
        for (const auto& [key, standing] : standings_) users_ += key.user.empty() ? 0 : 1;
        rank_ = users_;
        walk(children_of(root()));
    }

    void rank_classically() { weigh(root(), 1, standings_[root()].norm_usage); }

    Standings take() { return std::move(standings_); }

  private:
    static AssociationKey root() { return {std::string{kRootAccount}, "", ""}; }

    const std::vector<AssociationKey>& children_of(const AssociationKey& key) {
        static const std::vector<AssociationKey> kNone;
        const auto found = key.user.empty() ? children_.find(key.account) : children_.end();
        return found == children_.end() ? kNone : found->second;
    }

    double sum_up(const AssociationKey& key) {
        const auto own = usage_.find(key);
        double sum = own == usage_.end() ? 0 : own->second;
        for (const auto& child : children_of(key)) sum += sum_up(child);
        return standings_[key].raw_usage = sum;
    }

    double shares_of(const AssociationKey& key) const {
        const auto* association = accounts_.find(key);
        return association == nullptr ? 0 : association->shares;
    }

    /// Shares and usage of the children, as parts of what they have together.
    void measure(const AssociationKey& key) {
        double shares = 0, used = 0;
        for (const auto& child : children_of(key)) {
            shares += shares_of(child);
            used += standings_[child].raw_usage;
        }
        const double all = standings_[root()].raw_usage;
        standings_[root()].norm_usage = standings_[root()].effective_usage = all > 0 ? 1 : 0;
        for (const auto& child : children_of(key)) {
            auto& standing = standings_[child];
            standing.norm_shares = shares > 0 ? shares_of(child) / shares : 0;
            standing.norm_usage = all > 0 ? standing.raw_usage / all : 0;
            standing.effective_usage = used > 0 ? standing.raw_usage / used : 0;
            standing.level_fair_share = level(standing);
            measure(child);
        }
    }

    static double level(const AssociationStanding& standing) {
        if (standing.norm_shares <= 0) return 0;
        if (standing.effective_usage <= 0) return std::numeric_limits<double>::infinity();
        return standing.norm_shares / standing.effective_usage;
    }

    /// Ranks the users among these and below them, from rank_ down. Equal users come before equal accounts.
    void walk(std::vector<AssociationKey> siblings) {
        const auto value = [&](const AssociationKey& key) { return standings_[key].level_fair_share; };
        std::ranges::stable_sort(siblings, [&](const auto& a, const auto& b) { return value(a) > value(b); });
        for (auto first = siblings.begin(); first != siblings.end();) {
            const auto last = std::find_if(first, siblings.end(),
                                           [&](const auto& key) { return value(key) != value(*first); });
            std::vector<AssociationKey> below;
            double ranked = 0;
            for (; first != last; ++first) {
                if (first->user.empty()) {
                    const auto& children = children_of(*first);
                    below.insert(below.end(), children.begin(), children.end());
                } else {
                    standings_[*first].fair_share = rank_ / users_;
                    ++ranked;
                }
            }
            rank_ -= ranked;
            if (!below.empty()) walk(std::move(below));
        }
    }

    void weigh(const AssociationKey& key, double part, double used_above) {
        for (const auto& child : children_of(key)) {
            auto& standing = standings_[child];
            const double used =
                standing.norm_usage + (used_above - standing.norm_usage) * standing.norm_shares;
            const double shares = part * standing.norm_shares;
            standing.norm_shares = shares;
            standing.effective_usage = used;
            if (!child.user.empty()) standing.fair_share = shares > 0 ? std::exp2(-used / shares) : 0;
            else weigh(child, shares, used);
        }
    }

    const Accounts& accounts_;
    const std::map<AssociationKey, double>& usage_;
    std::map<std::string, std::vector<AssociationKey>> children_;
    Standings standings_;
    double users_ = 0;
    double rank_ = 0;
};

}  // namespace

Standings fair_share(const Accounts& accounts, const std::map<AssociationKey, double>& usage,
                     FairShareRule rule) {
    Tree tree{accounts, usage};
    if (rule == FairShareRule::fair_tree) tree.rank_as_fair_tree();
    else tree.rank_classically();
    return tree.take();
}

double FairShare::decayed(const Used& used, Instant now) const {
    if (half_life_ <= Duration{0} || now <= used.as_of) return used.raw;
    return used.raw * std::exp2(-static_cast<double>((now - used.as_of).count()) /
                                static_cast<double>(half_life_.count()));
}

void FairShare::charge(const AssociationKey& association, double amount, Instant now) {
    auto& used = usage_[association];
    used = {decayed(used, now) + amount, now};
}

void FairShare::close(const Accounts& accounts, Instant now) {
    std::map<AssociationKey, double> usage;
    for (const auto& [key, used] : usage_) usage[key] = decayed(used, now);
    standings_ = fair_share(accounts, usage, rule_);
    charged_until_ = now;
}

void FairShare::restore(const AccountUsage& usage) {
    charged_until_ = std::max(charged_until_.value_or(usage.as_of), usage.as_of);
    if (!usage.account.empty()) usage_[usage.key()] = {usage.raw, usage.as_of};
}

double FairShare::factor_of(const AssociationKey& association) const {
    const auto found = standings_.find(association);
    return found == standings_.end() ? 0 : found->second.fair_share;
}

std::optional<AccountUsage> FairShare::usage_of(const AssociationKey& association) const {
    const auto found = usage_.find(association);
    if (found == usage_.end()) return std::nullopt;
    return AccountUsage{association.account, association.user, association.partition, found->second.raw,
                        found->second.as_of};
}

}  // namespace sluice::engine
