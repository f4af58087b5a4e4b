// SPDX-License-Identifier: Apache-2.0
#include "launcher/pmix/info_list.hpp"

#include <pmix.h>

namespace sluice::pmix {

InfoList::~InfoList() {
    for (auto& item : items_) PMIx_Value_destruct(&item.value);
}

void InfoList::add(const char* key, const void* value, pmix_data_type_t type) {
    PMIx_Info_load(&items_.emplace_back(), key, value, type);
}

void InfoList::add_text(const char* key, const std::string& value) { add(key, value.c_str(), PMIX_STRING); }
void InfoList::add_bool(const char* key, bool value) { add(key, &value, PMIX_BOOL); }
void InfoList::add_uint16(const char* key, std::uint16_t value) { add(key, &value, PMIX_UINT16); }
void InfoList::add_uint32(const char* key, std::uint32_t value) { add(key, &value, PMIX_UINT32); }
void InfoList::add_rank(const char* key, std::uint32_t value) { add(key, &value, PMIX_PROC_RANK); }
void InfoList::add_regex(const char* key, const char* value) { add(key, value, PMIX_REGEX); }

void InfoList::add_list(const char* key, InfoList& value) {
    const pmix_data_array_t array{PMIX_INFO, value.size(), value.data()};
    add(key, &array, PMIX_DATA_ARRAY);
}

}  // namespace sluice::pmix
