// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/note.hpp"

namespace sluice {

std::string as_notes(std::string_view detail, std::string_view lead) {
    std::string notes;
    while (!detail.empty()) {
        const auto end = detail.find('\n');
        notes.append(lead).append(kNote).append(detail.substr(0, end)).push_back('\n');
        detail.remove_prefix(end == std::string_view::npos ? detail.size() : end + 1);
    }
    return notes;
}

}  // namespace sluice
