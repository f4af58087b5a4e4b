// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "workloads/climate/sphere/traces.hpp"

namespace sluice::climate::sphere {
namespace {

constexpr std::int32_t kNextNode = 3 * kLanes;  // places from one node of a face to the next

constexpr std::array kAllFaces{kSouth, kEast, kNorth, kWest};

/// A border between this part and another.
struct Border {
    int element;
    Face face;
    Beyond beyond;
};

/// By the rank beyond.
using Borders = std::map<int, std::vector<Border>>;

Borders borders_of(const Mesh& mesh, const Part& part, const std::vector<int>& first_of_rank) {
    Borders borders;
    for (int element = part.first; element < part.first + part.count; ++element) {
        for (const Face face : kAllFaces) {
            const Beyond beyond = mesh.beyond(element, face);
            if (part.has(beyond.element)) continue;
            const auto next = std::ranges::upper_bound(first_of_rank, beyond.element);
            borders[static_cast<int>(next - first_of_rank.begin()) - 1].push_back({element, face, beyond});
        }
    }
    return borders;
}

struct InOrderBeyond {
    bool operator()(const Border& one, const Border& other) const {
        return std::pair{one.beyond.element, one.beyond.face} <
               std::pair{other.beyond.element, other.beyond.face};
    }
};

std::int32_t place_of_face(const Part& part, int element, Face face) {
    const int n = element - part.first;
    return Traces::place(Traces::index(n / kLanes, face, 0), n % kLanes);
}

}  // namespace

Neighbours::Neighbours(const Mesh& mesh, const Part& part, const std::vector<int>& first_of_rank) {
    find_partners(mesh, part, first_of_rank);
    find_facing(mesh, part);
}

void Neighbours::find_partners(const Mesh& mesh, const Part& part, const std::vector<int>& first_of_rank) {
    const std::size_t own = Traces::index(part.blocks(), kSouth, 0);
    std::size_t faces = 0;
    for (auto& [rank, borders] : borders_of(mesh, part, first_of_rank)) {
        Partner partner{rank, {}, {}};
        for (const Border& border : borders) {
            partner.ours.push_back(place_of_face(part, border.element, border.face));
        }
        std::ranges::sort(borders, InOrderBeyond{});
        for (const Border& border : borders) {
            const std::size_t point = own + faces / kLanes * kFaceNodes;
            partner.theirs.push_back(Traces::place(point, static_cast<int>(faces % kLanes)));
            received_[{border.beyond.element, border.beyond.face}] = partner.theirs.back();
            ++faces;
        }
        partners_.push_back(std::move(partner));
    }
    points_ = own + (faces + kLanes - 1) / kLanes * kFaceNodes;
}

void Neighbours::find_facing(const Mesh& mesh, const Part& part) {
    facing_.resize(kLanes * Traces::index(part.blocks(), kSouth, 0));
    std::vector<bool> is_inner(static_cast<std::size_t>(part.blocks()), true);
    for (int n = 0; n < part.blocks() * kLanes; ++n) {
        const int block = n / kLanes, lane = n % kLanes;
        for (const Face face : kAllFaces) {
            const Beyond beyond = mesh.beyond(part.element(block, lane), face);
            const bool is_here = part.has(beyond.element);
            if (!is_here) is_inner[block] = false;
            const std::int32_t begin = is_here ? place_of_face(part, beyond.element, beyond.face)
                                               : received_.at({beyond.element, beyond.face});
            std::int32_t* places = facing_.data() + kLanes * Traces::index(block, face, 0) + lane;
            for (int k = 0; k < kFaceNodes; ++k)
                places[k * kLanes] = begin + (kFaceNodes - 1 - k) * kNextNode;
        }
    }
    for (int block = 0; block < part.blocks(); ++block) (is_inner[block] ? inner_ : outer_).push_back(block);
}

}  // namespace sluice::climate::sphere
