// SPDX-License-Identifier: Apache-2.0
#include "scheduler/elf/image.hpp"

#include <elf.h>

#include <bit>
#include <cstring>
#include <optional>

namespace sluice::elf {
namespace {

constexpr unsigned char kOwnOrder = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

/// A struct at an offset; nothing if it is not all in the file.
template <class Struct>
std::optional<Struct> struct_at(std::string_view bytes, std::uint64_t offset) {
    if (offset > bytes.size() || bytes.size() - offset < sizeof(Struct)) return std::nullopt;
    Struct value;
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

/// The text at an offset of a string table; empty if there is none.
std::string text_at(std::string_view bytes, const Elf64_Shdr& table, std::uint64_t offset) {
    if (offset >= table.sh_size || table.sh_offset > bytes.size()) return {};
    const auto rest = bytes.substr(table.sh_offset, table.sh_size);
    if (offset >= rest.size()) return {};
    const auto text = rest.substr(offset);
    return std::string{text.substr(0, text.find('\0'))};
}

std::vector<Elf64_Shdr> sections_of(std::string_view bytes, const Elf64_Ehdr& header) {
    std::vector<Elf64_Shdr> sections;
    for (std::uint64_t i = 0; i < header.e_shnum; ++i) {
        const auto section = struct_at<Elf64_Shdr>(bytes, header.e_shoff + i * sizeof(Elf64_Shdr));
        if (!section) break;
        sections.push_back(*section);
    }
    return sections;
}

void add_folders(std::vector<std::string>& folders, std::string_view list) {
    while (!list.empty()) {
        const auto folder = list.substr(0, list.find(':'));
        list.remove_prefix(std::min(folder.size() + 1, list.size()));
        if (!folder.empty()) folders.emplace_back(folder);
    }
}

void read_dynamic(std::string_view bytes, const Elf64_Shdr& section, const Elf64_Shdr& strings, Image& image) {
    image.is_dynamic = true;
    for (std::uint64_t at = 0; at + sizeof(Elf64_Dyn) <= section.sh_size; at += sizeof(Elf64_Dyn)) {
        const auto entry = struct_at<Elf64_Dyn>(bytes, section.sh_offset + at);
        if (!entry || entry->d_tag == DT_NULL) return;
        const auto text = [&] { return text_at(bytes, strings, entry->d_un.d_val); };
        if (entry->d_tag == DT_NEEDED) image.needed.push_back(text());
        if (entry->d_tag == DT_RPATH || entry->d_tag == DT_RUNPATH) add_folders(image.folders, text());
    }
}

void read_imports(std::string_view bytes, const Elf64_Shdr& section, const Elf64_Shdr& strings, Image& image) {
    for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= section.sh_size; at += sizeof(Elf64_Sym)) {
        const auto symbol = struct_at<Elf64_Sym>(bytes, section.sh_offset + at);
        if (!symbol) return;
        if (symbol->st_shndx != SHN_UNDEF || symbol->st_name == 0) continue;
        image.imports.push_back(text_at(bytes, strings, symbol->st_name));
    }
}

}  // namespace

Result<Image> read_image(std::string_view bytes) {
    const auto header = struct_at<Elf64_Ehdr>(bytes, 0);
    if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return fail(Errc::invalid_argument, "no ELF file");
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_ident[EI_DATA] != kOwnOrder) {
        return fail(Errc::invalid_argument, "an ELF file of another kind of machine");
    }
    Image image;
    image.machine = header->e_machine;
    const auto sections = sections_of(bytes, *header);
    for (const auto& section : sections) {
        if (section.sh_link >= sections.size()) continue;
        const auto& strings = sections[section.sh_link];
        if (section.sh_type == SHT_DYNAMIC) read_dynamic(bytes, section, strings, image);
        if (section.sh_type == SHT_DYNSYM) read_imports(bytes, section, strings, image);
    }
    return image;
}

}  // namespace sluice::elf
