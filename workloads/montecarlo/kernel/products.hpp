// SPDX-License-Identifier: Apache-2.0
// The makers of each kind of product; make_product() chooses.
#pragma once

#include "workloads/montecarlo/kernel/product.hpp"

namespace sluice::montecarlo {

std::unique_ptr<Product> make_european(const Contract& contract, const Sampling& sampling);
std::unique_ptr<Product> make_asian(const Contract& contract, const Asian& terms, const Sampling& sampling);
std::unique_ptr<Product> make_barrier(const Contract& contract, const Barrier& terms,
                                      const Sampling& sampling);
std::unique_ptr<Product> make_lookback(const Contract& contract, const Lookback& terms,
                                       const Sampling& sampling);
std::unique_ptr<Product> make_basket(const Contract& contract, const Basket& terms, const Sampling& sampling);
std::unique_ptr<Product> make_heston(const Contract& contract, const Heston& terms, const Sampling& sampling);

}  // namespace sluice::montecarlo
