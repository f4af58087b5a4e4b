// SPDX-License-Identifier: Apache-2.0
#include "tests/science/docking/sample.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace sluice::docking {

std::string file_text(const std::string& path) {
    std::ifstream in{path};
    if (!in) throw std::runtime_error{"cannot read " + path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::string imatinib(const std::string& file) { return IMATINIB "/" + file; }
std::string sample(const std::string& file) { return SAMPLE "/" + file; }

Receptor receptor_in(const std::string& path) { return make_receptor(parse_receptor(file_text(path))); }
Ligand ligand_in(const std::string& path) { return make_ligand(parse_ligand(file_text(path))); }

}  // namespace sluice::docking
