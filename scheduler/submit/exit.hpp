// SPDX-License-Identifier: Apache-2.0
//
// How a command ends before it has asked the controller anything.
#pragma once

#include <string>

namespace sluice::submit {

/// --help and --version: code 0, text in `out`. A bad option or value: code 255 or 1, complete lines in
/// `err`.
struct Exit {
    int code = 0;
    std::string out;
    std::string err;

    friend bool operator==(const Exit&, const Exit&) = default;
};

}  // namespace sluice::submit
