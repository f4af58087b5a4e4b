// SPDX-License-Identifier: Apache-2.0
#include "workloads/montecarlo/kernel/make_experiment.hpp"
#include "workloads/montecarlo/kernel/exercise.hpp"
#include "workloads/montecarlo/kernel/products.hpp"

namespace sluice::montecarlo {
namespace {

struct Maker {
    const Contract& contract;
    const Sampling& sampling;
    const Team& team;

    auto operator()(const European& /*terms*/) const { return make_european(contract, sampling); }
    auto operator()(const Asian& terms) const { return make_asian(contract, terms, sampling); }
    auto operator()(const Barrier& terms) const { return make_barrier(contract, terms, sampling); }
    auto operator()(const Lookback& terms) const { return make_lookback(contract, terms, sampling); }
    auto operator()(const Basket& terms) const { return make_basket(contract, terms, sampling); }
    auto operator()(const Heston& terms) const { return make_heston(contract, terms, sampling); }
    auto operator()(const American& terms) const { return make_american(contract, terms, sampling, team); }
    auto operator()(const MaxCall& terms) const { return make_max_call(contract, terms, sampling, team); }
};

}  // namespace

std::unique_ptr<Experiment> make_experiment(const Contract& contract, const Sampling& sampling,
                                            const Team& team) {
    return std::make_unique<Pricing>(std::visit(Maker{contract, sampling, team}, contract.terms), sampling);
}

}  // namespace sluice::montecarlo
