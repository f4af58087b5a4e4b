// SPDX-License-Identifier: Apache-2.0
#include "io/table_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "io/lettering.hpp"
#include "io/plot_frame.hpp"

namespace sluice::io {
namespace {

constexpr std::size_t kMostRows = 24;
constexpr int kMargin = 32, kInset = 12, kRowHeight = 34, kBarHeight = 20, kBarRoom = 420, kGap = 36;
constexpr int kHeadings = kTop + 16;  // middle of the line of headings
constexpr Colour kBar{120, 164, 206}, kBestBar{27, 94, 160}, kStripe{246, 247, 250};

double widest(const std::string& heading, const std::vector<std::string>& cells, std::size_t rows) {
    double width = text_length(heading, kSmall);
    for (std::size_t n = 0; n < rows; ++n) width = std::max(width, text_length(cells[n], kSmall));
    return width;
}

void check(const TablePicture& picture) {
    const std::size_t rows = picture.values.size();
    bool is_even = rows > 0 && picture.labels.size() == rows;
    for (const TableColumn& column : picture.columns) is_even = is_even && column.cells.size() == rows;
    if (!is_even) throw std::invalid_argument{"a table needs rows, and as many in every column"};
}

/// Where the columns stand.
struct Plan {
    std::size_t rows;
    double labels_end, bars_begin, bars_end;
    std::vector<double> column_ends;
    int width, height;

    double middle_of(std::size_t row) const { return kHeadings + 20 + (static_cast<double>(row) + 0.5) * kRowHeight; }
};

Plan plan_for(const TablePicture& picture) {
    Plan plan{};
    plan.rows = std::min(picture.values.size(), kMostRows);
    plan.labels_end = kMargin + kInset + widest("", picture.labels, plan.rows);
    plan.bars_begin = plan.labels_end + kGap / 2.0;
    plan.bars_end = plan.bars_begin + kBarRoom;
    double end = plan.bars_end + 90;  // the bar's number
    for (const TableColumn& column : picture.columns)
        plan.column_ends.push_back(end += kGap + widest(column.heading, column.cells, plan.rows));
    plan.width = std::max(static_cast<int>(end) + kInset + kMargin, 640);
    const bool is_cut = plan.rows < picture.values.size();
    plan.height = static_cast<int>(plan.middle_of(plan.rows)) + (is_cut ? kRowHeight : 0) + 8;
    return plan;
}

void draw_headings(Image& image, const TablePicture& picture, const Plan& plan) {
    draw_text(image, plan.bars_begin, kHeadings, picture.quantity, {kSmall, kInk});
    for (std::size_t n = 0; n < picture.columns.size(); ++n)
        draw_text(image, plan.column_ends[n], kHeadings, picture.columns[n].heading, {kSmall, kInk, Anchor::end});
    image.fill({kMargin, kHeadings + 16, plan.width - kMargin, kHeadings + 18}, kInk);
}

void draw_row(Image& image, const TablePicture& picture, const Plan& plan, std::size_t row, double longest) {
    const double y = plan.middle_of(row);
    const int top = static_cast<int>(y) - kRowHeight / 2;
    if (row % 2 == 1) image.fill({kMargin, top, plan.width - kMargin, top + kRowHeight}, kStripe);
    draw_text(image, plan.labels_end, y, picture.labels[row], {kSmall, kInk, Anchor::end});
    const double length = std::isfinite(picture.values[row]) ? kBarRoom * std::abs(picture.values[row]) / longest : 0;
    const int left = static_cast<int>(plan.bars_begin), right = static_cast<int>(plan.bars_begin + length);
    image.fill({left, static_cast<int>(y) - kBarHeight / 2, right, static_cast<int>(y) + kBarHeight / 2},
               row == 0 ? kBestBar : kBar);
    draw_text(image, right + 10, y, fmt::format("{:.4g}", picture.values[row]), {kSmall, kInk});
    for (std::size_t n = 0; n < picture.columns.size(); ++n)
        draw_text(image, plan.column_ends[n], y, picture.columns[n].cells[row], {kSmall, kInk, Anchor::end});
}

}  // namespace

Image draw(const TablePicture& picture) {
    check(picture);
    const Plan plan = plan_for(picture);
    Image image{plan.width, plan.height, kPaper};
    double longest = 1e-300;
    for (std::size_t row = 0; row < plan.rows; ++row)
        if (std::isfinite(picture.values[row])) longest = std::max(longest, std::abs(picture.values[row]));
    draw_title(image, kMargin, picture.title);
    draw_headings(image, picture, plan);
    for (std::size_t row = 0; row < plan.rows; ++row) draw_row(image, picture, plan, row, longest);
    if (plan.rows < picture.values.size()) {
        draw_text(image, plan.bars_begin, plan.middle_of(plan.rows),
                  fmt::format("and {} more", picture.values.size() - plan.rows), {kSmall, kInk});
    }
    return image;
}

}  // namespace sluice::io
