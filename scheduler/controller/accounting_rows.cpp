// SPDX-License-Identifier: Apache-2.0
#include "scheduler/controller/accounting_rows.hpp"

#include <fmt/format.h>

#include "scheduler/wire/proto/model.pb.h"
#include "scheduler/wire/reflect_codec.hpp"

namespace sluice::controller {
namespace {

using Kind = engine::AccountRecordKind;

template <class Proto, class Value>
std::optional<std::string> bytes_of(const Value* value) {
    if (value == nullptr) return std::nullopt;
    Proto message;
    wire::to_proto(*value, message);
    return message.SerializeAsString();
}

std::optional<std::string> usage_bytes(const AssociationKey& key, const engine::FairShare& shares) {
    AccountUsage clock;
    clock.as_of = shares.charged_until().value_or(Instant{});
    const auto usage = key.account.empty() ? std::optional{clock} : shares.usage_of(key);
    return usage ? bytes_of<wire::AccountUsage>(&*usage) : std::nullopt;
}

std::optional<std::string> record_of(const engine::AccountRecord& record, const engine::ClusterState& state) {
    const auto& accounts = state.accounts();
    const auto& name = record.key.account;
    switch (record.kind) {
        case Kind::account:
            return bytes_of<wire::Account>(accounts.find_account(name));
        case Kind::user:
            return bytes_of<wire::AccountUser>(accounts.find_user(name));
        case Kind::association:
            return bytes_of<wire::Association>(accounts.find(record.key));
        case Kind::qos:
            return bytes_of<wire::QosSpec>(accounts.find_qos(name));
        case Kind::usage:
            return usage_bytes(record.key, state.fair_share());
    }
    return std::nullopt;
}

template <class Proto, class Value>
bool read(const std::string& bytes, std::vector<Value>& into) {
    Proto message;
    if (!message.ParseFromString(bytes)) return false;
    into.push_back(wire::from_proto<Value>(message));
    return true;
}

}  // namespace

store::AccountingRows rows_of(const engine::AccountRecords& records, const engine::ClusterState& state) {
    store::AccountingRows rows;
    for (const auto& record : records) {
        const auto& key = record.key;
        const auto name = key.user.empty() && key.partition.empty()
                              ? key.account
                              : fmt::format("{}/{}/{}", key.account, key.user, key.partition);
        rows[{static_cast<std::uint32_t>(record.kind), name}] = record_of(record, state);
    }
    return rows;
}

void restore_accounting(engine::Engine& engine, const store::AccountingRows& rows,
                        std::vector<std::string>& unreadable) {
    AccountBook book;
    std::vector<AccountUsage> usage;
    const auto read_row = [&](Kind kind, const std::string& bytes) {
        switch (kind) {
            case Kind::account:
                return read<wire::Account>(bytes, book.accounts);
            case Kind::user:
                return read<wire::AccountUser>(bytes, book.users);
            case Kind::association:
                return read<wire::Association>(bytes, book.associations);
            case Kind::qos:
                return read<wire::QosSpec>(bytes, book.qos);
            case Kind::usage:
                return read<wire::AccountUsage>(bytes, usage);
        }
        return false;
    };
    for (const auto& [key, bytes] : rows) {
        if (!bytes || !read_row(static_cast<Kind>(key.kind), *bytes))
            unreadable.push_back("accounting record " + key.name);
    }
    engine.restore(book, usage);
}

}  // namespace sluice::controller
