// SPDX-License-Identifier: Apache-2.0
#include "io/attribute.hpp"

#include <algorithm>

#include "io/error.hpp"
#include "io/handle.hpp"

namespace sluice::io {
namespace {

void write_scalar(const Bearer& bearer, const std::string& name, hid_t stored, hid_t given,
                  const void* value) {
    const SpaceHandle space{H5Screate(H5S_SCALAR)};
    const AttributeHandle attribute{
        checked(H5Acreate2(bearer.id, name.c_str(), stored, space.id(), H5P_DEFAULT, H5P_DEFAULT),
                "create attribute", name, bearer.file)};
    checked(H5Awrite(attribute.id(), given, value), "write attribute", name, bearer.file);
}

AttributeHandle open_attribute(const Bearer& bearer, const std::string& name) {
    return AttributeHandle{
        checked(H5Aopen(bearer.id, name.c_str(), H5P_DEFAULT), "open attribute", name, bearer.file)};
}

void read_scalar(const Bearer& bearer, const std::string& name, hid_t wanted, void* value) {
    const AttributeHandle attribute = open_attribute(bearer, name);
    checked(H5Aread(attribute.id(), wanted, value), "read attribute", name, bearer.file);
}

}  // namespace

void write_attribute(const Bearer& bearer, const std::string& name, std::string_view text) {
    const std::string padded{text.empty() ? std::string_view{" "} : text};  // HDF5 has no strings of length 0
    const TypeHandle type{H5Tcopy(H5T_C_S1)};
    H5Tset_size(type.id(), padded.size());
    write_scalar(bearer, name, type.id(), type.id(), padded.data());
}

void write_attribute(const Bearer& bearer, const std::string& name, double number) {
    write_scalar(bearer, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &number);
}

void write_attribute(const Bearer& bearer, const std::string& name, std::int64_t number) {
    write_scalar(bearer, name, H5T_STD_I64LE, H5T_NATIVE_INT64, &number);
}

bool has_attribute(const Bearer& bearer, const std::string& name) {
    return checked(H5Aexists(bearer.id, name.c_str()), "look up attribute", name, bearer.file) > 0;
}

std::string read_text(const Bearer& bearer, const std::string& name) {
    const AttributeHandle attribute = open_attribute(bearer, name);
    const TypeHandle type{H5Aget_type(attribute.id())};
    if (H5Tget_class(type.id()) != H5T_STRING || H5Tis_variable_str(type.id()) > 0) {
        throw Error{"attribute '" + name + "' in " + bearer.file.string() + " is not a text of fixed length"};
    }
    std::string text(H5Tget_size(type.id()), '\0');
    checked(H5Aread(attribute.id(), type.id(), text.data()), "read attribute", name, bearer.file);
    text.erase(std::find(text.begin(), text.end(), '\0'), text.end());
    return text;
}

double read_number(const Bearer& bearer, const std::string& name) {
    double number = 0;
    read_scalar(bearer, name, H5T_NATIVE_DOUBLE, &number);
    return number;
}

std::int64_t read_integer(const Bearer& bearer, const std::string& name) {
    std::int64_t number = 0;
    read_scalar(bearer, name, H5T_NATIVE_INT64, &number);
    return number;
}

}  // namespace sluice::io
