// SPDX-License-Identifier: Apache-2.0
//
// How far a simulation is: a bar on standard error if that is a terminal, else nothing.
#pragma once

#include <cstddef>

namespace sluice::commands {

class SimProgress {
  public:
    SimProgress();
    ~SimProgress();
    SimProgress(const SimProgress&) = delete;
    SimProgress& operator=(const SimProgress&) = delete;

    void show(std::size_t done, std::size_t of);

  private:
    bool on_terminal_;
    bool shown_ = false;
};

}  // namespace sluice::commands
