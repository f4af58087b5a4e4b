// SPDX-License-Identifier: Apache-2.0
#include "io/staged_file.hpp"

#include <fmt/format.h>

#include <array>

#include "io/collective.hpp"
#include "io/error.hpp"
#include "io/layout.hpp"
#include "io/reserving_driver.hpp"
#include "io/staging.hpp"

namespace sluice::io {
namespace {

constexpr hsize_t kPage = 4096, kLargeEnoughToAlign = 64 * kPage;  // bytes; writing whole pages is quicker

FileHandle create_file(const std::filesystem::path& path) {
    const PropertyHandle access = reserving_access(path);
    H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_LATEST);
    H5Pset_alignment(access.id(), kLargeEnoughToAlign, kPage);
    const PropertyHandle creation{H5Pcreate(H5P_FILE_CREATE)};
    H5Pset_link_creation_order(creation.id(), kInOrder);
    H5Pset_attr_creation_order(creation.id(), kInOrder);
    return FileHandle{
        checked(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), "create", "", path)};
}

void check_mpi(int outcome, std::string_view operation, const std::filesystem::path& file) {
    if (outcome == MPI_SUCCESS) return;
    std::array<char, MPI_MAX_ERROR_STRING> text{};
    int length = 0;
    MPI_Error_string(outcome, text.data(), &length);
    throw Error{fmt::format("cannot {} {}: {}", operation, file.string(), text.data())};
}

/// Two pieces of memory as one thing that MPI writes: one call of the system instead of two, and no copy.
class MemoryPieces {
  public:
    MemoryPieces(std::span<const std::byte> first, std::span<const std::byte> second) {
        const std::array sizes{static_cast<int>(first.size()), static_cast<int>(second.size())};
        std::array<MPI_Aint, 2> places{};
        MPI_Get_address(first.data(), &places[0]);
        MPI_Get_address(second.data(), &places[1]);
        MPI_Type_create_hindexed(2, sizes.data(), places.data(), MPI_BYTE, &type_);
        MPI_Type_commit(&type_);
    }
    MemoryPieces(const MemoryPieces&) = delete;
    MemoryPieces& operator=(const MemoryPieces&) = delete;
    ~MemoryPieces() { MPI_Type_free(&type_); }

    MPI_Datatype type() const { return type_; }

  private:
    MPI_Datatype type_ = MPI_DATATYPE_NULL;
};

}  // namespace

StagedFile::StagedFile(std::filesystem::path target, MPI_Comm comm)
    : target_{std::move(target)}, staged_{from_root(comm, staging_path(target_).string())}, comm_{comm} {
    silence_hdf5();
    on_root([this] {
        remove_leftovers(target_);
        create_empty(staged_);  // HDF5 would say less clearly why it cannot
        file_ = create_file(staged_);
    });
    check_mpi(MPI_File_open(comm_, staged_.c_str(), MPI_MODE_WRONLY, MPI_INFO_NULL, &data_), "open", staged_);
    is_open_ = true;
}

StagedFile::~StagedFile() {
    std::error_code ignored;
    if (is_open_ && rank_in(comm_) == 0) std::filesystem::remove(staged_, ignored);
}

void StagedFile::on_root(const std::function<void()>& action) const { io::on_root(comm_, action); }

void StagedFile::write_at(std::uint64_t place, std::span<const std::byte> content,
                          std::span<const std::byte> rest) const {
    const MemoryPieces pieces{content, rest};
    check_mpi(MPI_File_write_at(data_, static_cast<MPI_Offset>(place), MPI_BOTTOM, 1, pieces.type(), MPI_STATUS_IGNORE),
              "write", staged_);
}

void StagedFile::close() {
    check_mpi(MPI_File_sync(data_), "sync", staged_);
    check_mpi(MPI_File_close(&data_), "close", staged_);
    on_root([this] {
        checked(H5Fclose(file_.release()), "close", "", staged_);
        publish(staged_, target_);
    });
    is_open_ = false;
}

}  // namespace sluice::io
