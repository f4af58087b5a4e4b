// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/sphere_summary.hpp"

#include <array>

namespace sluice::climate {
namespace {

using M = SphereMoment;

constexpr std::array kNumbers{
    SphereNumber{"mass", "m", "mean depth of the fluid", &M::depth},
    SphereNumber{"total_energy", "m3 s-2", "mean kinetic and potential energy, per area and density",
                 &M::energy},
    SphereNumber{"potential_enstrophy", "m-1 s-2",
                 "mean of half of the squared absolute vorticity over the depth", &M::enstrophy},
    SphereNumber{"height_min", "m", "lowest surface, at the points of the elements", &M::lowest},
    SphereNumber{"height_max", "m", "highest surface", &M::highest},
    SphereNumber{"wind_max", "m s-1", "strongest wind", &M::fastest},
    SphereNumber{"vorticity_min", "s-1", "most negative relative vorticity", &M::most_negative},
    SphereNumber{"vorticity_max", "s-1", "most positive relative vorticity", &M::most_positive},
    SphereNumber{"depth_change_l1", "1", "l1 norm of the change of depth since the start, relative", &M::l1},
    SphereNumber{"depth_change_l2", "1", "l2 norm of the change of depth since the start, relative", &M::l2},
    SphereNumber{"depth_change_linf", "1", "largest change of depth since the start, relative", &M::linf},
};

}  // namespace

SphereMoment SphereMoment::of(double time, const sphere::Means& means, const sphere::Extremes& extremes) {
    return {.time = time,
            .depth = means.depth,
            .energy = means.energy,
            .enstrophy = means.enstrophy,
            .lowest = extremes.lowest,
            .highest = extremes.highest,
            .fastest = extremes.fastest,
            .most_negative = extremes.most_negative,
            .most_positive = extremes.most_positive,
            .l1 = means.l1,
            .l2 = means.l2,
            .linf = extremes.furthest / extremes.highest_initial};
}

std::span<const SphereNumber> sphere_numbers() { return kNumbers; }

SphereMoment read_sphere_moment(const io::Reader& file, std::size_t record) {
    SphereMoment moment{};
    moment.time = file.record("time", record).front();
    for (const SphereNumber& number : kNumbers)
        moment.*number.value = file.record(number.name, record).front();
    return moment;
}

void print(const RunFacts& facts, const SphereMoment& start, const SphereMoment& end) {
    print_head(facts);
    line("simulated time", "{:.6g} s in {} steps", end.time, facts.steps);
    line("mass at start", "{:.15e} m", start.depth);
    line("mass at end", "{:.15e} m", end.depth);
    line("mass relative change", "{:.3e}", relative_change(start.depth, end.depth));
    line("total energy relative change", "{:.3e}", relative_change(start.energy, end.energy));
    line("potential enstrophy relative change", "{:.3e}", relative_change(start.enstrophy, end.enstrophy));
    line("height", "{:.9g} m to {:.9g} m", end.lowest, end.highest);
    line("wind largest", "{:.9g} m s-1", end.fastest);
    line("vorticity", "{:.9g} s-1 to {:.9g} s-1", end.most_negative, end.most_positive);
    line("change of depth l1 l2 linf", "{:.4e} {:.4e} {:.4e}", end.l1, end.l2, end.linf);
    print_tail(facts);
}

}  // namespace sluice::climate
