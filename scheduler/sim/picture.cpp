// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "io/lettering.hpp"
#include "io/ticks.hpp"
#include "scheduler/sim/curves.hpp"

namespace sluice::sim {
namespace {

using io::Colour, io::Image, io::Rectangle;

constexpr Colour kPaper{255, 255, 255}, kInk{38, 38, 46}, kPale{104, 104, 116}, kGrid{222, 224, 230};
constexpr Colour kQueue{47, 92, 170}, kQueuePale{176, 199, 235};
constexpr Colour kUse{22, 128, 104}, kUsePale{170, 218, 204};
constexpr int kWidth = 1360, kPlotWidth = 1200, kPlotHeight = 290;
constexpr int kLeft = 112, kTop = 118, kGap = 76, kBelow = 84;
constexpr int kTickLength = 6, kFrame = 1;
constexpr double kSmall = 11, kMedium = 13, kLarge = 17;  // heights of capitals

/// A quantity over time as it is drawn: the mean of each column of pixels on top of its highest value.
struct Panel {
    Rectangle plot;
    std::string title;
    Colour colour, pale;
    double top = 1;  // the value at the upper edge
    std::vector<Summary> columns;
};

struct TimeAxis {
    double unit = 1;  // seconds
    std::string_view name;
    double length = 1;  // of the plot, in units
};

TimeAxis time_axis(Duration span) {
    const auto seconds = static_cast<double>(std::max<std::int64_t>(span.count(), 1));
    const auto in = [&](double unit, std::string_view name) { return TimeAxis{unit, name, seconds / unit}; };
    if (seconds <= 600) return in(1, "seconds");
    if (seconds <= 6 * 3600) return in(60, "minutes");
    if (seconds <= 10 * 86'400) return in(3600, "hours");
    return in(86'400, "days");
}

struct Span {
    Instant begin{}, end{Duration{1}};
};

/// From the first submission to the last end.
Span span_of(const Outcome& outcome) {
    Span span{Instant::max(), Instant::min()};
    for (std::size_t i = 0; i < outcome.results.runs.size(); ++i) {
        if (!outcome.results.runs[i].ran()) continue;
        span.begin = std::min(span.begin, outcome.workload.jobs[i].submit);
        span.end = std::max(span.end, outcome.results.runs[i].end);
    }
    return span.begin < span.end ? span : Span{};
}

/// The area below a curve. The topmost pixel of a column is covered in part, so that slopes look smooth.
void draw_columns(Image& image, const Panel& panel, double Summary::*what, Colour colour) {
    const auto& plot = panel.plot;
    for (int x = plot.left; x < plot.right; ++x) {
        const auto value = panel.columns[static_cast<std::size_t>(x - plot.left)].*what;
        const double height = std::clamp(value / panel.top, 0.0, 1.0) * plot.height();
        const int whole = static_cast<int>(height);
        image.fill({x, plot.bottom - whole, x + 1, plot.bottom}, colour);
        if (whole < plot.height()) image.paint(x, plot.bottom - whole - 1, colour, height - whole);
    }
}

void draw_value_axis(Image& image, const Panel& panel) {
    for (const auto& [value, label] : io::round_ticks(0, panel.top, 6)) {
        const int y = panel.plot.bottom - static_cast<int>(std::lround(value / panel.top * panel.plot.height()));
        image.fill({panel.plot.left, y, panel.plot.right, y + 1}, kGrid);
        image.fill({panel.plot.left - kTickLength, y, panel.plot.left, y + 1}, kInk);
        io::draw_text(image, panel.plot.left - 14, y, label, {kSmall, kInk, io::Anchor::end});
    }
}

void draw_time_axis(Image& image, const Rectangle& plot, const TimeAxis& axis, bool labelled) {
    for (const auto& [value, label] : io::round_ticks(0, axis.length, 10)) {
        const int x = plot.left + static_cast<int>(std::lround(value / axis.length * plot.width()));
        image.fill({x, plot.bottom, x + 1, plot.bottom + kTickLength}, kInk);
        if (labelled) io::draw_text(image, x, plot.bottom + 22, label, {kSmall, kInk, io::Anchor::middle});
    }
    if (!labelled) return;
    io::draw_text(image, 0.5 * (plot.left + plot.right), plot.bottom + 52,
                  fmt::format("time since the first submission ({})", axis.name),
                  {kMedium, kInk, io::Anchor::middle});
}

void draw_panel(Image& image, const Panel& panel) {
    draw_value_axis(image, panel);
    draw_columns(image, panel, &Summary::highest, panel.pale);
    draw_columns(image, panel, &Summary::mean, panel.colour);
    image.frame(panel.plot, kFrame, kInk);
    io::draw_text(image, panel.plot.left, panel.plot.top - 20, panel.title, {kMedium, kInk});
}

/// What the two shades mean, at the right above the panel.
void draw_legend(Image& image, const Panel& panel) {
    const int y = panel.plot.top - 20;
    int x = panel.plot.right;
    const auto entry = [&](Colour colour, std::string_view words) {
        x -= static_cast<int>(io::text_length(words, kSmall));
        io::draw_text(image, x, y, words, {kSmall, kPale});
        x -= 24;
        image.fill({x, y - 6, x + 16, y + 6}, colour);
        x -= 20;
    };
    entry(panel.pale, "highest");
    entry(panel.colour, "mean");
}

Rectangle plot_of(int row) {
    const int top = kTop + row * (kPlotHeight + kGap);
    return {kLeft, top, kLeft + kPlotWidth, top + kPlotHeight};
}

Panel queue_panel(const Outcome& outcome, const Span& span) {
    Panel panel{plot_of(0), "jobs waiting", kQueue, kQueuePale, 1, {}};
    const auto curve = queue_length(outcome.workload, outcome.results);
    panel.columns = summarise(curve, span.begin, span.end, kPlotWidth);
    panel.top = 1.06 * static_cast<double>(std::max<std::int64_t>(highest(curve), 4));
    return panel;
}

Panel use_panel(const Outcome& outcome, const Span& span) {
    Panel panel{plot_of(1), "processors in use (%)", kUse, kUsePale, 104, {}};
    panel.columns = summarise(processors_in_use(outcome.results), span.begin, span.end, kPlotWidth);
    const double percent = 100.0 / std::max(1u, outcome.processors);
    for (auto& column : panel.columns) {
        column.mean *= percent;
        column.highest *= percent;
    }
    return panel;
}

void draw_title(Image& image, const Outcome& outcome) {
    const auto file = std::filesystem::path{outcome.workload.name}.filename().string();
    io::draw_text(image, kLeft, 34,
                  fmt::format("{} on {}, {}", file, outcome.machine, outcome.policy), {kLarge, kInk});
    const auto& m = outcome.metrics;
    io::draw_text(image, kLeft, 64,
                  fmt::format("{} jobs, mean wait {:.0f} s, mean bounded slowdown {:.2f}, utilization {:.1f} %", m.jobs,
                              m.mean_wait, m.mean_slowdown, 100 * m.utilization),
                  {kMedium, kPale});
}

}  // namespace

io::Image draw(const Outcome& outcome) {
    const auto span = span_of(outcome);
    const auto axis = time_axis(span.end - span.begin);
    Image image{kWidth, plot_of(1).bottom + kBelow, kPaper};
    draw_title(image, outcome);
    const Panel panels[] = {queue_panel(outcome, span), use_panel(outcome, span)};
    for (const auto& panel : panels) {
        draw_panel(image, panel);
        draw_legend(image, panel);
        draw_time_axis(image, panel.plot, axis, &panel == &panels[1]);
    }
    return image;
}

Result<void> write_picture(const Outcome& outcome, const std::string& path) try {
    io::write_png(draw(outcome), path);
    return {};
} catch (const std::exception& error) {
    return fail(Errc::io_error, error.what());
}

}  // namespace sluice::sim
