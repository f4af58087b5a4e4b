// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "io/curve_picture.hpp"
#include "io/drawing.hpp"
#include "io/error.hpp"
#include "io/file.hpp"
#include "io/pose_picture.hpp"
#include "io/principal_axes.hpp"
#include "io/table_picture.hpp"
#include "tests/science/io/sample_files.hpp"
#include "tests/science/io/scratch.hpp"

namespace sluice::io {
namespace {

using Catch::Matchers::Contains;

constexpr Colour kBlue{27, 94, 160};

auto count(const Image& image, Colour colour) { return std::ranges::count(image.pixels(), colour); }

TEST_CASE("a curve is drawn from left to right, within its band") {
    CurvePicture picture{.title = "", .x_label = "x", .y_label = "y", .x = {1, 2, 3}, .curves = {{"a", {0, 1, 0}, {}}}};
    const auto bare = count(draw(picture), kBlue);
    CHECK(bare > 2000);  // a thousand columns, three pixels thick
    picture.curves.front().half_band = {1, 1, 1};
    const Image banded = draw(picture);
    CHECK(std::ranges::count_if(banded.pixels(), [](Colour c) { return c.blue > c.red + 20 && c.red > 180; }) > 50'000);
    picture.curves.front().values = {0, 1};
    CHECK_THROWS_AS(draw(picture), std::invalid_argument);
}

TEST_CASE("what has no place on a logarithmic axis is left out") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CurvePicture picture{.title = "",
                         .x_label = "x",
                         .y_label = "y",
                         .x_scale = AxisScale::logarithmic,
                         .x = {0, 1, 10, 100},
                         .curves = {{"a", {5, 1, nan, 2}, {}}}};
    CHECK(count(draw(picture), kBlue) > 1000);
    picture.x = {-3, -2, -1, 100};
    CHECK_THROWS_AS(draw(picture), std::invalid_argument);
}

TEST_CASE("an axis knows where values are") {
    CHECK(PlotAxis{"", 1, 100}.share(50.5) == Approx(0.5));
    CHECK((PlotAxis{"", 1, 100, AxisScale::logarithmic}.share(10)) == Approx(0.5));
}

TEST_CASE("bars are as long as their numbers say") {
    const auto bar_of = [](double second) {
        return count(draw(TablePicture{.title = "", .quantity = "", .labels = {"a", "b"}, .values = {-4, second}}),
                     {120, 164, 206});
    };
    CHECK(bar_of(-2) == 210 * 20);
    CHECK(bar_of(-4) == 420 * 20);
    CHECK_THROWS_AS(draw(TablePicture{.title = "", .quantity = "", .labels = {"a"}, .values = {1, 2}}),
                    std::invalid_argument);
}

TEST_CASE("a cloud of points is seen at its widest") {
    const std::vector<Vector3> points{{0, 0, -9}, {0, 0, 9}, {0, 2, 0}, {0, -2, 0}, {0.1, 0, 0}, {-0.1, 0, 0}};
    const PrincipalAxes found = principal_axes(points);
    CHECK(std::abs(found.axes[0][2]) == Approx(1));
    CHECK(std::abs(found.axes[1][1]) == Approx(1));
    CHECK(std::abs(found.axes[2][0]) == Approx(1));
    const std::vector<Vector3> diagonal{{0, 0, 0}, {1, 1, 0}, {2, 2, 0.1}};
    CHECK(std::abs(dot(principal_axes(diagonal).axes[0], {1, 1, 0})) == Approx(std::sqrt(2)).epsilon(0.01));
}

TEST_CASE("a pose shows elements in their colours, and refuses what does not fit") {
    Molecule molecule{.atoms = {{0, 0, 0}, {1.4, 0, 0}}, .elements = {"N", "O"}};
    const Image image = draw(PosePicture{.title = "", .molecule = molecule});
    const auto is_blue = [](Colour c) { return c.blue > c.red + 90; };
    const auto is_red = [](Colour c) { return c.red > c.blue + 90; };
    CHECK(std::ranges::count_if(image.pixels(), is_blue) > 500);
    CHECK(std::ranges::count_if(image.pixels(), is_red) > 500);
    molecule.bonds = {{0, 2}};
    CHECK_THROWS_AS(draw(PosePicture{.title = "", .molecule = molecule}), std::invalid_argument);
    CHECK_THROWS_AS(draw(PosePicture{.title = "", .molecule = {.atoms = {}}}), std::invalid_argument);
}

TEST_CASE("a file is drawn as its attributes ask") {
    const SharedScratch scratch;
    write_map(scratch / "map.h5");
    write_convergence(scratch / "curve.h5");
    write_docking(scratch / "docking.h5");
    const Image map = draw_file(Reader{scratch / "map.h5"}), first = draw_file(Reader{scratch / "map.h5"}, {"", 0});
    CHECK(map.pixels() != first.pixels());
    CHECK(count(draw_file(Reader{scratch / "curve.h5"}), kBlue) > 1000);
    const Reader docking{scratch / "docking.h5"};
    const Image both = draw_file(docking), alone = draw_file(docking, {"pose", {}});
    CHECK(both.width() > alone.width() + 500);
    CHECK_THROWS_WITH(draw_file(docking, {"wind", {}}), Contains("there is no variable 'wind' in"));
    CHECK_THROWS_WITH(draw_file(Reader{scratch / "map.h5"}, {"", 7}), Contains("it has no record"));
    CHECK_THROWS_WITH(draw_file(docking, {"ligand", {}}), Contains("'ligand' in") && Contains("cannot be drawn"));
}

TEST_CASE("attributes that do not fit the file are told") {
    const SharedScratch scratch;
    File file = File::create(scratch / "odd.h5", MPI_COMM_WORLD);
    file.add_axis({.name = "x"}, std::vector<double>{1, 2});
    const Block block = Block::on_root({2}, rank_in(MPI_COMM_WORLD));
    const std::vector<double> values(block.size());
    file.add_variable({.name = "a", .more = {{"plot", "pie"}}}, {"x"}, block).write(values);
    file.add_variable({.name = "b", .more = {{"plot", "curve"}, {"plot_error", "c"}}}, {"x"}, block).write(values);
    file.close();
    const Reader reader{scratch / "odd.h5"};
    CHECK_THROWS_WITH(draw_file(reader), Contains("asks for an unknown plot 'pie'"));
    CHECK_THROWS_WITH(draw_file(reader, {"b", {}}), Contains("there is no variable 'c'"));
}

}  // namespace
}  // namespace sluice::io
