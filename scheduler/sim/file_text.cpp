// SPDX-License-Identifier: Apache-2.0
#include "scheduler/sim/file_text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <string_view>
#include <system_error>

namespace sluice::sim {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;

/// Any error is seen when reading, so that of closing is of no interest.
struct CloseGzip {
    void operator()(gzFile_s* file) const { gzclose(file); }
};
using GzipFile = std::unique_ptr<gzFile_s, CloseGzip>;

tl::unexpected<Error> unreadable(const std::string& path, const std::string& reason) {
    return fail(Errc::io_error, fmt::format("{}: cannot be read: {}", path, reason));
}

tl::unexpected<Error> unreadable(const std::string& path, int error) {
    return unreadable(path, std::generic_category().message(error));
}

/// zlib's own word for the failure; empty while there is none. A file that ends too early is one.
std::string failure_of(gzFile_s* file) {
    int code = Z_OK;
    const char* words = gzerror(file, &code);
    if (code == Z_OK || code == Z_STREAM_END) return {};
    if (code == Z_ERRNO) return std::generic_category().message(errno);
    const std::string_view all{words};  // "<fd:3>: unexpected end of file"
    return std::string{all.substr(std::min(all.size(), all.rfind(": ") + 2))};
}

/// Most often enough for the whole text: traces pack to a seventh.
std::size_t likely_size(const std::string& path, gzFile_s* file) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(path, failed);
    if (failed) return kBlock;
    return static_cast<std::size_t>(gzdirect(file) != 0 ? size : 9 * size) + kBlock;
}

}  // namespace

Result<std::string> read_text(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return unreadable(path, EISDIR);
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return unreadable(path, errno);
    const GzipFile file{gzdopen(descriptor, "rb")};
    if (!file) {
        ::close(descriptor);
        return unreadable(path, ENOMEM);
    }
    gzbuffer(file.get(), kBlock);

    std::string text(likely_size(path, file.get()), '\0');
    std::size_t used = 0;
    for (;;) {
        if (text.size() < used + kBlock) text.resize(2 * text.size());
        const auto room = static_cast<unsigned>(std::min(text.size() - used, std::size_t{1} << 30));
        const int got = gzread(file.get(), text.data() + used, room);
        if (const auto failure = failure_of(file.get()); got < 0 || !failure.empty())
            return unreadable(path, failure.empty() ? "damaged" : failure);
        if (got == 0) break;
        used += static_cast<std::size_t>(got);
    }
    text.resize(used);
    return text;
}

}  // namespace sluice::sim
