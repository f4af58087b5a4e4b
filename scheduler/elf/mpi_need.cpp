// SPDX-License-Identifier: Apache-2.0
#include "scheduler/elf/mpi_need.hpp"

#include <elf.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "scheduler/elf/image.hpp"
#include "scheduler/elf/library_path.hpp"
#include "scheduler/elf/mapped_file.hpp"

namespace sluice::elf {
namespace {

/// The C library starts programs for those who ask it to; what counts is who asks.
constexpr std::array<std::string_view, 9> kSystem{"libc.so",  "ld-linux",     "libpthread.so",
                                                  "libdl.so", "libm.so",      "libgcc_s.so",
                                                  "librt.so", "libstdc++.so", "libresolv.so"};
constexpr std::array<std::string_view, 6> kStarters{"exec",   "posix_spawn", "fexecve",
                                                    "dlopen", "dlmopen",     "popen"};

#if defined(__x86_64__)
constexpr std::uint16_t kOwnMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr std::uint16_t kOwnMachine = EM_AARCH64;
#else
constexpr std::uint16_t kOwnMachine = EM_NONE;
#endif

bool is_system(std::string_view soname) {
    return std::ranges::any_of(kSystem, [&](auto name) { return soname.starts_with(name); });
}

bool starts_others(const Image& image) {
    return std::ranges::any_of(image.imports, [](const std::string& name) {
        return name == "system" || name == "syscall" ||
               std::ranges::any_of(kStarters, [&](auto starter) { return name.starts_with(starter); });
    });
}

/// Walks from a program through all libraries that it needs.
class Walk {
  public:
    explicit Walk(std::string_view ld_library_path) : path_{ld_library_path} {}

    void visit(const Image& image, const std::string& file) {
        starts_others_ = starts_others_ || starts_others(image);
        for (const auto& soname : image.needed) {
            if (is_system(soname) || !seen_.insert(soname).second) continue;
            look_at(soname, path_.find(soname, image, file));
        }
    }
    [[nodiscard]] MpiNeed result() && {
        if (need_.kind != MpiKind::automatic) return std::move(need_);
        need_.kind = starts_others_ ? MpiKind::automatic : MpiKind::none;
        need_.why = starts_others_ ? "it may start or load other programs" : "it is linked with no MPI library";
        return std::move(need_);
    }

  private:
    void look_at(const std::string& soname, const std::string& file) {
        const auto kind = kind_of_library(soname);
        if (kind != MpiKind::none && need_.kind == MpiKind::automatic) {
            need_.kind = kind;
            need_.library = file.empty() ? soname : file;
            need_.why = "it is linked with " + need_.library;
        }
        if (file.empty()) return need_.missing.push_back(soname);
        if (kind != MpiKind::none) return;  // what MPI itself needs changes nothing
        const auto bytes = MappedFile::open(file);
        const auto image = bytes ? read_image(bytes->bytes()) : Result<Image>{tl::unexpected{bytes.error()}};
        if (image) visit(*image, file);
    }

    LibraryPath path_;
    std::set<std::string> seen_;
    MpiNeed need_;
    bool starts_others_ = false;
};

}  // namespace

/// libmpi.so.12 is the name that MPICH and its kin have agreed on; Open MPI's have other numbers.
MpiKind kind_of_library(std::string_view soname) {
    if (soname.starts_with("libmpich") || soname == "libmpi.so.12" || soname.starts_with("libpmi.so") ||
        soname.starts_with("libpmi2.so")) {
        return MpiKind::pmi2;
    }
    for (const std::string_view name : {"libmpi.so", "libmpi_", "libpmix.so", "libopen-rte.so"}) {
        if (soname.starts_with(name)) return MpiKind::pmix;
    }
    return MpiKind::none;
}

Result<MpiNeed> mpi_need(const std::string& path, std::string_view ld_library_path) {
    const auto file = MappedFile::open(path);
    if (!file) return tl::unexpected{file.error()};
    MpiNeed unknown;
    if (file->bytes().starts_with("#!")) {
        unknown.why = "it is a script";
        return unknown;
    }
    const auto image = read_image(file->bytes());
    if (!image) return fail(image.error().code, path + ": " + image.error().detail);
    if (kOwnMachine != EM_NONE && image->machine != kOwnMachine) {
        return fail(Errc::invalid_argument, path + ": a program of another kind of machine");
    }
    if (!image->is_dynamic || image->needed.empty()) {
        unknown.why = "it is linked statically";
        return unknown;
    }
    Walk walk{ld_library_path};
    walk.visit(*image, path);
    return std::move(walk).result();
}

}  // namespace sluice::elf
