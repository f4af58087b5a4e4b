// SPDX-License-Identifier: Apache-2.0
//
// One line that tells how far something is: written over on a terminal, a line for each change elsewhere.
#pragma once

#include <string>

namespace sluice::commands {

class Progress {
  public:
    Progress();
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(const std::string& text);

  private:
    bool on_terminal_;
    std::string shown_;
};

}  // namespace sluice::commands
