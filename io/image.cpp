// SPDX-License-Identifier: Apache-2.0
#include "io/image.hpp"

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <cmath>

#include "io/error.hpp"
#include "io/staging.hpp"

namespace sluice::io {
namespace {

std::uint8_t mix(std::uint8_t below, std::uint8_t above, double share) {
    return static_cast<std::uint8_t>(std::lround(below + share * (above - below)));
}

}  // namespace

Image::Image(int width, int height, Colour background)
    : width_{width},
      height_{height},
      pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), background) {}

void Image::paint(int x, int y, Colour colour, double coverage) {
    if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
    Colour& pixel = pixels_[index(x, y)];
    pixel = {mix(pixel.red, colour.red, coverage), mix(pixel.green, colour.green, coverage),
             mix(pixel.blue, colour.blue, coverage)};
}

void Image::paste(const Image& other, int left, int top) {
    for (int y = 0; y < other.height(); ++y) {
        for (int x = 0; x < other.width(); ++x) paint(left + x, top + y, other.at(x, y));
    }
}

void Image::fill(const Rectangle& area, Colour colour) {
    for (int y = area.top; y < area.bottom; ++y) {
        for (int x = area.left; x < area.right; ++x) paint(x, y, colour);
    }
}

void Image::frame(const Rectangle& area, int thickness, Colour colour) {
    const auto [left, top, right, bottom] = area;
    fill({left - thickness, top - thickness, right + thickness, top}, colour);
    fill({left - thickness, bottom, right + thickness, bottom + thickness}, colour);
    fill({left - thickness, top, left, bottom}, colour);
    fill({right, top, right + thickness, bottom}, colour);
}

void write_png(const Image& image, const std::filesystem::path& path) {
    static_assert(sizeof(Colour) == 3, "the pixels are handed to libpng as they are");
    png_image file{};
    file.version = PNG_IMAGE_VERSION;
    file.width = static_cast<png_uint_32>(image.width());
    file.height = static_cast<png_uint_32>(image.height());
    file.format = PNG_FORMAT_RGB;
    const std::filesystem::path staged = staging_path(path);
    if (png_image_write_to_file(&file, staged.c_str(), 0, image.pixels().data(), 0, nullptr) == 0) {
        throw Error{fmt::format("cannot write {}: {}", path.string(), file.message)};
    }
    publish(staged, path);
}

}  // namespace sluice::io
