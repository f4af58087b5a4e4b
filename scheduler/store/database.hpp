// SPDX-License-Identifier: Apache-2.0
//
// A thin owner of one SQLite connection and its prepared statements. Errors carry SQLite's words.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "scheduler/model/error.hpp"

namespace sluice::store {

class Statement {
  public:
    explicit Statement(sqlite3_stmt* statement) : statement_{statement} {}

    Statement& bind(int at, std::int64_t value);
    Statement& bind(int at, std::string_view text);
    Statement& bind_blob(int at, std::string_view bytes);
    Statement& bind(int at, const std::optional<std::int64_t>& value);

    /// Runs a statement that returns no rows, and makes it ready to be bound again.
    Result<void> run();
    /// Steps to the next row: true while there is one.
    Result<bool> next();
    void reset();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::string blob(int column) const;

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
    };
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

class Database {
  public:
    /// Opens or makes the file. With `read_only` it must exist.
    static Result<Database> open(const std::string& path, bool read_only = false);

    Result<Statement> prepare(std::string_view sql);
    Result<void> execute(const std::string& sql);

  private:
    struct Close {
        void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
    };
    explicit Database(sqlite3* db) : db_{db} {}
    std::unique_ptr<sqlite3, Close> db_;
};

}  // namespace sluice::store
