// SPDX-License-Identifier: Apache-2.0
// How far the run is, for the person who waits: a bar on a terminal, a line every tenth of the way elsewhere.
#pragma once

#include <chrono>

namespace sluice::climate {

class Progress {
  public:
    /// duration   simulated seconds of the whole run
    /// cells      of the whole mesh
    /// Says nothing if `silent` (on all ranks but one, or when asked to be quiet).
    Progress(double duration, double cells, bool silent);

    /// After a step that brought the run to `time`.
    void advance(double time);

    /// Ends the bar's line.
    void finish();

    double wall_seconds() const;
    long steps() const { return steps_; }

    /// Cell updates per second so far; one update takes a cell through a whole time step.
    double rate() const;

  private:
    using Clock = std::chrono::steady_clock;

    void draw_bar(double share, double time);
    void print_line(double share, double time);

    double duration_, cells_;
    bool silent_, on_terminal_;
    Clock::time_point start_ = Clock::now();
    Clock::time_point drawn_{};
    int tenths_ = 0;
    long steps_ = 0;
};

}  // namespace sluice::climate
