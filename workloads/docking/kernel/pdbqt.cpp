// SPDX-License-Identifier: Apache-2.0
#include "workloads/docking/kernel/pdbqt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace sluice::docking {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Columns first to last, counted from 1 as the format's description does; blanks around are dropped.
std::string_view columns(std::string_view line, std::size_t first, std::size_t last) {
    if (line.size() < first) return {};
    return trimmed(line.substr(first - 1, last - first + 1));
}

std::vector<std::string_view> words(std::string_view line) {
    std::vector<std::string_view> found;
    for (line = trimmed(line); !line.empty(); line = trimmed(line)) {
        const auto end = std::min(line.find_first_of(" \t"), line.size());
        found.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
    return found;
}

template <class Number>
std::optional<Number> number(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

double coordinate(std::string_view line, std::size_t first, int line_number) {
    const std::string_view text = columns(line, first, first + 7);
    const auto value = number<double>(text);
    if (!value || !std::isfinite(*value)) {
        throw PdbqtError{line_number,
                         fmt::format("'{}' in columns {} to {} is not a coordinate", text, first, first + 7)};
    }
    return *value;
}

const AtomType& atom_type(std::string_view line, int line_number) {
    const std::string_view name = columns(line, 78, 79);
    if (name.empty())
        throw PdbqtError{line_number, "there is no atom type in columns 78 and 79; is this a PDB file?"};
    if (const AtomType* type = find_atom_type(name)) return *type;
    throw PdbqtError{line_number, fmt::format("there is no atom type '{}'", name)};
}

bool is_atom(std::string_view line) { return line.starts_with("ATOM") || line.starts_with("HETATM"); }

PdbqtAtom parse_atom(std::string_view line, int line_number) {
    const std::string_view serial = columns(line, 7, 11);
    return {.position = {coordinate(line, 31, line_number), coordinate(line, 39, line_number),
                         coordinate(line, 47, line_number)},
            .type = &atom_type(line, line_number),
            .serial = number<int>(serial).value_or(0),
            .line = line_number};
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

/// Builds a ligand line by line.
class LigandReader {
  public:
    PdbqtLigand read(std::string_view text) {
        for (const std::string_view line : lines_of(text)) {
            ++line_number_;
            ligand_.lines.emplace_back(line);
            take(line);
        }
        check_end();
        return std::move(ligand_);
    }

  private:
    struct Open {
        int fragment;
        int parent_serial, own_serial;
        int line;
    };

    [[noreturn]] void fail(const std::string& cause) const { throw PdbqtError{line_number_, cause}; }

    void take(std::string_view line) {
        const auto parts = words(line);
        if (parts.empty()) return;
        const std::string_view record = parts.front();
        if (is_atom(line)) return take_atom(line);
        if (record == "ROOT") return open_root();
        if (record == "ENDROOT") return close_root();
        if (record == "BRANCH") return open_branch(parts);
        if (record == "ENDBRANCH") return close_branch(parts);
        if (record == "TORSDOF") return take_torsdof(parts);
        if (record == "MODEL") fail("this file has models; a ligand is one molecule");
        if (record == "REMARK" || record == "USER" || record == "TER" || record == "END" ||
            record == "COMPND")
            return;
        fail(fmt::format("'{}' is not a record of a PDBQT ligand", record));
    }

    void take_atom(std::string_view line) {
        if (!in_root_ && open_.empty()) fail("an atom outside ROOT and BRANCH");
        PdbqtAtom atom = parse_atom(line, line_number_);
        if (find(atom.serial) >= 0) fail(fmt::format("there is an atom {} already", atom.serial));
        const int index = static_cast<int>(ligand_.atoms.size());
        ligand_.atoms.push_back(atom);
        const int fragment = in_root_ ? 0 : open_.back().fragment;
        PdbqtFragment& owner = ligand_.fragments[static_cast<std::size_t>(fragment)];
        owner.atoms.push_back(index);
        if (!in_root_ && atom.serial == open_.back().own_serial) owner.own_atom = index;
    }

    void open_root() {
        if (!ligand_.fragments.empty()) fail("a second ROOT");
        in_root_ = true;
        ligand_.fragments.emplace_back();
    }

    void close_root() {
        if (!in_root_) fail("ENDROOT without ROOT");
        if (ligand_.atoms.empty()) fail("ROOT has no atoms");
        in_root_ = false;
    }

    void open_branch(const std::vector<std::string_view>& parts) {
        if (in_root_ || ligand_.fragments.empty()) fail("BRANCH must come after ENDROOT");
        const auto [parent_serial, own_serial] = two_serials(parts);
        const int parent_atom = find(parent_serial);
        const int parent = open_.empty() ? 0 : open_.back().fragment;
        const auto& parent_atoms = ligand_.fragments[static_cast<std::size_t>(parent)].atoms;
        if (std::ranges::find(parent_atoms, parent_atom) == parent_atoms.end()) {
            fail(fmt::format("BRANCH starts at atom {}, which is not in the part that it branches from",
                             parent_serial));
        }
        open_.push_back(
            {static_cast<int>(ligand_.fragments.size()), parent_serial, own_serial, line_number_});
        ligand_.fragments.push_back(
            {.parent = parent, .parent_atom = parent_atom, .own_atom = -1, .atoms = {}});
    }

    void close_branch(const std::vector<std::string_view>& parts) {
        const auto [parent_serial, own_serial] = two_serials(parts);
        if (open_.empty()) fail("ENDBRANCH without BRANCH");
        const Open& branch = open_.back();
        if (branch.parent_serial != parent_serial || branch.own_serial != own_serial) {
            fail(fmt::format("ENDBRANCH {} {} closes BRANCH {} {} of line {}", parent_serial, own_serial,
                             branch.parent_serial, branch.own_serial, branch.line));
        }
        if (ligand_.fragments[static_cast<std::size_t>(branch.fragment)].own_atom < 0) {
            fail(fmt::format("the branch has no atom {}, though it is said to start there", own_serial));
        }
        open_.pop_back();
    }

    void take_torsdof(const std::vector<std::string_view>& parts) const {
        if (parts.size() != 2 || !number<int>(parts[1])) fail("TORSDOF needs a number");
    }

    std::pair<int, int> two_serials(const std::vector<std::string_view>& parts) const {
        const auto first = parts.size() == 3 ? number<int>(parts[1]) : std::nullopt;
        const auto second = parts.size() == 3 ? number<int>(parts[2]) : std::nullopt;
        if (!first || !second) fail(fmt::format("{} needs the numbers of two atoms", parts.front()));
        return {*first, *second};
    }

    int find(int serial) const {
        const auto found = std::ranges::find(ligand_.atoms, serial, &PdbqtAtom::serial);
        return found == ligand_.atoms.end() ? -1 : static_cast<int>(found - ligand_.atoms.begin());
    }

    void check_end() const {
        if (ligand_.fragments.empty()) fail("there is no ROOT; is this a receptor?");
        if (in_root_) fail("ROOT is not closed");
        if (!open_.empty()) fail(fmt::format("BRANCH of line {} is not closed", open_.back().line));
    }

    PdbqtLigand ligand_;
    std::vector<Open> open_;
    bool in_root_ = false;
    int line_number_ = 0;
};

bool belongs_to_molecule(std::string_view line) {
    return is_atom(line) || line.starts_with("ROOT") || line.starts_with("ENDROOT") ||
           line.starts_with("BRANCH") || line.starts_with("ENDBRANCH") || line.starts_with("TORSDOF");
}

}  // namespace

PdbqtReceptor parse_receptor(std::string_view text) {
    PdbqtReceptor receptor;
    int line_number = 0;
    for (const std::string_view line : lines_of(text)) {
        ++line_number;
        if (line.starts_with("ROOT") || line.starts_with("BRANCH")) {
            throw PdbqtError{line_number, "a receptor is rigid and has no torsions; is this a ligand?"};
        }
        if (is_atom(line)) receptor.atoms.push_back(parse_atom(line, line_number));
    }
    if (receptor.atoms.empty()) throw PdbqtError{line_number, "there are no atoms"};
    return receptor;
}

PdbqtLigand parse_ligand(std::string_view text) { return LigandReader{}.read(text); }

std::string pdbqt_text(const PdbqtLigand& ligand, const std::vector<Vec3>& positions) {
    std::string text;
    auto position = positions.begin();
    for (const std::string& line : ligand.lines) {
        if (!belongs_to_molecule(line)) continue;
        if (is_atom(line)) {
            text += fmt::format("{}{:8.3f}{:8.3f}{:8.3f}{}\n", line.substr(0, 30), position->x, position->y,
                                position->z, line.substr(54));
            ++position;
        } else {
            text += line + '\n';
        }
    }
    return text;
}

}  // namespace sluice::docking
