// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scheduler/commands/local_time.hpp"
#include "scheduler/commands/sort.hpp"
#include "scheduler/commands/squeue.hpp"
#include "scheduler/model/array.hpp"

namespace sluice::commands {
namespace {

/// What decides how one kind of record is listed.
struct Style {
    std::string_view format;
    std::string_view sort;
    std::string_view kind;  // for messages: "job", "job step"
};

Style job_style(const SqueueOptions& o) {
    if (o.start_times) return {"%.18i %.9P %.8j %.8u %.2t %.19S %.6D %20Y %R", "S", "job"};
    if (o.long_format) return {"%.18i %.9P %.8j %.8u %.8T %.10M %.9l %.6D %R", "P,t,-p", "job"};
    return {"%.18i %.9P %.8j %.8u %.2t %.10M %.6D %R", "P,t,-p", "job"};
}

constexpr Style kStepStyle{"%.15i %.8j %.9P %.8u %.9M %N", "P,i", "job step"};

ReadLayout chosen_layout(const SqueueOptions& o, const Style& style, std::span<const FieldKey> fields) {
    if (!o.names_format.empty()) return read_names(o.names_format, fields);
    return read_letters(o.format.empty() ? style.format : o.format, fields);
}

template <class Row>
Listing list_rows(const SqueueOptions& o, const Style& style, std::span<const Field<Row>> fields,
                  std::vector<Row> rows) {
    const auto keys = keys_of(fields);
    const auto read = chosen_layout(o, style, keys);
    const auto order = read_sort_keys(o.sort.empty() ? style.sort : o.sort, keys);
    Listing listing;
    for (const auto& word : read.unknown)
        listing.errors.push_back(fmt::format("Invalid {} format specification: {}", style.kind, word));
    if (!order) listing.errors.push_back(order.error().detail);
    listing.ok = order.has_value();
    if (!listing.ok) rows.clear();  // the titles alone are shown, as Slurm does
    if (order) sort_rows(rows, fields, std::span{*order});
    listing.text = print_rows(read.layout, fields, std::span<const Row>{rows},
                              o.no_header ? Header::hidden : Header::shown);
    return listing;
}

bool step_wanted(const SqueueOptions& o, const StepRow& row) {
    if (!row.step.started || row.step.ended) return false;
    return o.steps.empty() || std::ranges::any_of(o.steps, [&](const JobTarget& id) {
               return is_meant(id, row.job) && (!id.step || *id.step == row.step.number);
           });
}

bool job_wanted(const SqueueOptions& o, const JobSpec& spec) {
    const auto is_named = [&](const LicenseCount& license) {
        return std::ranges::find(o.licenses, license.name) != o.licenses.end();
    };
    if (!o.licenses.empty() && std::ranges::none_of(spec.licenses, is_named)) return false;
    return o.reservation.empty() || spec.reservation == o.reservation;
}

/// A row for each task that a record stands for. Its id is the array's: it has none of its own yet.
std::vector<JobRow> each_task(std::vector<JobRow> rows) {
    std::vector<JobRow> all;
    for (auto& row : rows) {
        if (!stands_for_tasks(row.job)) {
            all.push_back(std::move(row));
            continue;
        }
        const auto left = std::exchange(row.job.array_left, {});
        for (const auto task : all_tasks(left)) {
            row.job.array_task = task;
            all.push_back(row);
        }
    }
    return all;
}

}  // namespace

std::vector<JobRow> chosen_jobs(const SqueueOptions& o, std::vector<JobRow> rows) {
    std::erase_if(rows, [&](const JobRow& row) { return !job_wanted(o, row.job.spec); });
    if (o.start_times) std::erase_if(rows, [](const JobRow& row) { return row.job.state != JobState::pending; });
    return o.every_task ? each_task(std::move(rows)) : rows;
}

Listing list_queue(const SqueueOptions& o, QueueView view) {
    if (o.show_steps) {
        std::erase_if(view.steps, [&](const StepRow& row) { return !step_wanted(o, row); });
        return list_rows(o, kStepStyle, step_fields(), std::move(view.steps));
    }
    auto listing = list_rows(o, job_style(o), job_fields(), chosen_jobs(o, std::move(view.jobs)));
    const bool dated = o.long_format && o.format.empty() && o.names_format.empty() && !o.no_header;
    if (dated) listing.text = date_line(view.now) + listing.text;
    return listing;
}

}  // namespace sluice::commands
