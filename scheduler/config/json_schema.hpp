// SPDX-License-Identifier: Apache-2.0
//
// The JSON Schema (draft 7) of cluster.yaml, for editors that complete and check while one types.
#pragma once

#include <string>

namespace sluice {

std::string json_schema();

}  // namespace sluice
