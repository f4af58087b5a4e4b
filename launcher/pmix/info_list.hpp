// SPDX-License-Identifier: Apache-2.0
//
// A list of PMIx attributes that frees what they hold. The library copies every value that is added.
#pragma once

#include <pmix_common.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace sluice::pmix {

class InfoList {
  public:
    InfoList() = default;
    ~InfoList();
    InfoList(const InfoList&) = delete;
    InfoList& operator=(const InfoList&) = delete;

    // The type must be the one that pmix_common.h gives for the key: the library does not convert.
    void add_text(const char* key, const std::string& value);
    void add_bool(const char* key, bool value);
    void add_uint16(const char* key, std::uint16_t value);
    void add_uint32(const char* key, std::uint32_t value);
    void add_rank(const char* key, std::uint32_t value);
    void add_list(const char* key, InfoList& value);
    /// value: as PMIx_generate_regex or PMIx_generate_ppn made it; may contain zero bytes
    void add_regex(const char* key, const char* value);

    [[nodiscard]] pmix_info_t* data() { return items_.data(); }
    [[nodiscard]] std::size_t size() const { return items_.size(); }

  private:
    void add(const char* key, const void* value, pmix_data_type_t type);

    std::vector<pmix_info_t> items_;
};

}  // namespace sluice::pmix
