// SPDX-License-Identifier: Apache-2.0
#include "io/pose_picture.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "io/lettering.hpp"
#include "io/plot_frame.hpp"
#include "io/principal_axes.hpp"
#include "io/stroke.hpp"

namespace sluice::io {
namespace {

constexpr int kSide = 720, kEdge = 48, kFoot = 56;
constexpr Colour kPale{206, 208, 214};

bool is_hydrogen(const std::string& element) { return element == "H" || element == "HD"; }

/// The colours that chemists know, a little darker for white paper.
Colour colour_of(const std::string& element) {
    static const std::map<std::string, Colour> kColours{
        {"C", {70, 74, 84}},   {"H", {178, 182, 190}}, {"HD", {178, 182, 190}}, {"N", {38, 84, 200}},  {"O", {206, 36, 36}},
        {"S", {206, 162, 20}}, {"P", {226, 120, 20}},  {"F", {60, 160, 70}},    {"Cl", {40, 150, 60}}, {"Br", {140, 60, 30}},
        {"I", {110, 40, 140}}};
    const auto found = kColours.find(element);
    return found == kColours.end() ? Colour{150, 90, 140} : found->second;
}

std::string element_of(const Molecule& molecule, std::size_t atom) {
    return molecule.elements.empty() ? "C" : molecule.elements[atom];
}

double distance(const Vector3& a, const Vector3& b) { return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]); }

/// Atoms that are as near as only a bond brings them, angstrom.
void guess_bonds(Molecule& molecule) {
    for (std::size_t a = 0; a < molecule.atoms.size(); ++a) {
        for (std::size_t b = a + 1; b < molecule.atoms.size(); ++b) {
            const bool has_hydrogen = is_hydrogen(element_of(molecule, a)) || is_hydrogen(element_of(molecule, b));
            if (distance(molecule.atoms[a], molecule.atoms[b]) < (has_hydrogen ? 1.3 : 1.95))
                molecule.bonds.emplace_back(a, b);
        }
    }
}

Molecule checked(Molecule molecule) {
    const std::size_t atoms = molecule.atoms.size();
    if (!molecule.elements.empty() && molecule.elements.size() != atoms)
        throw std::invalid_argument{"there must be an element for each atom"};
    for (const auto& [a, b] : molecule.bonds)
        if (a >= atoms || b >= atoms) throw std::invalid_argument{"a bond names an atom that is not there"};
    if (molecule.bonds.empty()) guess_bonds(molecule);
    return molecule;
}

/// From space to the paper, along the direction in which the molecule is flattest.
class View {
  public:
    explicit View(const Molecule& molecule) : axes_{principal_axes(molecule.atoms)} {
        double reach = 2;  // angstrom
        for (const Vector3& atom : molecule.atoms) {
            const Vector3 turned = turn(atom);
            reach = std::max({reach, std::abs(turned[0]), std::abs(turned[1])});
            depth_ = std::max(depth_, std::abs(turned[2]));
        }
        scale_ = (kSide / 2.0 - kEdge) / (reach + 1.5);
    }

    Point place(const Vector3& atom) const {
        const Vector3 turned = turn(atom);
        return {kSide / 2.0 + scale_ * turned[0], kTop + kSide / 2.0 - scale_ * turned[1]};
    }
    /// From 0 at the back to 1 in front.
    double nearness(const Vector3& atom) const { return std::clamp(0.5 + 0.5 * turn(atom)[2] / depth_, 0.0, 1.0); }
    double scale() const { return scale_; }

  private:
    Vector3 turn(const Vector3& atom) const {
        const Vector3 from{atom[0] - axes_.middle[0], atom[1] - axes_.middle[1], atom[2] - axes_.middle[2]};
        return {dot(from, axes_.axes[0]), dot(from, axes_.axes[1]), dot(from, axes_.axes[2])};
    }

    PrincipalAxes axes_;
    double scale_ = 1, depth_ = 2;
};

struct Stick {
    Vector3 from, to;
    Colour colour;
    double width;
};

Colour towards_paper(Colour colour, double share) {
    const auto mix = [&](int a, int b) { return static_cast<std::uint8_t>(a + share * (b - a)); };
    return {mix(colour.red, kPaper.red), mix(colour.green, kPaper.green), mix(colour.blue, kPaper.blue)};
}

/// Two for each bond, in the colours of its atoms.
void add_sticks(std::vector<Stick>& sticks, const Molecule& molecule, double width, bool pale) {
    for (const auto& [a, b] : molecule.bonds) {
        const Vector3& from = molecule.atoms[a];
        const Vector3& to = molecule.atoms[b];
        const Vector3 half{(from[0] + to[0]) / 2, (from[1] + to[1]) / 2, (from[2] + to[2]) / 2};
        const auto colour = [&](std::size_t n) { return pale ? kPale : colour_of(element_of(molecule, n)); };
        sticks.push_back({from, half, colour(a), width});
        sticks.push_back({half, to, colour(b), width});
    }
}

/// What is behind first, and the paler the further.
void draw_sticks(Image& image, const View& view, std::vector<Stick> sticks) {
    const auto depth = [&](const Stick& s) { return view.nearness(s.from) + view.nearness(s.to); };
    std::ranges::sort(sticks, {}, depth);
    for (const Stick& stick : sticks)
        draw_stroke(image, {view.place(stick.from), view.place(stick.to)}, stick.width,
                    towards_paper(stick.colour, std::max(0.0, 0.5 - 0.5 * depth(stick))));
}

void draw_scale_bar(Image& image, const View& view) {
    constexpr double kAngstrom = 5, kX = kEdge;
    const double y = kTop + kSide + 0.5 * kFoot;
    draw_stroke(image, {{kX, y}, {kX + kAngstrom * view.scale(), y}}, 3, kInk);
    draw_text(image, kX + kAngstrom * view.scale() + 14, y, "5 angstrom", {kSmall, kInk});
}

/// What sticks out of the square is cut off, for title and scale.
void clear_margins(Image& image) {
    image.fill({0, 0, kSide, kTop}, kPaper);
    image.fill({0, kTop + kSide, kSide, image.height()}, kPaper);
}

}  // namespace

Image draw(const PosePicture& picture) {
    if (picture.molecule.atoms.empty()) throw std::invalid_argument{"a pose needs atoms"};
    const Molecule molecule = checked(picture.molecule), context = checked(picture.context);
    const View view{molecule};
    Image image{kSide, kTop + kSide + kFoot, kPaper};
    std::vector<Stick> pale, bright;
    add_sticks(pale, context, 0.16 * view.scale(), true);
    add_sticks(bright, molecule, 0.3 * view.scale(), false);
    draw_sticks(image, view, pale);
    draw_sticks(image, view, bright);
    clear_margins(image);
    draw_scale_bar(image, view);
    draw_title(image, kEdge, picture.title);
    return image;
}

}  // namespace sluice::io
