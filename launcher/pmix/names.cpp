// SPDX-License-Identifier: Apache-2.0
#include "launcher/pmix/names.hpp"

#include <pmix.h>

#include <cstdlib>
#include <cstring>
#include <utility>

namespace sluice::pmix {
namespace {

constexpr std::string_view kAttribute = "pmix.";

std::string pack(std::uint32_t publisher, const pmix_value_t& value) {
    pmix_data_buffer_t buffer;
    PMIX_DATA_BUFFER_CONSTRUCT(&buffer);
    pmix_rank_t rank = publisher;
    auto copy = value;  // the library reads it only, but wants it writable
    std::string bytes;
    if (PMIx_Data_pack(nullptr, &buffer, &rank, 1, PMIX_PROC_RANK) == PMIX_SUCCESS &&
        PMIx_Data_pack(nullptr, &buffer, &copy, 1, PMIX_VALUE) == PMIX_SUCCESS) {
        bytes.assign(buffer.base_ptr, buffer.bytes_used);
    }
    PMIX_DATA_BUFFER_DESTRUCT(&buffer);
    return bytes;
}

/// The answers that have come, until there are all.
struct Gathering {
    std::vector<std::optional<std::string>> answers;
    std::size_t missing;
    AllAnswered done;
};

}  // namespace

std::vector<Published> published_in(std::uint32_t publisher, std::span<const pmix_info_t> infos) {
    std::vector<Published> found;
    for (const auto& info : infos) {
        if (!std::string_view{info.key}.starts_with(kAttribute))
            found.push_back({info.key, pack(publisher, info.value)});
    }
    return found;
}

bool unpack(const std::string& value, pmix_pdata_t& into, const std::string& name_space) {
    pmix_data_buffer_t buffer;
    PMIX_DATA_BUFFER_CONSTRUCT(&buffer);
    auto* bytes = static_cast<char*>(std::malloc(value.size()));  // the buffer frees it
    std::memcpy(bytes, value.data(), value.size());
    PMIX_DATA_BUFFER_LOAD(&buffer, bytes, value.size());
    std::int32_t one = 1;
    pmix_rank_t rank = 0;
    bool good = PMIx_Data_unpack(nullptr, &buffer, &rank, &one, PMIX_PROC_RANK) == PMIX_SUCCESS;
    one = 1;
    good = good && PMIx_Data_unpack(nullptr, &buffer, &into.value, &one, PMIX_VALUE) == PMIX_SUCCESS;
    PMIX_DATA_BUFFER_DESTRUCT(&buffer);
    name_space.copy(into.proc.nspace, sizeof into.proc.nspace - 1);
    into.proc.rank = rank;
    return good;
}

void ask_all(std::vector<Published> names, const AskName& ask, AllAnswered done) {
    const auto gathering = std::make_shared<Gathering>(
        Gathering{std::vector<std::optional<std::string>>(names.size()), names.size(), std::move(done)});
    if (names.empty()) return gathering->done({});
    for (std::size_t i = 0; i < names.size(); ++i) {
        ask(names[i], [gathering, i](std::optional<std::string> answer) {
            gathering->answers[i] = std::move(answer);
            if (--gathering->missing == 0) gathering->done(std::move(gathering->answers));
        });
    }
}

}  // namespace sluice::pmix
