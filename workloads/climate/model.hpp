// SPDX-License-Identifier: Apache-2.0
// What the program runs: something that steps through time, is measured, recorded, saved and drawn. The plane
// and the sphere are two of them.
#pragma once

#include <filesystem>
#include <string>

#include "io/checkpoint.hpp"
#include "workloads/climate/facts.hpp"

namespace sluice::climate {

/// Every member is collective.
class Model {
  public:
    Model() = default;
    Model(const Model&) = delete;
    Model& operator=(const Model&) = delete;
    virtual ~Model() = default;

    /// How ranks share the mesh.
    virtual std::string layout() const = 0;
    virtual double longest_step() const = 0;  // s
    virtual double cells() const = 0;         // that a step updates

    /// Creates the results file if one is wanted.
    virtual void open_results() = 0;

    virtual void step(double dt) = 0;

    /// Measures the flow. Throws std::runtime_error if it has become infinite.
    virtual void measure(double time) = 0;

    /// Appends what was measured, and the fields, to the results file if there is one.
    virtual void record() = 0;

    virtual void save(io::CheckpointWriter& checkpoint) const = 0;

    /// Goes on from there: the state, and records for the new results file.
    virtual void load(const io::Reader& saved) = 0;

    virtual void draw(const std::filesystem::path& picture, double time) const = 0;

    /// Completes the results file; rank 0 prints the summary.
    virtual void finish(const RunFacts& facts) = 0;
};

}  // namespace sluice::climate
