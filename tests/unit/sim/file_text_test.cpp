// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/file_text.hpp"

#include <zlib.h>

#include "scheduler/sim/load_workload.hpp"
#include "tests/unit/sim/sample.hpp"

using namespace sluice;
using namespace sluice::sim;
using namespace sluice::sim::testing;

namespace {

/// Incompressible enough to fill several blocks.
std::string long_text() {
    std::string text;
    for (std::uint32_t i = 0; text.size() < 3'000'000; ++i) text += std::to_string(i * 2'654'435'761u) + "\n";
    return text;
}

void write_gzip(const std::string& path, const std::string& text) {
    const auto file = gzopen(path.c_str(), "wb");
    REQUIRE(gzwrite(file, text.data(), static_cast<unsigned>(text.size())) == static_cast<int>(text.size()));
    REQUIRE(gzclose(file) == Z_OK);
}

}  // namespace

TEST_CASE("a file is read whole, plain or gzipped, whatever its name") {
    const Folder folder;
    const auto text = long_text();
    const auto plain = folder.write("plain.gz", text);
    CHECK((read_text(plain).value() == text));
    write_gzip(folder.file("packed"), text);
    CHECK((read_text(folder.file("packed")).value() == text));
    CHECK(read_text(folder.write("empty", "")).value().empty());
}

TEST_CASE("a file that cannot be read is an error that names it") {
    const Folder folder;
    CHECK(read_text(folder.file("none")).error().detail ==
          folder.file("none") + ": cannot be read: No such file or directory");
    CHECK(read_text(folder.path.string()).error().detail == folder.path.string() + ": cannot be read: Is a directory");
}

TEST_CASE("a gzipped file that is cut off or damaged is an error") {
    const Folder folder;
    write_gzip(folder.file("packed"), long_text());
    auto packed = content_of(folder.file("packed"));
    const auto cut = folder.write("cut", packed.substr(0, packed.size() / 2));
    CHECK(read_text(cut).error().detail == cut + ": cannot be read: unexpected end of file");
    for (std::size_t i = packed.size() / 2; i < packed.size() / 2 + 100; ++i) packed[i] = '\0';
    CHECK_FALSE(read_text(folder.write("damaged", packed)).has_value());
}

TEST_CASE("the name of a file says whether it is a job file") {
    const Folder folder;
    CHECK(load_workload(folder.write("a.yaml", "- {run: 5m, nodes: 1}\n"))->has_specs());
    CHECK_FALSE(load_workload(kData + "tiny.swf")->has_specs());
    CHECK(load_workload(folder.write("b.yml", "x")).error().detail.starts_with(folder.file("b.yml") + ":1:1: "));
}
