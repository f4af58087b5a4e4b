// SPDX-License-Identifier: Apache-2.0
#include "io/error.hpp"

#include <fmt/format.h>

#include <cstring>

namespace sluice::io {
namespace {

/// Called for each entry of the error stack from the innermost outwards; keeps the first reason.
herr_t keep_first(unsigned /*depth*/, const H5E_error2_t* entry, void* reason) {
    auto& text = *static_cast<std::string*>(reason);
    if (text.empty() && entry->desc != nullptr) text = entry->desc;
    return 0;
}

std::string hdf5_reason() {
    std::string reason;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &reason);
    return reason.empty() ? "HDF5 gives no reason" : reason;
}

}  // namespace

void throw_hdf5_error(std::string_view operation, std::string_view object,
                      const std::filesystem::path& file) {
    const std::string what = object.empty() ? std::string{} : fmt::format(" '{}' in", object);
    throw Error{fmt::format("cannot {}{} {}: {}", operation, what, file.string(), hdf5_reason())};
}

void throw_system_error(std::string_view operation, const std::filesystem::path& file, int code) {
    throw Error{fmt::format("cannot {} {}: {}", operation, file.string(), std::strerror(code))};
}

void silence_hdf5() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

}  // namespace sluice::io
