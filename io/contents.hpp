// SPDX-License-Identifier: Apache-2.0
// What is in a file: its variables and attributes, as far as they are numbers or text.
#pragma once

#include <hdf5.h>

#include <filesystem>
#include <string>
#include <vector>

#include "io/block.hpp"

namespace sluice::io {

struct NamedText {
    std::string name, text;
};

struct VariableInfo {
    std::string name;  // with its groups, "a/b"
    Extents shape, chunk;  // no chunk if it lies in one piece
    std::vector<std::string> dimensions;  // names, empty where there is none
    std::string type;                     // "float64", "int32", "letter", "text of 11"
    bool is_text = false, is_number = false;
    bool is_scale = false;  // the coordinates of a dimension
    bool is_checked = false, is_compressed = false;
    std::vector<NamedText> attributes;  // without those that HDF5 keeps for itself

    /// Empty if there is none.
    std::string attribute(const std::string& wanted) const;
};

/// In the order of their creation if the file knows it, else by name. Throw Error.
std::vector<VariableInfo> list_variables(hid_t file, const std::filesystem::path& path);
std::vector<NamedText> list_attributes(hid_t object, const std::filesystem::path& path);

}  // namespace sluice::io
