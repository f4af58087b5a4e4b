// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/species.hpp"

#include <algorithm>

namespace sluice::docking {
namespace {

using Kind = AtomType::Kind;

constexpr AtomType kTypes[] = {
    {"C", 0.77, 1.9, Kind::carbon, false},     {"A", 0.77, 1.9, Kind::carbon, false},
    {"N", 0.75, 1.8, Kind::nitrogen, false},   {"NA", 0.75, 1.8, Kind::nitrogen, true},
    {"NS", 0.75, 1.8, Kind::nitrogen, true},   {"O", 0.73, 1.7, Kind::oxygen, false},
    {"OA", 0.73, 1.7, Kind::oxygen, true},     {"OS", 0.73, 1.7, Kind::oxygen, true},
    {"S", 1.02, 2.0, Kind::sulphur, false},    {"SA", 1.02, 2.0, Kind::sulphur, false},
    {"P", 1.06, 2.1, Kind::phosphorus, false}, {"Si", 1.11, 2.2, Kind::silicon, false},
    {"F", 0.71, 1.5, Kind::halogen, false},    {"Cl", 0.99, 1.8, Kind::halogen, false},
    {"CL", 0.99, 1.8, Kind::halogen, false},   {"Br", 1.14, 2.0, Kind::halogen, false},
    {"BR", 1.14, 2.0, Kind::halogen, false},   {"I", 1.33, 2.2, Kind::halogen, false},
    {"H", 0.37, 0.0, Kind::hydrogen, false},   {"HD", 0.37, 0.0, Kind::hydrogen, false},
    {"HS", 0.37, 0.0, Kind::hydrogen, false},  {"Mg", 1.30, 1.2, Kind::metal, false},
    {"MG", 1.30, 1.2, Kind::metal, false},     {"Mn", 1.39, 1.2, Kind::metal, false},
    {"MN", 1.39, 1.2, Kind::metal, false},     {"Zn", 1.31, 1.2, Kind::metal, false},
    {"ZN", 1.31, 1.2, Kind::metal, false},     {"Ca", 1.74, 1.2, Kind::metal, false},
    {"CA", 1.74, 1.2, Kind::metal, false},     {"Fe", 1.25, 1.2, Kind::metal, false},
    {"FE", 1.25, 1.2, Kind::metal, false},     {"Cu", 1.38, 1.2, Kind::metal, false},
    {"CU", 1.38, 1.2, Kind::metal, false},     {"Co", 1.26, 1.2, Kind::metal, false},
    {"Ni", 1.21, 1.2, Kind::metal, false},     {"Na", 1.54, 1.2, Kind::metal, false},
    {"K", 1.96, 1.2, Kind::metal, false},      {"Cd", 1.48, 1.2, Kind::metal, false},
    {"Hg", 1.49, 1.2, Kind::metal, false},
};

}  // namespace

const AtomType* find_atom_type(std::string_view name) {
    const auto* found = std::ranges::find(kTypes, name, &AtomType::name);
    return found == std::end(kTypes) ? nullptr : found;
}

Species species_of(const AtomType& type, Neighbourhood bonded) {
    Species species{.radius = type.radius, .acceptor = type.accepts};
    switch (type.kind) {
        case Kind::carbon:
            species.hydrophobic = !bonded.hetero;
            break;
        case Kind::halogen:
            species.hydrophobic = true;
            break;
        case Kind::nitrogen:
        case Kind::oxygen:
            species.donor = bonded.polar_hydrogen;
            break;
        case Kind::metal:
            species.donor = true;
            break;
        case Kind::sulphur:
        case Kind::phosphorus:
        case Kind::silicon:
        case Kind::hydrogen:
            break;
    }
    return species;
}

}  // namespace sluice::docking
