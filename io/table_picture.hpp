// SPDX-License-Identifier: Apache-2.0
// A table with a bar for each row: scores, rankings.
#pragma once

#include <string>
#include <vector>

#include "io/image.hpp"

namespace sluice::io {

struct TableColumn {
    std::string heading;
    std::vector<std::string> cells;
};

struct TablePicture {
    std::string title;
    std::string quantity;             // of the bars, with the unit
    std::vector<std::string> labels;  // one for each row, the first on top
    std::vector<double> values;       // lengths of the bars
    std::vector<TableColumn> columns = {};
};

/// Rows after the first 24 are counted, not drawn. Throws std::invalid_argument if there is no row or a column
/// has another number of them.
Image draw(const TablePicture& picture);

}  // namespace sluice::io
