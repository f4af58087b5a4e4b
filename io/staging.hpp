// SPDX-License-Identifier: Apache-2.0
// A file appears under its name only when it is complete: written under another name beside it, then renamed.
#pragma once

#include <filesystem>

namespace sluice::io {

/// "<target>.<host>-<pid>.partial": beside the target, so that the rename stays within one file system.
std::filesystem::path staging_path(const std::filesystem::path& target);

/// Removes what processes of this host that are gone have left of earlier attempts to write the target.
void remove_leftovers(const std::filesystem::path& target);

/// Creates the file, empty, replacing what was there. Throws Error with the system's reason if that is
/// impossible.
void create_empty(const std::filesystem::path& path);

/// Makes a finished file appear under its name, replacing what was there: data to disk, rename, directory to
/// disk. Throws Error.
void publish(const std::filesystem::path& staged, const std::filesystem::path& target);

}  // namespace sluice::io
