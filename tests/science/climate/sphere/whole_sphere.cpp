// SPDX-License-Identifier: Apache-2.0
#include "tests/science/climate/sphere/whole_sphere.hpp"

#include <cmath>
#include <stdexcept>

namespace sluice::climate::sphere {

Globe::Globe(const Problem& problem, int elements, double angle)
    : solver_{problem, angle, elements, share_elements(elements, 1), 0}, initial_{solver_.state()} {}

void Globe::run(double days, double share) {
    const double longest = share * stable_time_step(solver_.problem(), solver_.mesh().per_edge());
    const int steps = static_cast<int>(std::ceil(days * kDay / longest));
    for (int n = 0; n < steps; ++n) solver_.step(days * kDay / steps, alone_);
}

Totals Globe::measured() const { return totals(solver_, initial_, solver_.vorticity(alone_)); }
Means Globe::means() const { return measured().sums.means(); }
Extremes Globe::extremes() const { return measured().extremes; }

MapValues Globe::map(const MapGrid& grid) const {
    const Mapper mapper{solver_.mesh(), solver_.part(), grid};
    return mapper.values(solver_.state(), solver_.vorticity(alone_), solver_.geometry());
}

const Problem& problem(const char* name) {
    if (const Problem* found = find_problem(name)) return *found;
    throw std::invalid_argument{name};
}

double norm(const MapGrid& grid, const std::vector<double>& a, const std::vector<double>& b) {
    double squares = 0, area = 0;
    for (int point = 0; point < grid.points(); ++point) {
        const double weight = std::cos(grid.place(point).latitude);
        const double value = a[point] - (b.empty() ? 0 : b[point]);
        squares += weight * value * value;
        area += weight;
    }
    return std::sqrt(squares / area);
}

double largest_magnitude(const std::vector<double>& values) {
    double largest = 0;
    for (const double value : values) largest = std::max(largest, std::abs(value));
    return largest;
}

}  // namespace sluice::climate::sphere
