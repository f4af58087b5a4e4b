// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/accounts_view.hpp"

#include <algorithm>

#include "scheduler/wire/codec.hpp"

namespace sluice::commands {
namespace {

template <class List>
auto find_named(const List& list, std::string_view name) -> const typename List::value_type* {
    const auto found =
        std::ranges::find(list, name, [](const auto& each) -> std::string_view { return each.name; });
    return found == list.end() ? nullptr : &*found;
}

void add_account(const AccountsView& view, const std::string& name, std::vector<const Association*>& order) {
    for (const auto& each : view.book.associations) {
        if (each.account == name && each.user.empty()) order.push_back(&each);
    }
    for (const auto& each : view.book.associations) {
        if (each.account == name && !each.user.empty()) order.push_back(&each);
    }
    for (const auto& account : view.book.accounts) {
        if (account.parent == name) add_account(view, account.name, order);
    }
}

}  // namespace

const Account* AccountsView::find_account(std::string_view name) const {
    return find_named(book.accounts, name);
}
const AccountUser* AccountsView::find_user(std::string_view name) const {
    return find_named(book.users, name);
}
const QosSpec* AccountsView::find_qos(std::string_view name) const { return find_named(book.qos, name); }

const Association* AccountsView::find(const AssociationKey& key) const {
    const auto found = std::ranges::find(book.associations, key, &Association::key);
    return found == book.associations.end() ? nullptr : &*found;
}

std::vector<const Association*> AccountsView::in_tree_order() const {
    std::vector<const Association*> order;
    add_account(*this, std::string{kRootAccount}, order);
    return order;
}

std::size_t AccountsView::depth(const Association& association) const {
    std::size_t depth = association.user.empty() ? 0 : 1;
    for (const auto* at = find_account(association.account); at != nullptr && !at->parent.empty();
         at = find_account(at->parent))
        ++depth;
    return depth;
}

std::vector<std::string> AccountsView::qos_of(const Association& association) const {
    if (!association.qos.empty()) return association.qos;
    for (const auto* at = find_account(association.account); at != nullptr; at = find_account(at->parent)) {
        const auto* own = find({at->name, "", ""});
        if (own != nullptr && !own->qos.empty()) return own->qos;
    }
    return {};
}

Result<AccountsView> fetch_accounts(Session& session) {
    wire::Message request;
    request.mutable_accounts_query();
    const auto reply = session.ask(std::move(request));
    if (!reply) return tl::unexpected{reply.error()};
    AccountsView view;
    view.cluster = session.config().name;
    view.control_host = session.config().controller.host;
    view.control_port = session.config().controller.port;
    view.book = wire::decode(reply->accounts().book());
    view.version = reply->accounts().version();
    for (const auto& share : reply->accounts().shares()) view.shares[share.association()] = share;
    return view;
}

}  // namespace sluice::commands
