// SPDX-License-Identifier: Apache-2.0
// Owners of HDF5 identifiers: each closes its own with the function that belongs to its kind.
#pragma once

#include <hdf5.h>

#include <utility>

namespace sluice::io {

template <herr_t (*close)(hid_t)>
class Handle {
  public:
    Handle() = default;
    explicit Handle(hid_t id) : id_{id} {}
    Handle(Handle&& other) noexcept : id_{other.release()} {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(id_, other.id_);
        return *this;
    }
    ~Handle() {
        if (id_ >= 0) close(id_);
    }

    hid_t id() const { return id_; }

    /// Gives the identifier up without closing it.
    hid_t release() { return std::exchange(id_, H5I_INVALID_HID); }

  private:
    hid_t id_ = H5I_INVALID_HID;
};

using FileHandle = Handle<H5Fclose>;
using DatasetHandle = Handle<H5Dclose>;
using SpaceHandle = Handle<H5Sclose>;
using TypeHandle = Handle<H5Tclose>;
using AttributeHandle = Handle<H5Aclose>;
using PropertyHandle = Handle<H5Pclose>;

}  // namespace sluice::io
