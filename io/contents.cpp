// SPDX-License-Identifier: Apache-2.0
#include "io/contents.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <array>

#include "io/error.hpp"
#include "io/handle.hpp"

namespace sluice::io {
namespace {

/// HDF5's and NetCDF's own.
constexpr std::array kInternal{"CLASS",        "NAME",           "DIMENSION_LIST",       "REFERENCE_LIST",
                               "_Netcdf4Dimid", "_NCProperties", "_Netcdf4Coordinates", "DIMENSION_LABELS"};

std::string name_of_object(hid_t object) {
    std::string name(static_cast<std::size_t>(std::max<ssize_t>(0, H5Iget_name(object, nullptr, 0))), '\0');
    H5Iget_name(object, name.data(), name.size() + 1);
    return name.starts_with('/') ? name.substr(1) : name;
}

std::string type_name(hid_t type) {
    const std::size_t bytes = H5Tget_size(type);
    switch (H5Tget_class(type)) {
        case H5T_FLOAT: return fmt::format("float{}", 8 * bytes);
        case H5T_INTEGER: return fmt::format("{}int{}", H5Tget_sign(type) == H5T_SGN_NONE ? "u" : "", 8 * bytes);
        case H5T_STRING:
            if (H5Tis_variable_str(type) > 0) return "text";
            return bytes == 1 ? "letter" : fmt::format("text of {}", bytes);
        case H5T_COMPOUND: return "compound";
        default: return "other";
    }
}

std::string text_value(hid_t attribute, hid_t type, std::size_t count) {
    if (H5Tis_variable_str(type) > 0) {
        if (count != 1) return fmt::format("({} texts)", count);
        char* text = nullptr;
        H5Aread(attribute, type, &text);
        const std::string value = text == nullptr ? "" : text;
        H5free_memory(text);
        return value;
    }
    std::string value(H5Tget_size(type) * count, '\0');
    H5Aread(attribute, type, value.data());
    return value.c_str();
}

template <class T>
std::string number_values(hid_t attribute, hid_t native, std::size_t count) {
    std::vector<T> values(count);
    H5Aread(attribute, native, values.data());
    return fmt::format("{}", fmt::join(values, ", "));
}

std::string value_of(hid_t attribute) {
    const TypeHandle type{H5Aget_type(attribute)};
    const SpaceHandle space{H5Aget_space(attribute)};
    const auto count = static_cast<std::size_t>(std::max<hssize_t>(0, H5Sget_simple_extent_npoints(space.id())));
    switch (H5Tget_class(type.id())) {
        case H5T_STRING: return text_value(attribute, type.id(), count);
        case H5T_INTEGER: return number_values<long long>(attribute, H5T_NATIVE_LLONG, count);
        case H5T_FLOAT: return number_values<double>(attribute, H5T_NATIVE_DOUBLE, count);
        default: return fmt::format("({})", type_name(type.id()));
    }
}

/// The index in which things are listed: by creation where that was tracked.
H5_index_t best_index(hid_t file) {
    const Handle<H5Gclose> root{H5Gopen2(file, "/", H5P_DEFAULT)};
    const PropertyHandle creation{H5Gget_create_plist(root.id())};
    unsigned tracked = 0;
    H5Pget_link_creation_order(creation.id(), &tracked);
    return (tracked & H5P_CRT_ORDER_INDEXED) != 0 ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
}

herr_t add_attribute(hid_t object, const char* name, const H5A_info_t* /*info*/, void* list) {
    if (std::ranges::find(kInternal, std::string_view{name}) != kInternal.end()) return 0;
    const AttributeHandle attribute{H5Aopen(object, name, H5P_DEFAULT)};
    if (attribute.id() < 0) return -1;
    static_cast<std::vector<NamedText>*>(list)->push_back({name, value_of(attribute.id())});
    return 0;
}

herr_t keep_name(hid_t /*dataset*/, unsigned /*dimension*/, hid_t scale, void* name) {
    *static_cast<std::string*>(name) = name_of_object(scale);
    return 1;  // the first is enough
}

std::vector<std::string> dimensions_of(hid_t dataset, const VariableInfo& variable) {
    if (variable.is_scale) return {variable.name};
    std::vector<std::string> names(variable.shape.size());
    for (unsigned n = 0; n < names.size(); ++n) H5DSiterate_scales(dataset, n, nullptr, keep_name, &names[n]);
    return names;
}

void describe_storage(hid_t dataset, VariableInfo& variable) {
    const PropertyHandle creation{H5Dget_create_plist(dataset)};
    if (H5Pget_layout(creation.id()) != H5D_CHUNKED) return;
    variable.chunk.resize(variable.shape.size());
    H5Pget_chunk(creation.id(), static_cast<int>(variable.chunk.size()), variable.chunk.data());
    const int filters = H5Pget_nfilters(creation.id());
    for (int n = 0; n < filters; ++n) {
        unsigned flags = 0;
        std::size_t values = 0;
        const H5Z_filter_t filter =
            H5Pget_filter2(creation.id(), static_cast<unsigned>(n), &flags, &values, nullptr, 0, nullptr, nullptr);
        variable.is_checked = variable.is_checked || filter == H5Z_FILTER_FLETCHER32;
        variable.is_compressed = variable.is_compressed || filter == H5Z_FILTER_DEFLATE;
    }
}

VariableInfo describe_variable(hid_t dataset, const std::filesystem::path& path) {
    VariableInfo variable;
    variable.name = name_of_object(dataset);
    const SpaceHandle space{H5Dget_space(dataset)};
    variable.shape.resize(static_cast<std::size_t>(std::max(0, H5Sget_simple_extent_ndims(space.id()))));
    H5Sget_simple_extent_dims(space.id(), variable.shape.data(), nullptr);
    const TypeHandle type{H5Dget_type(dataset)};
    const H5T_class_t kind = H5Tget_class(type.id());
    variable.type = type_name(type.id());
    variable.is_text = kind == H5T_STRING && H5Tis_variable_str(type.id()) == 0;
    variable.is_number = kind == H5T_FLOAT || kind == H5T_INTEGER;
    variable.is_scale = H5DSis_scale(dataset) > 0;
    variable.dimensions = dimensions_of(dataset, variable);
    variable.attributes = list_attributes(dataset, path);
    describe_storage(dataset, variable);
    return variable;
}

struct Names {
    std::vector<std::string> of_datasets;
};

herr_t add_dataset(hid_t /*root*/, const char* name, const H5O_info_t* info, void* names) {
    if (info->type == H5O_TYPE_DATASET) static_cast<Names*>(names)->of_datasets.emplace_back(name);
    return 0;
}

}  // namespace

std::string VariableInfo::attribute(const std::string& wanted) const {
    const auto found = std::ranges::find(attributes, wanted, &NamedText::name);
    return found == attributes.end() ? "" : found->text;
}

std::vector<NamedText> list_attributes(hid_t object, const std::filesystem::path& path) {
    std::vector<NamedText> attributes;
    hsize_t next = 0;
    if (H5Aiterate2(object, H5_INDEX_CRT_ORDER, H5_ITER_INC, &next, add_attribute, &attributes) >= 0) return attributes;
    attributes.clear();
    next = 0;
    checked(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_NATIVE, &next, add_attribute, &attributes), "read attributes of",
            name_of_object(object), path);
    return attributes;
}

std::vector<VariableInfo> list_variables(hid_t file, const std::filesystem::path& path) {
    Names names;
    checked(H5Ovisit2(file, best_index(file), H5_ITER_INC, add_dataset, &names, H5O_INFO_BASIC), "list", "", path);
    std::vector<VariableInfo> variables;
    for (const std::string& name : names.of_datasets) {
        const DatasetHandle dataset{
            checked(H5Dopen2(file, name.c_str(), H5P_DEFAULT), "open variable", name, path)};
        variables.push_back(describe_variable(dataset.id(), path));
    }
    return variables;
}

}  // namespace sluice::io
