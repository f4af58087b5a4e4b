// SPDX-License-Identifier: Apache-2.0
//
// The accounting of a million finished jobs: how long the store takes to find those of one user and one day, those of
// everybody and one day, and one job. Rows are those of a hundred users over two years, with records of the usual size.
#include "tests/bench/bench.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "scheduler/store/store.hpp"

namespace {

using namespace sluice;
using namespace sluice::bench;

constexpr std::uint32_t kUsers = 100;
constexpr std::size_t kRecordBytes = 600;
constexpr Duration kDay{86'400};
constexpr Duration kSpan = 730 * kDay;
constexpr Instant kBegin{Duration{1'700'000'000}};

struct Folder {
    std::string path = (std::filesystem::temp_directory_path() / "sluice-history-XXXXXX").string();
    Folder() {
        if (::mkdtemp(path.data()) == nullptr) std::abort();
    }
    ~Folder() { std::filesystem::remove_all(path); }
};

store::JobRow job_row(std::uint32_t number, std::uint32_t all, UsualJobs& usual) {
    store::JobRow row;
    row.id = JobId{number};
    row.user = UserId{1000 + static_cast<std::uint32_t>(usual.share() * kUsers)};
    row.account = "physics";
    row.partition = "batch";
    row.name = "job";
    row.state = JobState::completed;
    row.active = false;
    row.submitted = kBegin + Duration{kSpan.count() * number / all};
    row.eligible = row.started = row.submitted;
    row.ended = row.submitted + Duration{usual.seconds()};
    row.record.assign(kRecordBytes, 'r');
    return row;
}

bool fill(store::Store& store, std::uint32_t jobs) {
    constexpr std::uint32_t kInOne = 20'000;
    UsualJobs usual{1};
    store::Batch batch;
    for (std::uint32_t number = 1; number <= jobs; ++number) {
        batch.jobs.emplace(JobId{number}, job_row(number, jobs, usual));
        if (batch.jobs.size() < kInOne && number < jobs) continue;
        if (!store.commit(batch)) return false;
        batch = {};
    }
    return true;
}

store::HistoryFilter day(int which) {
    store::HistoryFilter filter;
    filter.since = kBegin + which * kDay;
    filter.until = *filter.since + kDay;
    return filter;
}

/// The slowest of the days at the beginning, in the middle and at the end.
void measure_days(store::Store& store, std::string_view name, const std::vector<UserId>& users, std::uint32_t jobs) {
    double slowest = 0;
    std::size_t found = 0;
    for (const int which : {10, 365, 720}) {
        auto filter = day(which);
        filter.users = users;
        const Stopwatch watch;
        const auto history = store.history(filter, true);
        slowest = std::max(slowest, 1000 * watch.seconds());
        found = std::max(found, history ? history->jobs.size() : 0);
    }
    report(name, slowest, "ms", fmt::format(R"("jobs": {}, "found": {})", jobs, found));
}

void measure_job(store::Store& store, std::uint32_t jobs) {
    store::HistoryFilter filter;
    filter.ids = {JobId{jobs / 2}};
    const Stopwatch watch;
    const auto history = store.history(filter, true);
    report("history_one_job", 1000 * watch.seconds(), "ms",
           fmt::format(R"("jobs": {}, "found": {})", jobs, history ? history->jobs.size() : 0));
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint32_t jobs = is_smoke_run(argc, argv) ? 10'000 : 1'000'000;
    const Folder folder;
    auto store = store::Store::open(folder.path + "/store.db");
    if (!store || !fill(*store, jobs)) {
        fmt::print(stderr, "history_bench: the store in {} cannot be written\n", folder.path);
        return EXIT_FAILURE;
    }
    measure_days(*store, "history_user_and_day", {UserId{1007}}, jobs);
    measure_days(*store, "history_all_and_day", {}, jobs);
    measure_job(*store, jobs);
    return EXIT_SUCCESS;
}
