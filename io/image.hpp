// SPDX-License-Identifier: Apache-2.0
// A picture in memory, and as a PNG file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace sluice::io {

struct Colour {
    std::uint8_t red, green, blue;

    friend bool operator==(const Colour&, const Colour&) = default;
};

/// Pixels left, ..., right - 1 and top, ..., bottom - 1.
struct Rectangle {
    int left, top, right, bottom;

    int width() const { return right - left; }
    int height() const { return bottom - top; }
};

/// Pixel (0, 0) is at the top left. Drawing outside is ignored.
class Image {
  public:
    Image(int width, int height, Colour background);

    int width() const { return width_; }
    int height() const { return height_; }
    const std::vector<Colour>& pixels() const { return pixels_; }
    Colour at(int x, int y) const { return pixels_[index(x, y)]; }

    /// Covers the share `coverage` (0 to 1) of a pixel.
    void paint(int x, int y, Colour colour, double coverage = 1);
    void paste(const Image& other, int left, int top);
    void fill(const Rectangle& area, Colour colour);

    /// A frame of `thickness` pixels just outside the area.
    void frame(const Rectangle& area, int thickness, Colour colour);

  private:
    std::size_t index(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x);
    }

    int width_, height_;
    std::vector<Colour> pixels_;
};

/// The file appears under its name when it is complete. Throws Error.
void write_png(const Image& image, const std::filesystem::path& path);

}  // namespace sluice::io
