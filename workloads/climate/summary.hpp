// SPDX-License-Identifier: Apache-2.0
// The numbers of a run that a person wants to see, printed alike after the run and from its file.
#pragma once

#include <string>

namespace sluice::climate {

/// The totals and extremes of one moment.
struct Moment {
    double time;              // s
    double mass, energy;      // kg m-1, J m-1
    double coldest, warmest;  // extremes of theta', K
    double fastest;           // largest |w|, m s-1
};

struct Summary {
    std::string title, parameters;
    int nx, nz;
    double dx, dz;  // m
    Moment start, end;
    long steps;
    int ranks;
    std::string layout, nodes, job;  // job is empty outside a batch system
    double wall_seconds, rate;       // rate in cell updates per second
    std::string outcome;             // "completed" or why not
    std::string file;                // empty if none was written
};

/// To standard output, "name: value" lines.
void print(const Summary& summary);

}  // namespace sluice::climate
