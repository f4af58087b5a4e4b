// SPDX-License-Identifier: Apache-2.0
//
// Leaving the starter: the process that was started returns when the daemon is ready, or failed to be, and
// the daemon goes on in a session of its own.
#pragma once

#include "launcher/spool/files.hpp"

namespace sluice::node {

class Background {
  public:
    /// Forks if `wanted`; only the daemon returns from here. To be called before there are threads.
    explicit Background(bool wanted);
    /// The starter may go on. Without this call it learns of a failure when the daemon ends.
    void ready();

  private:
    Descriptor starter_;
};

}  // namespace sluice::node
