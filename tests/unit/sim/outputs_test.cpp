// SPDX-License-Identifier: Apache-2.0
//
// What a simulation leaves behind: starts, CSV, HDF5, picture, summary.
#include <hdf5.h>
#include <png.h>

#include "io/attribute.hpp"
#include "io/handle.hpp"
#include "scheduler/sim/csv.hpp"
#include "scheduler/sim/hdf5_results.hpp"
#include "scheduler/sim/picture.hpp"
#include "scheduler/sim/starts.hpp"
#include "scheduler/sim/summary.hpp"
#include "tests/unit/sim/sample.hpp"

using namespace sluice;
using namespace sluice::sim;
using namespace sluice::sim::testing;

namespace {

/// Two jobs on four nodes, the later number first, and one that did not run.
Outcome sample() {
    Outcome outcome;
    outcome.workload.name = "two.swf";
    outcome.workload.jobs = {job_of(7, 0, 20, 3, 20), job_of(2, 5, 10, 1, 10), job_of(9, 6, 1, 1, 1)};
    outcome.workload.jobs[0].user = 12;
    add_run(outcome.results, 0, 20, {3, 0, 1});
    add_run(outcome.results, 20, 30, {2});
    outcome.results.runs[1].state = JobState::timeout;
    outcome.results.runs.emplace_back();
    outcome.node_names = {"n1", "n2", "n3", "n4"};
    outcome.partition_names = {"batch"};
    outcome.machine = "four: 4 nodes, 4 CPUs";
    outcome.policy = "easy";
    outcome.command = "sluice sim two.swf";
    outcome.processors = 4;
    outcome.metrics = measure(outcome.workload, outcome.results, 4);
    outcome.starts = starts_text(outcome.workload, outcome.results);
    outcome.checksum = checksum(outcome.starts);
    return outcome;
}

std::vector<std::int64_t> read_numbers(hid_t file, const char* name) {
    const io::DatasetHandle dataset{H5Dopen2(file, name, H5P_DEFAULT)};
    const io::SpaceHandle space{H5Dget_space(dataset.id())};
    std::vector<std::int64_t> values(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.id())));
    REQUIRE(H5Dread(dataset.id(), H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
    return values;
}

std::vector<std::string> read_texts(hid_t file, const char* name) {
    const io::DatasetHandle dataset{H5Dopen2(file, name, H5P_DEFAULT)};
    const io::SpaceHandle space{H5Dget_space(dataset.id())};
    const io::TypeHandle type{H5Dget_type(dataset.id())};
    std::vector<char*> pointers(static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.id())));
    REQUIRE(H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, pointers.data()) >= 0);
    std::vector<std::string> texts{pointers.begin(), pointers.end()};
    H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, pointers.data());
    return texts;
}

}  // namespace

TEST_CASE("starts are by ascending number, one line for each job that ran") {
    CHECK(sample().starts == "2 20\n7 0\n");
}

TEST_CASE("tasks of an array follow each other by their numbers") {
    auto outcome = sample();
    outcome.workload.jobs[0].number = outcome.workload.jobs[1].number = 5;
    outcome.workload.jobs[0].task = 10;
    outcome.workload.jobs[1].task = 9;
    CHECK(starts_text(outcome.workload, outcome.results) == "5_9 20\n5_10 0\n");
}

TEST_CASE("the checksum is SHA-256") {
    CHECK(checksum("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("CSV has folded host lists, in quotes where they have commas") {
    CHECK(csv_text(sample()) ==
          "job,submit,start,end,procs,nodes,wait,user,partition,state\n"
          "2,5,20,30,1,n3,15,,batch,TIMEOUT\n"
          "7,0,0,20,3,\"n[1-2,4]\",0,u12,batch,COMPLETED\n");
}

TEST_CASE("CSV of a machine without nodes names none") {
    auto outcome = sample();
    outcome.node_names.clear();
    outcome.partition_names.clear();
    CHECK_THAT(csv_text(outcome), Catch::Contains("\n2,5,20,30,1,,15,,,TIMEOUT\n"));
}

TEST_CASE("HDF5 has a dataset for each column, with units, and says where it comes from") {
    const Folder folder;
    const std::filesystem::path path{folder.file("r.h5")};
    REQUIRE(write_hdf5(sample(), path.string()));
    const io::FileHandle file{H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT)};
    CHECK(read_numbers(file.id(), "job") == std::vector<std::int64_t>{2, 7});
    CHECK(read_numbers(file.id(), "submit") == std::vector<std::int64_t>{5, 0});
    CHECK(read_numbers(file.id(), "start") == std::vector<std::int64_t>{20, 0});
    CHECK(read_numbers(file.id(), "end") == std::vector<std::int64_t>{30, 20});
    CHECK(read_numbers(file.id(), "wait") == std::vector<std::int64_t>{15, 0});
    CHECK(read_numbers(file.id(), "procs") == std::vector<std::int64_t>{1, 3});
    CHECK(read_numbers(file.id(), "node_count") == std::vector<std::int64_t>{1, 3});
    CHECK(read_texts(file.id(), "nodes") == std::vector<std::string>{"n3", "n[1-2,4]"});
    CHECK(read_texts(file.id(), "state") == std::vector<std::string>{"TIMEOUT", "COMPLETED"});
    CHECK(read_texts(file.id(), "user") == std::vector<std::string>{"", "u12"});
    const io::Bearer root{file.id(), path};
    CHECK(io::read_text(root, "policy") == "easy");
    CHECK(io::read_text(root, "trace") == "two.swf");
    CHECK(io::read_text(root, "command_line") == "sluice sim two.swf");
    CHECK(io::read_text(root, "starts_sha256") == sample().checksum);
    const io::DatasetHandle wait{H5Dopen2(file.id(), "wait", H5P_DEFAULT)};
    CHECK(io::read_text({wait.id(), path}, "units") == "s");
}

TEST_CASE("HDF5 of the same simulation is the same file") {
    const Folder folder;
    REQUIRE(write_hdf5(sample(), folder.file("a.h5")));
    REQUIRE(write_hdf5(sample(), folder.file("b.h5")));
    CHECK((content_of(folder.file("a.h5")) == content_of(folder.file("b.h5"))));
}

TEST_CASE("files that cannot be written are errors that name them") {
    CHECK_THAT(write_hdf5(sample(), "/no/such/r.h5").error().detail, Catch::Contains("/no/such/r.h5"));
    CHECK_THAT(write_picture(sample(), "/no/such/r.png").error().detail, Catch::Contains("/no/such/r.png"));
}

TEST_CASE("the picture shows the queue above the use of the machine") {
    const auto image = draw(sample());
    CHECK(image.width() > 1000);
    CHECK(image.height() > 600);
    // Of 30 s, one job waits in the first half of 5 to 20; three of four processors are used until 20, then one.
    const auto coloured = [&](double share, int from, int to) {
        int count = 0;
        const int x = 112 + static_cast<int>(share * 1200);
        for (int y = from; y < to; ++y) {
            const auto c = image.at(x, y);
            count += std::max({c.red, c.green, c.blue}) - std::min({c.red, c.green, c.blue}) > 60;
        }
        return count;
    };
    const int middle = image.height() / 2;
    CHECK(coloured(0.1, 120, middle) == 0);   // 3 s: nobody waits
    CHECK(coloured(0.4, 120, middle) > 50);   // 12 s: one does
    CHECK(coloured(0.9, 120, middle) == 0);   // 27 s
    const int three = coloured(0.4, middle, image.height()), one = coloured(0.9, middle, image.height());
    CHECK(std::abs(three - 3 * one) <= 3);
    CHECK(one > 50);
}

TEST_CASE("the picture is a PNG file") {
    const Folder folder;
    REQUIRE(write_picture(sample(), folder.file("r.png")));
    png_image header{};
    header.version = PNG_IMAGE_VERSION;
    REQUIRE(png_image_begin_read_from_file(&header, folder.file("r.png").c_str()) != 0);
    CHECK(header.width == static_cast<png_uint_32>(draw(sample()).width()));
    png_image_free(&header);
}

TEST_CASE("the summary says what was simulated and what came of it") {
    auto outcome = sample();
    outcome.workload.omitted = {{Omission::malformed, 3, ""}, {Omission::too_large, 4, ""}};
    const auto text = summary_text(outcome);
    for (const auto* part : {"two.swf", "four: 4 nodes, 4 CPUs", "easy", "2 ran, 1 malformed, 1 too large, 1 never started",
                             "7.5 s", "15 s", "58.33 %", "30 s"})
        CHECK_THAT(text, Catch::Contains(part));
    CHECK_THAT(text, Catch::Contains(outcome.checksum));
    CHECK_THAT(text, !Catch::Contains("switches"));
    outcome.topology = TopologyMetrics{};
    CHECK_THAT(summary_text(outcome), Catch::Contains("switches spanned"));
}

TEST_CASE("the summary as JSON has exact numbers") {
    auto outcome = sample();
    outcome.workload.name = "a \"b\"\\";
    outcome.topology = TopologyMetrics{};
    outcome.topology->leaf_ratio = 1.25;
    const auto json = summary_json(outcome);
    for (const auto* part : {R"("trace": "a \"b\"\\")", R"("jobs": 2,)", R"("mean_wait_s": 7.500000)", R"("p95_wait_s": 15)",
                             R"("makespan_s": 30)", R"("never_started": 1)", R"("leaf_ratio": 1.250000)"})
        CHECK_THAT(json, Catch::Contains(part));
}
