// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/doc_parts.hpp"

#include <fmt/format.h>

namespace sluice::commands {

SectionDoc fields_section(std::string title, std::span<const FieldKey> fields) {
    SectionDoc section{std::move(title), "Names may be written in any case.", {}};
    for (const auto& field : fields) {
        const auto letter = field.letter == 0 ? "" : fmt::format(" (%{})", field.letter);
        section.terms.push_back(
            {std::string{field.name} + letter, fmt::format("under the header {}", field.header)});
    }
    return section;
}

SectionDoc query_variables_section() {
    return {"ENVIRONMENT",
            "",
            {{"SLUICE_CONF", "the cluster.yaml of the cluster to ask"},
             {"SLURM_TIME_FORMAT", "how times are printed: standard, relative, or a format of strftime"}}};
}

}  // namespace sluice::commands
