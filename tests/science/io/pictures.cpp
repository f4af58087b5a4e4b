// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>

#include "io/colour_map.hpp"
#include "io/error.hpp"
#include "io/field_picture.hpp"
#include "io/lettering.hpp"
#include "io/ticks.hpp"
#include "tests/science/io/scratch.hpp"

namespace sluice::io {
namespace {

std::vector<std::string> labels(const std::vector<Tick>& ticks) {
    std::vector<std::string> texts;
    for (const Tick& tick : ticks) texts.push_back(tick.label);
    return texts;
}

/// Luma of the ITU-R recommendation BT.601: how light a colour looks in grey.
double lightness(Colour c) { return 0.299 * c.red + 0.587 * c.green + 0.114 * c.blue; }

TEST_CASE("marks on an axis are round and labelled with the digits they need") {
    using Labels = std::vector<std::string>;
    CHECK(labels(round_ticks(0, 20, 10)) ==
          Labels{"0", "2", "4", "6", "8", "10", "12", "14", "16", "18", "20"});
    CHECK(labels(round_ticks(-0.13, 1.1, 3)) == Labels{"0.0", "0.5", "1.0"});
    CHECK(labels(round_ticks(-1, 1, 4)) == Labels{"-1.0", "-0.5", "0.0", "0.5", "1.0"});
    CHECK(labels(round_ticks(0, 0.003, 3)) == Labels{"0", "0.001", "0.002", "0.003"});
    CHECK(round_ticks(5, 5, 4).empty());
    CHECK(labels(degree_ticks(-90, 90, 7)) == Labels{"-90", "-60", "-30", "0", "30", "60", "90"});
    CHECK(labels(degree_ticks(0, 1, 5)) == labels(round_ticks(0, 1, 5)));
}

TEST_CASE("both colour maps change lightness evenly") {
    for (int n = 1; n <= 20; ++n) {
        CHECK(lightness(sequential_colour(n / 20.0)) > lightness(sequential_colour((n - 1) / 20.0)));
    }
    for (int n = 1; n <= 10; ++n) {
        CHECK(lightness(diverging_colour(0.5 - n / 20.0)) <
              lightness(diverging_colour(0.5 - (n - 1) / 20.0)));
        CHECK(lightness(diverging_colour(0.5 + n / 20.0)) <
              lightness(diverging_colour(0.5 + (n - 1) / 20.0)));
    }
    CHECK(sequential_colour(-5) == sequential_colour(0));
    CHECK(sequential_colour(7) == sequential_colour(1));
}

TEST_CASE("a longer text is longer, and ink stays near its line") {
    CHECK(text_length("theta", 14) > text_length("thet", 14));
    CHECK(text_length("theta", 28) == Approx(2 * text_length("theta", 14)));
    const Colour white{255, 255, 255};
    Image image{100, 40, white};
    draw_text(image, 50, 20, "Ag", {14, {0, 0, 0}, Anchor::middle});
    CHECK(std::ranges::count(image.pixels(), white) < 4000);
    CHECK(std::all_of(image.pixels().begin(), image.pixels().begin() + 800,
                      [&](Colour c) { return c == white; }));
}

TEST_CASE("a picture shows large values in the colour of large values") {
    // Warm on the right: the last column of two.
    const std::vector<double> values{0, 1, 0, 1};
    const Image image = draw({"title", "K", {"x", 0, 1}, {"z", 0, 1}, 2, 2, values});
    const int middle = 72 + (image.height() - 72 - 88) / 2;
    CHECK(image.at(98, middle) == sequential_colour(0));
    CHECK(lightness(image.at(800, middle)) > 200);
}

TEST_CASE("a picture of nothing is refused") {
    CHECK_THROWS_AS(draw({"", "", {"x", 0, 1}, {"z", 0, 1}, 0, 0, {}}), std::invalid_argument);
    const std::vector<double> three(3);
    CHECK_THROWS_AS(draw({"", "", {"x", 0, 1}, {"z", 0, 1}, 2, 2, three}), std::invalid_argument);
}

TEST_CASE("a picture becomes a PNG file") {
    if (rank_in(MPI_COMM_WORLD) != 0) return;
    const std::filesystem::path path = std::filesystem::temp_directory_path() / "sluice-test-picture.png";
    write_png(Image{32, 16, {1, 2, 3}}, path);
    std::string signature(8, '\0');
    std::ifstream{path}.read(signature.data(), 8);
    std::filesystem::remove(path);
    CHECK(signature == "\x89PNG\r\n\x1a\n");
    CHECK_THROWS_AS(write_png(Image{8, 8, {}}, "/nonexistent/a.png"), Error);
}

}  // namespace
}  // namespace sluice::io
