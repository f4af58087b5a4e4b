// SPDX-License-Identifier: Apache-2.0
//
// sacct's listing: columns of fixed width whose longer texts end in +, or fields with a delimiter.
#include <fmt/format.h>

#include <charconv>
#include <cstdlib>

#include "scheduler/commands/history.hpp"
#include "scheduler/commands/words.hpp"

namespace sluice::commands {
namespace {

constexpr std::string_view kDefault = "jobid,jobname,partition,account,alloccpus,state,exitcode";
constexpr std::string_view kBrief = "jobid,state,exitcode";
constexpr std::string_view kLong =
    "jobid,jobidraw,jobname,partition,maxvmsize,maxvmsizenode,maxvmsizetask,avevmsize,maxrss,maxrssnode,maxrsstask,averss,maxpages,maxpagesnode,maxpagestask,avepages,mincpu,mincpunode,mincputask,avecpu,ntasks,alloccpus,elapsed,state,exitcode,avecpufreq,reqcpufreqmin,reqcpufreqmax,reqcpufreqgov,reqmem,consumedenergy,maxdiskread,maxdiskreadnode,maxdiskreadtask,avediskread,maxdiskwrite,maxdiskwritenode,maxdiskwritetask,avediskwrite,reqtres,alloctres,tresusageinave,tresusageinmax,tresusageinmaxnode,tresusageinmaxtask,tresusageinmin,tresusageinminnode,tresusageinmintask,tresusageintot,tresusageoutmax,tresusageoutmaxnode,tresusageoutmaxtask,tresusageoutave,tresusageouttot";

struct Chosen {
    const HistoryField* field;
    int width;
};

std::string_view format_of(const SacctOptions& o) {
    if (!o.format.empty()) return o.format;
    if (o.long_format) return kLong;
    return o.brief ? kBrief : kDefault;
}

const HistoryField* find_field(std::string_view name) {
    std::vector<std::string_view> names;
    for (const auto& field : history_fields()) names.push_back(field.name);
    const auto place = find_word(name, names);
    return place ? &history_fields()[*place] : nullptr;
}

/// `name`, `name%20`, `name%-20`
Result<Chosen> read_item(std::string_view item) {
    const auto percent = std::min(item.find('%'), item.size());
    const auto* field = find_field(item.substr(0, percent));
    if (field == nullptr)
        return fail(Errc::invalid_argument,
                    fmt::format("Invalid field requested: \"{}\"", item.substr(0, percent)));
    int width = field->width;
    if (percent + 1 < item.size())
        std::from_chars(item.data() + percent + 1, item.data() + item.size(), width);
    return Chosen{field, width};
}

Result<std::vector<Chosen>> read_format(const SacctOptions& o) {
    std::vector<Chosen> columns;
    for (const auto& item : split_list(format_of(o))) {
        if (equal_words(item, "ALL")) {
            for (const auto& field : history_fields()) columns.push_back({&field, field.width});
            continue;
        }
        const auto column = read_item(item);
        if (!column) return tl::unexpected{column.error()};
        columns.push_back(*column);
    }
    return columns;
}

class Printer {
  public:
    Printer(const SacctOptions& options, std::vector<Chosen> columns)
        : o_{options}, columns_{std::move(columns)} {}

    [[nodiscard]] std::string header() const {
        auto text = line([](const Chosen& column) { return std::string{column.field->name}; }, "");
        if (is_parsable()) return text;
        return text + line([](const Chosen& column) { return std::string(size(column), '-'); }, "");
    }
    [[nodiscard]] std::string row(const HistoryRow& row) const {
        return line([&](const Chosen& column) { return column.field->text(row); }, "+");
    }

  private:
    [[nodiscard]] bool is_parsable() const { return o_.parsable || o_.parsable2; }
    static std::size_t size(const Chosen& column) { return static_cast<std::size_t>(std::abs(column.width)); }

    template <class Text>
    [[nodiscard]] std::string line(Text text_of, std::string_view cut_mark) const {
        std::string text;
        for (const auto& column : columns_) {
            const auto cell = text_of(column);
            if (is_parsable()) text += cell + o_.delimiter;
            else text += bring_to(column, cell, cut_mark) + ' ';
        }
        const bool trailing = o_.parsable2 && !columns_.empty();
        if (trailing) text.resize(text.size() - o_.delimiter.size());
        return text + '\n';
    }

    static std::string bring_to(const Chosen& column, const std::string& cell, std::string_view cut_mark) {
        const bool too_long = text_width(cell) > size(column) && size(column) > cut_mark.size();
        if (!too_long) return fitted(cell, size(column), column.width > 0);
        return std::string{cut_to(cell, size(column) - cut_mark.size())}.append(cut_mark);
    }

    const SacctOptions& o_;
    std::vector<Chosen> columns_;
};

}  // namespace

Result<std::string> list_history(const SacctOptions& options, std::span<const HistoryRow> rows) {
    auto columns = read_format(options);
    if (!columns) return tl::unexpected{columns.error()};
    const Printer printer{options, std::move(*columns)};
    std::string text = options.no_header ? "" : printer.header();
    for (const auto& row : rows) text += printer.row(row);
    return text;
}

std::string list_field_names() {
    constexpr std::size_t kPerLine = 4, kWidth = 19;
    std::string text;
    std::size_t count = 0;
    for (const auto& field : history_fields()) {
        text += fitted(field.name, kWidth, false);
        text += ++count % kPerLine == 0 ? "\n" : " ";
    }
    return text + (count % kPerLine == 0 ? "" : "\n");
}

}  // namespace sluice::commands
