// SPDX-License-Identifier: Apache-2.0
//
// The cluster's memory: one SQLite file in WAL mode. A batch is what the engine changed since the last
// commit; it becomes durable as one transaction or not at all. Records are opaque bytes here (the controller
// encodes them); the columns beside them are what accounting searches by.
//
// A Store belongs to one thread. Committer runs one on a thread of its own.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scheduler/model/ids.hpp"
#include "scheduler/model/job.hpp"
#include "scheduler/model/time.hpp"
#include "scheduler/store/database.hpp"

namespace sluice::store {

struct JobRow {
    JobId id;
    UserId user;
    std::string account;
    std::string partition;
    std::string name;
    JobState state = JobState::pending;
    bool active = true;  // to be loaded at the next start
    Instant submitted;
    std::optional<Instant> eligible;
    std::optional<Instant> started;
    std::optional<Instant> ended;
    std::string record;
    std::optional<JobId> array_job;
};

struct StepRow {
    JobId job;
    Attempt attempt;
    StepNumber step;
    std::string record;
};

struct EventRow {
    Instant time;
    std::string kind;
    std::string data;
};

/// A record of the accounting: what kind, and whose. Without bytes it is taken away.
struct AccountingKey {
    std::uint32_t kind = 0;
    std::string name;

    friend auto operator<=>(const AccountingKey&, const AccountingKey&) = default;
};
using AccountingRows = std::map<AccountingKey, std::optional<std::string>>;

/// All that one transaction writes.
struct Batch {
    std::vector<EventRow> events;
    std::map<JobId, JobRow> jobs;
    std::vector<StepRow> steps;
    std::map<std::string, std::string> nodes;       // name, record
    std::map<std::string, std::string> partitions;  // name, record
    AccountingRows accounting;
    std::map<std::string, std::string> reservations;  // name, record; an empty record: it is gone
    std::map<std::string, std::string> payloads;    // key, bytes: scripts and environments
    std::optional<JobId> next_job_id;

    [[nodiscard]] bool empty() const {
        return events.empty() && jobs.empty() && steps.empty() && nodes.empty() && partitions.empty() &&
               accounting.empty() && reservations.empty() && payloads.empty() && !next_job_id;
    }
};

/// What a controller needs to go on where the last one stopped.
struct Image {
    JobId next_job_id{1};
    std::vector<JobRow> jobs;  // active ones only
    std::vector<StepRow> steps;
    std::vector<std::string> nodes;
    std::vector<std::string> partitions;
    AccountingRows accounting;
    std::vector<std::string> reservations;
};

/// Which jobs accounting wants; empty lists let everything pass.
struct HistoryFilter {
    std::vector<JobId> ids;  // of jobs, or of arrays
    std::vector<UserId> users;
    std::vector<std::string> accounts;
    std::vector<std::string> partitions;
    std::vector<std::string> names;
    std::vector<JobState> states;
    std::optional<Instant> since;
    std::optional<Instant> until;
};

struct History {
    std::vector<JobRow> jobs;  // by id
    std::vector<StepRow> steps;
};

class Store {
  public:
    /// Opens the file, making its tables if new. Error: not writable, or written by a newer Sluice.
    static Result<Store> open(const std::string& path);

    Result<void> commit(const Batch& batch);
    Result<Image> load();
    /// The bytes kept under a key; empty when there are none.
    Result<std::string> payload(const std::string& key);
    Result<History> history(const HistoryFilter& filter, bool with_steps);
    /// All events from the first on, in order.
    Result<std::vector<EventRow>> events();

  private:
    explicit Store(Database db) : db_{std::move(db)} {}
    Result<void> prepare_all();
    Result<void> write(const Batch& batch);
    Result<void> write_job(const JobRow& row);
    Result<void> write_accounting(const AccountingKey& key, const std::optional<std::string>& record);

    Database db_;
    std::optional<Statement> insert_event_, insert_job_, insert_step_, insert_node_, insert_partition_,
        insert_payload_, set_counter_, insert_accounting_, erase_accounting_, insert_reservation_, delete_reservation_;
};

}  // namespace sluice::store
