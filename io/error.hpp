// SPDX-License-Identifier: Apache-2.0
// Failures of the results library: always an exception that names the file and what was being done to it.
#pragma once

#include <hdf5.h>

#include <filesystem>
#include <stdexcept>
#include <string_view>

namespace sluice::io {

class Error : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// Throws Error "cannot <operation> '<object>' in <file>: <why>" with the deepest reason on HDF5's error
/// stack.
[[noreturn]] void throw_hdf5_error(std::string_view operation, std::string_view object,
                                   const std::filesystem::path& file);

/// Throws Error "cannot <operation> <file>: <why>" for the system error `code` (an errno value).
[[noreturn]] void throw_system_error(std::string_view operation, const std::filesystem::path& file, int code);

/// Passes the result of an HDF5 call on; negative means failure and throws.
template <class Status>
Status checked(Status status, std::string_view operation, std::string_view object,
               const std::filesystem::path& file) {
    if (status < 0) throw_hdf5_error(operation, object, file);
    return status;
}

/// Stops HDF5 from printing its error stack: the exception carries the reason.
void silence_hdf5();

}  // namespace sluice::io
