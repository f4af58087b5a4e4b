// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/results_options.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "scheduler/commands/options.hpp"

namespace sluice::commands {
namespace {

const Option<ResultsOptions> kOptions[] = {
    {{"picture", 'p', "FILE", "draw the picture that the file asks for, as PNG", ""},
     store_text<&ResultsOptions::picture>},
    {{"variable", 0, "NAME", "with --picture: draw this variable instead", ""}, store_text<&ResultsOptions::variable>},
    {{"record", 0, "N",
      "with --picture: this record of a field or pose, the first being 1; else the last of a field, the first pose", ""},
     store_count<&ResultsOptions::record>},
    {{"quiet", 'q', "", "check only, and print nothing but damage", ""}, raise_flag<&ResultsOptions::quiet>},
};

tl::unexpected<int> refuse(std::string_view text) {
    fmt::print(stderr, "sluice results: error: {}\n", text);
    return tl::unexpected{EXIT_FAILURE};
}

SectionDoc output_section() {
    return {"OUTPUT",
            "First where the file comes from, then its dimensions, then a line for each variable: name, dimensions and "
            "their lengths, type, the smallest and the largest number with the unit, and what it is. Every chunk is "
            "read, and its checksum compared: a chunk that has changed since it was written is named with the "
            "variable, the elements it holds and its place in the file. Variables without checksums say so.",
            {}};
}

SectionDoc pictures_section() {
    return {"PICTURES",
            "The attribute `plot` of a variable says how it is drawn; the attribute `plots` of the file names the "
            "variables to draw, side by side. Without either, the first field is drawn, or the first curve.",
            {{"field", "colours over the plane of the last two dimensions, or over longitude and latitude"},
             {"curve", "a line over its dimension, with a band of 95 % where there are standard errors"},
             {"bars", "a table with a bar for each row: scores, rankings"},
             {"pose", "a molecule as sticks, its surroundings pale"}}};
}

}  // namespace

CommandDoc results_doc() {
    CommandDoc doc;
    doc.name = "sluice results";
    doc.brief = "print, check and draw a results file";
    doc.operands = "FILE";
    doc.description =
        "Says what is in an HDF5 file, as the sample workloads and `sluice sim --hdf5` write them, checks that it is "
        "still what was written, and draws it. NetCDF-4 and other HDF5 files are read as far as they hold numbers.";
    doc.options = docs_of(std::span<const Option<ResultsOptions>>{kOptions});
    doc.sections = {output_section(), pictures_section(),
                    {"EXIT STATUS", "0 if the file is whole and the picture, if any, was drawn; else 1.", {}}};
    return doc;
}

tl::expected<ResultsOptions, int> read_results_options(int argc, char** argv) {
    ResultsOptions options;
    const auto operands =
        read_options(results_doc(), std::span<const Option<ResultsOptions>>{kOptions}, options, argc, argv);
    if (!operands) return tl::unexpected{operands.error()};
    if (operands->size() != 1) return refuse("name one file");
    const bool chooses = !options.variable.empty() || options.record;
    if (chooses && options.picture.empty()) return refuse("--variable and --record choose what --picture draws");
    options.file = operands->front();
    return options;
}

}  // namespace sluice::commands
