// SPDX-License-Identifier: Apache-2.0
// Something that is estimated from numbered blocks of paths. A block gives the same moments whoever computes
// it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "workloads/montecarlo/kernel/moments.hpp"
#include "workloads/montecarlo/kernel/product.hpp"
#include "workloads/montecarlo/kernel/sampling.hpp"

namespace sluice::montecarlo {

class Experiment {
  public:
    virtual ~Experiment() = default;

    virtual std::vector<std::string> estimates() const = 0;
    virtual std::vector<double> control_means() const = 0;
    virtual Moments block(std::uint64_t number) = 0;
    virtual double paths_in_block() const = 0;
    virtual double steps_in_path() const { return 1; }

    /// Blocks between two looks at the result.
    virtual std::size_t blocks_in_round() const { return 64; }

    /// Independent scramblings; block n belongs to scrambling n modulo this. 1 for pseudo-random numbers.
    virtual std::size_t scramblings() const { return 1; }

    Shape shape() const { return {estimates().size() + control_means().size(), control_means().size()}; }
};

/// The mean payoff of a product.
class Pricing final : public Experiment {
  public:
    Pricing(std::unique_ptr<Product> product, const Sampling& sampling);

    std::vector<std::string> estimates() const override { return product_->estimates(); }
    std::vector<double> control_means() const override { return product_->control_means(); }
    Moments block(std::uint64_t number) override;
    double paths_in_block() const override;
    double steps_in_path() const override { return product_->layout().steps; }
    std::size_t scramblings() const override;

  private:
    void sample(std::uint64_t batch, std::uint32_t scrambling);
    void weigh();

    std::unique_ptr<Product> product_;
    Sampling sampling_;
    Draw draw_;
    Shape shape_;
    std::uint64_t batches_;  // in a block
    std::vector<Batch> values_, mirrored_;
};

}  // namespace sluice::montecarlo
