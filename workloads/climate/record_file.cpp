// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/record_file.hpp"

#include "io/collective.hpp"
#include "io/provenance.hpp"

namespace sluice::climate {
namespace {

std::string name_of(std::size_t record, std::size_t field) {
    return fmt::format("record_{}_field_{}", record, field);
}

}  // namespace

RecordFile::RecordFile(const RunOptions& options, const std::string& layout, MPI_Comm comm)
    : comm_{comm}, file_{io::File::create(*options.output, comm)} {
    io::write_provenance(file_,
                         {.title = options.title(),
                          .program = "climate (Sluice) " SLUICE_VERSION,
                          .command = options.command,
                          .parameters = options.parameters(),
                          .layout = layout},
                         comm);
    file_.set("references", options.source());
}

void RecordFile::add_time() {
    series_.push_back(&file_.add_record_axis({.name = "time",
                                              .units = "seconds since 2000-01-01 00:00:00",
                                              .long_name = "simulated time; the date has no meaning",
                                              .standard_name = "time",
                                              .axis = "T"}));
}

void RecordFile::add_series(const io::Description& description) {
    series_.push_back(&file_.add_variable(description, {"time"}));
}

void RecordFile::add_field(const io::Description& description, const std::string& y, const std::string& x,
                           const io::Block& part) {
    fields_.push_back(&file_.add_variable(description, {"time", y, x}, part));
}

void RecordFile::append(const Record& record) {
    for (std::size_t n = 0; n < series_.size(); ++n) series_[n]->write_record(records_, record.numbers[n]);
    for (std::size_t n = 0; n < fields_.size(); ++n) fields_[n]->write_record(records_, record.fields[n]);
    ++records_;
}

void RecordFile::finish(const RunFacts& facts) {
    file_.set("steps", std::int64_t{facts.steps});
    const auto from_root = [&](double value) {
        MPI_Bcast(&value, 1, MPI_DOUBLE, 0, comm_);
        return value;
    };
    file_.set("wall_time_seconds", from_root(facts.wall_seconds));
    file_.set("cell_updates_per_second", from_root(facts.rate));
    file_.set("outcome", facts.outcome);
    io::write_end_time(file_, comm_);
    file_.close();
}

void save_records(io::CheckpointWriter& checkpoint, const Records& records, const FieldLayout& layout,
                  MPI_Comm comm) {
    checkpoint.set("records", static_cast<std::int64_t>(records.size()));
    std::vector<double> numbers;
    for (std::size_t n = 0; n < records.size(); ++n) {
        numbers.insert(numbers.end(), records[n].numbers.begin(), records[n].numbers.end());
        for (std::size_t field = 0; field < records[n].fields.size(); ++field) {
            checkpoint.write<double>(name_of(n, field), layout.whole, layout.part, records[n].fields[field]);
        }
    }
    if (records.empty()) return;
    checkpoint.set("fields", static_cast<std::int64_t>(records.front().fields.size()));
    const io::Extents extents{records.size(), records.front().numbers.size()};
    const io::Block block = io::Block::on_root(extents, io::rank_in(comm));
    checkpoint.write<double>("numbers", extents, block,
                             std::span{std::as_const(numbers)}.first(block.size()));
}

Records load_records(const io::Reader& saved, const io::Block& part) {
    Records records(static_cast<std::size_t>(saved.integer("records")));
    if (records.empty()) return records;
    const auto fields = static_cast<std::size_t>(saved.integer("fields"));
    for (std::size_t n = 0; n < records.size(); ++n) {
        records[n].numbers = saved.record("numbers", n);
        for (std::size_t field = 0; field < fields; ++field) {
            records[n].fields.push_back(saved.part<double>(name_of(n, field), part));
        }
    }
    return records;
}

}  // namespace sluice::climate
