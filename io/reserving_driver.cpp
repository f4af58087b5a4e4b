// SPDX-License-Identifier: Apache-2.0
#include "io/reserving_driver.hpp"

#include <H5FDsec2.h>

#include <vector>

#include "io/error.hpp"

namespace sluice::io {
namespace {

/// The driver whose functions are used, and what reserve_chunk() and the driver tell each other.
struct Reserving {
    const H5FD_class_t* plain = nullptr;
    bool withholds = false;
    haddr_t place = HADDR_UNDEF;  // of what was withheld last
};

Reserving& reserving() {
    static Reserving state;
    return state;
}

herr_t write_or_note(H5FD_t* file, H5FD_mem_t kind, hid_t transfer, haddr_t place, std::size_t size,
                     const void* bytes) {
    if (!reserving().withholds || kind != H5FD_MEM_DRAW)
        return reserving().plain->write(file, kind, transfer, place, size, bytes);
    reserving().place = place;
    return 0;
}

/// HDF5 shows the functions of a driver only in an open file.
const H5FD_class_t* plain_driver(const std::filesystem::path& path) {
    const PropertyHandle access{H5Pcreate(H5P_FILE_ACCESS)};
    H5Pset_fapl_sec2(access.id());
    H5FD_t* const file = H5FDopen(path.c_str(), H5F_ACC_RDWR, access.id(), HADDR_MAX / 2);
    if (file == nullptr) throw_hdf5_error("open", "", path);
    const H5FD_class_t* const driver = file->cls;
    H5FDclose(file);
    return driver;
}

/// Registered once, for as long as the process lives.
hid_t driver_id(const std::filesystem::path& path) {
    static const hid_t id = [&] {
        reserving().plain = plain_driver(path);
        static H5FD_class_t own = *reserving().plain;
        own.name = "reserving";
        own.write = write_or_note;
        own.terminate = nullptr;
        return checked(H5FDregister(&own), "register a driver for", "", path);
    }();
    return id;
}

}  // namespace

PropertyHandle reserving_access(const std::filesystem::path& path) {
    PropertyHandle access{H5Pcreate(H5P_FILE_ACCESS)};
    checked(H5Pset_driver(access.id(), driver_id(path), nullptr), "choose a driver for", "", path);
    return access;
}

std::int64_t reserve_chunk(hid_t dataset, const Extents& start, std::size_t bytes) {
    static std::vector<std::byte> unread;  // HDF5 wants something to point to
    if (unread.size() < bytes) unread.resize(bytes);
    reserving().withholds = true;
    reserving().place = HADDR_UNDEF;
    const herr_t outcome = H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, start.data(), bytes, unread.data());
    reserving().withholds = false;
    if (outcome < 0 || reserving().place == HADDR_UNDEF) return -1;
    return static_cast<std::int64_t>(reserving().place);
}

}  // namespace sluice::io
