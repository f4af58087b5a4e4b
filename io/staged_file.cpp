// SPDX-License-Identifier: Apache-2.0
#include "io/staged_file.hpp"

#include "io/collective.hpp"
#include "io/error.hpp"
#include "io/layout.hpp"
#include "io/staging.hpp"

namespace sluice::io {
namespace {

FileHandle create_file(const std::filesystem::path& path, MPI_Comm comm) {
    const PropertyHandle access{H5Pcreate(H5P_FILE_ACCESS)};
    H5Pset_fapl_mpio(access.id(), comm, MPI_INFO_NULL);
    H5Pset_all_coll_metadata_ops(access.id(), true);
    H5Pset_coll_metadata_write(access.id(), true);
    H5Pset_libver_bounds(access.id(), H5F_LIBVER_V18, H5F_LIBVER_LATEST);
    const PropertyHandle creation{H5Pcreate(H5P_FILE_CREATE)};
    H5Pset_link_creation_order(creation.id(), kInOrder);
    H5Pset_attr_creation_order(creation.id(), kInOrder);
    return FileHandle{
        checked(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), "create", "", path)};
}

/// Its name, agreed on, and the file there and empty.
std::filesystem::path prepare(const std::filesystem::path& target, MPI_Comm comm) {
    H5dont_atexit();  // an abandoned file must not be closed, which is collective, when this process exits
    silence_hdf5();
    const std::filesystem::path staged = from_root(comm, staging_path(target).string());
    on_root(comm, [&] {
        remove_leftovers(target);
        create_empty(staged);  // HDF5 would say less clearly why it cannot
    });
    return staged;
}

}  // namespace

StagedFile::StagedFile(std::filesystem::path target, MPI_Comm comm)
    : target_{std::move(target)},
      staged_{prepare(target_, comm)},
      comm_{comm},
      file_{create_file(staged_, comm)} {}

StagedFile::~StagedFile() {
    if (!is_open()) return;
    file_.release();
    std::error_code ignored;
    if (rank_in(comm_) == 0) std::filesystem::remove(staged_, ignored);
}

void StagedFile::close() {
    checked(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), "write out", "", staged_);
    checked(H5Fclose(file_.release()), "close", "", staged_);
    MPI_Barrier(comm_);
    on_root(comm_, [this] { publish(staged_, target_); });
}

}  // namespace sluice::io
