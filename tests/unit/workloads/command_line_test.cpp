// SPDX-License-Identifier: Apache-2.0
#include "workloads/run/command_line.hpp"

#include <catch2/catch.hpp>

namespace sluice::run {
namespace {

using Catch::Matchers::Contains;

po::variables_map given(std::vector<const char*> words) {
    po::options_description options = option_table();
    options.add_options()("cells", po::value<int>(), "")("time", po::value<double>(), "")(
        "input", po::value<Path>(), "");
    add_checkpoint_options(options);
    add_usual_options(options);
    words.insert(words.begin(), "program");
    return read_command_line(static_cast<int>(words.size()), words.data(), options);
}

TEST_CASE("numbers must lie in their range, on both sides of it") {
    CHECK(integer(given({}), "cells", 7, 1, 10) == 7);
    CHECK(integer(given({"--cells", "10"}), "cells", 7, 1, 10) == 10);
    CHECK_THROWS_WITH(integer(given({"--cells", "11"}), "cells", 7, 1, 10),
                      "--cells must be from 1 to 10, not 11");
    CHECK(positive(given({"--time", "5"}), "time", 1, 5, "of seconds") == 5);
    CHECK_THROWS_WITH(positive(given({"--time", "nan"}), "time", 1, 5, "of seconds"),
                      "--time must be a number of seconds above 0 and up to 5, not nan");
}

TEST_CASE("options are not guessed from their beginnings") {
    CHECK_THROWS_AS(given({"--cell", "5"}), po::error);
}

TEST_CASE("a checkpoint is every quarter of an hour unless told otherwise") {
    CHECK_FALSE(checkpoint_options(given({})).file);
    const CheckpointOptions usual = checkpoint_options(given({"--checkpoint", "a.h5"}));
    CHECK(usual.file == Path{"a.h5"});
    CHECK(usual.every == std::chrono::minutes{15});
    CHECK(checkpoint_options(given({"--checkpoint", "a.h5", "--checkpoint-every", "0.5"})).every ==
          std::chrono::seconds{30});
    CHECK_THROWS_WITH(checkpoint_options(given({"--checkpoint-every", "1"})),
                      "--checkpoint-every needs --checkpoint");
}

TEST_CASE("files are looked at before anything is computed") {
    CHECK_THROWS_WITH(checkpoint_options(given({"--checkpoint", "missing/a.h5"})),
                      "--checkpoint: there is no directory missing");
    CHECK_THROWS_WITH(source(given({"--input", "missing.yaml"}), "input"),
                      "--input: cannot read missing.yaml: No such file or directory");
    CHECK_THROWS_WITH(source(given({"--input", "/"}), "input"), Contains("is a directory"));
}

TEST_CASE("the command is kept as a shell would take it") {
    const char* const words[] = {"climate", "--title", "it's warm", ""};
    CHECK(as_typed(4, words) == R"(climate --title 'it'\''s warm' '')");
}

}  // namespace
}  // namespace sluice::run
