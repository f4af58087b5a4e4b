// SPDX-License-Identifier: Apache-2.0
#include "scheduler/store/store.hpp"

#include <fmt/format.h>

namespace sluice::store {
namespace {

constexpr std::int64_t kSchemaVersion = 4;

constexpr auto kSchema = R"sql(
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS events (
  seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS jobs (
  id INTEGER PRIMARY KEY, user INTEGER NOT NULL, account TEXT NOT NULL, partition TEXT NOT NULL, name TEXT NOT NULL,
  state INTEGER NOT NULL, active INTEGER NOT NULL, submitted INTEGER NOT NULL, eligible INTEGER, started INTEGER,
  ended INTEGER, record BLOB NOT NULL, array_job INTEGER);
CREATE INDEX IF NOT EXISTS jobs_active ON jobs (id) WHERE active = 1;
CREATE INDEX IF NOT EXISTS jobs_of_user_by_time ON jobs (user, submitted, ended);
CREATE INDEX IF NOT EXISTS jobs_by_time ON jobs (submitted, ended);
CREATE TABLE IF NOT EXISTS steps (
  job INTEGER NOT NULL, attempt INTEGER NOT NULL, step INTEGER NOT NULL, record BLOB NOT NULL,
  PRIMARY KEY (job, attempt, step)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS nodes (name TEXT PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS partitions (name TEXT PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS accounting (
  kind INTEGER NOT NULL, name TEXT NOT NULL, record BLOB NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reservations (name TEXT PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS payloads (key BLOB PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
)sql";

constexpr auto kJobColumns =
    "id, user, account, partition, name, state, active, submitted, eligible, started, ended, record, array_job";

/// What a store of each earlier version lacks, besides tables and indices that kSchema makes, or has too much.
constexpr const char* kUpgrades[] = {"ALTER TABLE jobs ADD COLUMN array_job INTEGER", "SELECT 1",
                                     "DROP INDEX IF EXISTS jobs_by_user; DROP INDEX IF EXISTS jobs_by_end"};
constexpr auto kArrayIndex = "CREATE INDEX IF NOT EXISTS jobs_by_array ON jobs (array_job) WHERE array_job IS NOT NULL";

std::int64_t seconds(Instant when) { return when.time_since_epoch().count(); }
std::optional<std::int64_t> seconds(const std::optional<Instant>& when) {
    if (!when) return std::nullopt;
    return seconds(*when);
}

JobRow job_of(const Statement& row) {
    JobRow job;
    job.id = JobId{static_cast<std::uint32_t>(row.integer(0))};
    job.user = UserId{static_cast<std::uint32_t>(row.integer(1))};
    job.account = row.text(2);
    job.partition = row.text(3);
    job.name = row.text(4);
    job.state = static_cast<JobState>(row.integer(5));
    job.active = row.integer(6) != 0;
    job.record = row.blob(11);
    return job;
}

std::string quoted(std::string_view text) {
    std::string sql = "'";
    for (const char c : text) sql += c == '\'' ? std::string{"''"} : std::string{c};
    return sql + "'";
}

template <class List, class ToSql>
void add_list(std::string& sql, std::string_view column, const List& list, ToSql to_sql) {
    if (list.empty()) return;
    sql += fmt::format(" AND {} IN (", column);
    for (std::size_t i = 0; i < list.size(); ++i) sql += (i == 0 ? "" : ",") + to_sql(list[i]);
    sql += ")";
}

/// A job counts when it was in the system at some time of [since, until].
std::string condition_of(const HistoryFilter& filter) {
    std::string sql = "1=1";
    const auto number = [](auto id) { return std::to_string(id.value()); };
    if (!filter.ids.empty()) {
        std::string by_id, by_array;
        add_list(by_id, "id", filter.ids, number);
        add_list(by_array, "array_job", filter.ids, number);
        sql += " AND ((1=1" + by_id + ") OR (1=1" + by_array + "))";
    }
    add_list(sql, "user", filter.users, number);
    add_list(sql, "account", filter.accounts, quoted);
    add_list(sql, "partition", filter.partitions, quoted);
    add_list(sql, "name", filter.names, quoted);
    add_list(sql, "state", filter.states, [](JobState s) { return std::to_string(static_cast<int>(s)); });
    if (filter.since) sql += fmt::format(" AND (ended IS NULL OR ended >= {})", seconds(*filter.since));
    if (filter.until) sql += fmt::format(" AND submitted <= {}", seconds(*filter.until));
    return sql;
}

}  // namespace

Result<Store> Store::open(const std::string& path) {
    auto db = Database::open(path);
    if (!db) return tl::unexpected{db.error()};
    Store store{std::move(*db)};
    auto version = store.db_.prepare("PRAGMA user_version");
    if (!version) return tl::unexpected{version.error()};
    auto row = version->next();
    const auto found = row && *row ? version->integer(0) : 0;  // 0: a new file
    if (found > kSchemaVersion) return fail(Errc::version_mismatch, path + ": was written by a newer Sluice");
    version->reset();
    // FULL: a commit is on the disk when it returns, whatever happens to the machine afterwards.
    std::vector<const char*> statements{"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA cache_size=-8000", kSchema};
    for (auto old = found; old > 0 && old < kSchemaVersion; ++old) statements.push_back(kUpgrades[old - 1]);
    statements.push_back(kArrayIndex);
    for (const char* sql : statements) {
        if (auto done = store.db_.execute(sql); !done) return fail(Errc::io_error, path + ": " + done.error().detail);
    }
    auto prepared = store.db_.execute(fmt::format("PRAGMA user_version={}", kSchemaVersion));
    if (prepared) prepared = store.prepare_all();
    if (!prepared) return tl::unexpected{prepared.error()};
    return store;
}

Result<void> Store::prepare_all() {
    const std::pair<std::optional<Statement>*, std::string> all[] = {
        {&insert_event_, "INSERT INTO events (time, kind, data) VALUES (?, ?, ?)"},
        {&insert_job_, fmt::format("INSERT OR REPLACE INTO jobs ({}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", kJobColumns)},
        {&insert_step_, "INSERT OR REPLACE INTO steps (job, attempt, step, record) VALUES (?, ?, ?, ?)"},
        {&insert_node_, "INSERT OR REPLACE INTO nodes (name, record) VALUES (?, ?)"},
        {&insert_partition_, "INSERT OR REPLACE INTO partitions (name, record) VALUES (?, ?)"},
        {&insert_reservation_, "INSERT OR REPLACE INTO reservations (name, record) VALUES (?, ?)"},
        {&delete_reservation_, "DELETE FROM reservations WHERE name = ?"},
        {&insert_payload_, "INSERT OR IGNORE INTO payloads (key, data) VALUES (?, ?)"},
        {&insert_accounting_, "INSERT OR REPLACE INTO accounting (kind, name, record) VALUES (?, ?, ?)"},
        {&erase_accounting_, "DELETE FROM accounting WHERE kind = ? AND name = ?"},
        {&set_counter_, "INSERT OR REPLACE INTO counters (name, value) VALUES (?, ?)"},
    };
    for (const auto& [statement, sql] : all) {
        auto prepared = db_.prepare(sql);
        if (!prepared) return tl::unexpected{prepared.error()};
        *statement = std::move(*prepared);
    }
    return {};
}

Result<void> Store::commit(const Batch& batch) {
    if (auto begun = db_.execute("BEGIN IMMEDIATE"); !begun) return begun;
    auto written = write(batch);
    if (written) written = db_.execute("COMMIT");
    if (!written) (void)db_.execute("ROLLBACK");
    return written;
}

Result<void> Store::write(const Batch& batch) {
    Result<void> done;
    const auto run = [&](Statement& statement) {
        if (done) done = statement.run();
    };
    for (const auto& event : batch.events) {
        run(insert_event_->bind(1, seconds(event.time)).bind(2, event.kind).bind_blob(3, event.data));
    }
    for (const auto& [key, bytes] : batch.payloads) run(insert_payload_->bind_blob(1, key).bind_blob(2, bytes));
    for (const auto& [id, row] : batch.jobs) {
        if (done) done = write_job(row);
    }
    for (const auto& row : batch.steps) {
        insert_step_->bind(1, row.job.value()).bind(2, row.attempt.value()).bind(3, row.step.value());
        run(insert_step_->bind_blob(4, row.record));
    }
    for (const auto& [name, record] : batch.nodes) run(insert_node_->bind(1, name).bind_blob(2, record));
    for (const auto& [name, record] : batch.partitions) run(insert_partition_->bind(1, name).bind_blob(2, record));
    for (const auto& [key, record] : batch.accounting) {
        if (done) done = write_accounting(key, record);
    }
    for (const auto& [name, record] : batch.reservations) {
        if (record.empty()) run(delete_reservation_->bind(1, name));
        else run(insert_reservation_->bind(1, name).bind_blob(2, record));
    }
    if (batch.next_job_id) run(set_counter_->bind(1, "next_job_id").bind(2, batch.next_job_id->value()));
    return done;
}

Result<void> Store::write_accounting(const AccountingKey& key, const std::optional<std::string>& record) {
    if (!record) return erase_accounting_->bind(1, key.kind).bind(2, key.name).run();
    return insert_accounting_->bind(1, key.kind).bind(2, key.name).bind_blob(3, *record).run();
}

Result<void> Store::write_job(const JobRow& row) {
    auto& s = *insert_job_;
    s.bind(1, row.id.value()).bind(2, row.user.value()).bind(3, row.account).bind(4, row.partition);
    s.bind(5, row.name).bind(6, static_cast<std::int64_t>(row.state)).bind(7, row.active ? 1 : 0);
    s.bind(8, seconds(row.submitted)).bind(9, seconds(row.eligible)).bind(10, seconds(row.started));
    const auto array = row.array_job ? std::optional<std::int64_t>{row.array_job->value()} : std::nullopt;
    return s.bind(11, seconds(row.ended)).bind_blob(12, row.record).bind(13, array).run();
}

namespace {

/// Every row of a query, made into values by `make`.
template <class Make>
auto all_rows(Database& db, const std::string& sql, Make make) -> Result<std::vector<decltype(make(std::declval<Statement&>()))>> {
    auto rows = db.prepare(sql);
    if (!rows) return tl::unexpected{rows.error()};
    std::vector<decltype(make(*rows))> values;
    for (;;) {
        const auto more = rows->next();
        if (!more) return tl::unexpected{more.error()};
        if (!*more) return values;
        values.push_back(make(*rows));
    }
}

std::uint32_t number(const Statement& row, int column) { return static_cast<std::uint32_t>(row.integer(column)); }

StepRow step_of(const Statement& row) {
    return {JobId{number(row, 0)}, Attempt{number(row, 1)}, StepNumber{number(row, 2)}, row.blob(3)};
}

/// Which jobs is decided in an index that has all that most conditions look at; records are read of those alone.
std::string select_jobs(const std::string& condition) {
    return fmt::format("SELECT {} FROM jobs WHERE id IN (SELECT id FROM jobs WHERE {}) ORDER BY id", kJobColumns, condition);
}

std::string select_steps(const std::string& jobs_condition) {
    return "SELECT job, attempt, step, record FROM steps WHERE job IN (SELECT id FROM jobs WHERE " + jobs_condition +
           ") ORDER BY job, attempt, step";
}

/// Moves a result into `target`, or keeps its error in `done`.
template <class T>
void keep(Result<T> result, T& target, Result<void>& done) {
    if (result) target = std::move(*result);
    else if (done) done = tl::unexpected{result.error()};
}

}  // namespace

Result<Image> Store::load() {
    Image image;
    Result<void> done;
    const auto record = [](Statement& row) { return row.blob(0); };
    keep(all_rows(db_, select_jobs("active = 1"), job_of), image.jobs, done);
    keep(all_rows(db_, select_steps("active = 1"), step_of), image.steps, done);
    keep(all_rows(db_, "SELECT record FROM nodes", record), image.nodes, done);
    keep(all_rows(db_, "SELECT record FROM partitions", record), image.partitions, done);
    std::vector<std::pair<AccountingKey, std::string>> accounting;
    keep(all_rows(db_, "SELECT kind, name, record FROM accounting", [](Statement& row) {
             return std::pair{AccountingKey{number(row, 0), row.text(1)}, row.blob(2)};
         }), accounting, done);
    keep(all_rows(db_, "SELECT record FROM reservations", record), image.reservations, done);
    std::vector<std::uint32_t> counter;
    keep(all_rows(db_, "SELECT value FROM counters WHERE name = 'next_job_id'",
                  [](Statement& row) { return number(row, 0); }), counter, done);
    if (!done) return tl::unexpected{done.error()};
    image.accounting.insert(accounting.begin(), accounting.end());
    if (!counter.empty()) image.next_job_id = JobId{counter.front()};
    return image;
}

Result<std::string> Store::payload(const std::string& key) {
    auto query = db_.prepare("SELECT data FROM payloads WHERE key = ?");
    if (!query) return tl::unexpected{query.error()};
    query->bind_blob(1, key);
    const auto found = query->next();
    if (!found) return tl::unexpected{found.error()};
    return *found ? query->blob(0) : std::string{};
}

Result<History> Store::history(const HistoryFilter& filter, bool with_steps) {
    History history;
    Result<void> done;
    const auto condition = condition_of(filter);
    keep(all_rows(db_, select_jobs(condition), job_of), history.jobs, done);
    if (with_steps) keep(all_rows(db_, select_steps(condition), step_of), history.steps, done);
    if (!done) return tl::unexpected{done.error()};
    return history;
}

Result<std::vector<EventRow>> Store::events() {
    return all_rows(db_, "SELECT time, kind, data FROM events ORDER BY seq", [](Statement& row) {
        return EventRow{Instant{Duration{row.integer(0)}}, row.text(1), row.blob(2)};
    });
}

}  // namespace sluice::store
