// SPDX-License-Identifier: Apache-2.0
#include "scheduler/model/account.hpp"

namespace sluice {

std::string_view to_string(QosPreemptMode mode) {
    switch (mode) {
        case QosPreemptMode::cluster:
            return "cluster";
        case QosPreemptMode::off:
            return "off";
        case QosPreemptMode::cancel:
            return "cancel";
        case QosPreemptMode::requeue:
            return "requeue";
        case QosPreemptMode::suspend:
            return "suspend";
    }
    return "cluster";
}

}  // namespace sluice
