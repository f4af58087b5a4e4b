// SPDX-License-Identifier: Apache-2.0
#include "scheduler/store/database.hpp"

namespace sluice::store {
namespace {

tl::unexpected<Error> sqlite_error(sqlite3* db) { return fail(Errc::io_error, std::string{"store: "} + sqlite3_errmsg(db)); }

}  // namespace

Statement& Statement::bind(int at, std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), at, value);
    return *this;
}

Statement& Statement::bind(int at, std::string_view text) {
    sqlite3_bind_text(statement_.get(), at, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    return *this;
}

Statement& Statement::bind_blob(int at, std::string_view bytes) {
    sqlite3_bind_blob(statement_.get(), at, bytes.data(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
    return *this;
}

Statement& Statement::bind(int at, const std::optional<std::int64_t>& value) {
    if (value) return bind(at, *value);
    sqlite3_bind_null(statement_.get(), at);
    return *this;
}

Result<void> Statement::run() {
    auto stepped = next();
    reset();
    if (!stepped) return tl::unexpected{stepped.error()};
    return {};
}

Result<bool> Statement::next() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return sqlite_error(sqlite3_db_handle(statement_.get()));
}

void Statement::reset() {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

std::string Statement::text(int column) const { return blob(column); }

std::string Statement::blob(int column) const {
    const void* data = sqlite3_column_blob(statement_.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return data == nullptr ? std::string{} : std::string{static_cast<const char*>(data), size};
}

Result<Database> Database::open(const std::string& path, bool read_only) {
    sqlite3* db = nullptr;
    const int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const int code = sqlite3_open_v2(path.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database{db};
    if (code != SQLITE_OK) return fail(Errc::io_error, path + ": " + sqlite3_errmsg(db));
    sqlite3_busy_timeout(db, 5000);
    return database;
}

Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const auto size = static_cast<int>(sql.size());
    if (sqlite3_prepare_v3(db_.get(), sql.data(), size, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK) {
        return sqlite_error(db_.get());
    }
    return Statement{statement};
}

Result<void> Database::execute(const std::string& sql) {
    if (sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return sqlite_error(db_.get());
    return {};
}

}  // namespace sluice::store
