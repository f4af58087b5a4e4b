// SPDX-License-Identifier: Apache-2.0
//
// How `accounting:` and `priority:` are written in cluster.yaml: who may use the cluster, how much, and who goes
// first.
#pragma once

#include <vector>

#include "scheduler/config/form.hpp"
#include "scheduler/model/cluster.hpp"

namespace sluice {

Form<AccountingSpec> accounting_form();
Form<PrioritySpec> priority_form();
/// `CPU=1.0,Mem=0.25G,GRES/gpu=2`
Form<std::vector<TresWeight>> weights_form();

}  // namespace sluice
