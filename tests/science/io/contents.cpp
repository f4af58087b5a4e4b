// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "io/integrity.hpp"
#include "tests/science/io/sample_files.hpp"
#include "tests/science/io/scratch.hpp"

namespace sluice::io {
namespace {

std::vector<std::string> names(const std::vector<VariableInfo>& variables) {
    std::vector<std::string> all;
    for (const VariableInfo& variable : variables) all.push_back(variable.name);
    return all;
}

TEST_CASE("a file is listed in the order of its making, with dimensions, types and attributes") {
    const SharedScratch scratch;
    write_map(scratch / "map.h5");
    const Reader reader{scratch / "map.h5"};
    const std::vector<VariableInfo> variables = reader.variables();
    CHECK(names(variables) == std::vector<std::string>{"time", "lat", "lon", "vorticity"});
    const VariableInfo& field = variables.back();
    CHECK(field.dimensions == std::vector<std::string>{"time", "lat", "lon"});
    CHECK(field.shape == Extents{2, 36, 72});
    CHECK(field.chunk == Extents{1, 36, 72});
    CHECK(field.type == "float64");
    CHECK(field.attribute("units") == "s-1");
    CHECK_FALSE(field.is_scale);
    CHECK(variables.front().is_scale);
    for (const VariableInfo& variable : variables) CHECK(variable.is_checked);
}

TEST_CASE("reading every chunk gives the range of the numbers") {
    const SharedScratch scratch;
    write_docking(scratch / "docking.h5");
    const Reader reader{scratch / "docking.h5"};
    for (const VariableInfo& variable : reader.variables()) {
        const Findings findings = examine(reader, variable);
        CHECK(findings.damages.empty());
        CHECK(findings.chunks == 1);
        if (variable.name == "score") CHECK((findings.smallest == -9.12 && findings.largest == -2.31));
        if (variable.name == "ligand") CHECK((variable.is_text && variable.type == "letter" && variable.shape == Extents{5, 11}));
    }
}

}  // namespace
}  // namespace sluice::io
