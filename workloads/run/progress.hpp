// SPDX-License-Identifier: Apache-2.0
// How far the run is, for the person who waits: a bar on a terminal, a line every tenth of the way elsewhere.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace sluice::run {

class Progress {
  public:
    struct Settings {
        std::string work;     // what the rate counts: "cell updates", "paths", "ligands"
        bool silent = false;  // on all ranks but one, or when asked to be quiet
        double begin = 0;     // share that is done already, of a run that is continued
    };

    /// More to say in the line, "t = 40 s": only asked for when a line is written.
    using Note = std::function<std::string()>;

    explicit Progress(Settings settings);

    /// `share` of the run is done, from 0 to 1; `work` was done since this object was made.
    void advance(double share, double work, const Note& note = {});

    /// Ends the bar's line.
    void finish();

    double wall_seconds() const;
    double rate() const;  // work per second so far

  private:
    using Clock = std::chrono::steady_clock;

    bool is_due(double share);
    std::string line(double share, const Note& note) const;

    Settings settings_;
    bool on_terminal_;
    Clock::time_point start_ = Clock::now();
    Clock::time_point drawn_{};
    int tenths_;
    double work_ = 0;
};

/// "45 s", "3 min 20 s", "2 h 05 min"
std::string readable_duration(double seconds);

/// "12.3 M": three digits and the prefix that suits them.
std::string readable_number(double number);

}  // namespace sluice::run
