// SPDX-License-Identifier: Apache-2.0
// A molecule as sticks, with its surroundings pale, turned so that it is seen at its widest.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "io/image.hpp"

namespace sluice::io {

struct Molecule {
    std::vector<std::array<double, 3>> atoms;                    // angstrom
    std::vector<std::pair<std::size_t, std::size_t>> bonds = {};  // guessed from distances if there are none
    std::vector<std::string> elements = {};                     // "C", "N", ...; carbon if there are none
};

struct PosePicture {
    std::string title;
    Molecule molecule;
    Molecule context = {};
};

/// Throws std::invalid_argument if there is no atom, or a bond or the elements do not fit the atoms.
Image draw(const PosePicture& picture);

}  // namespace sluice::io
