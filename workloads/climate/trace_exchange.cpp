// SPDX-License-Identifier: Apache-2.0
#include "workloads/climate/trace_exchange.hpp"

#include "workloads/run/patient_wait.hpp"

namespace sluice::climate {
namespace {

constexpr int kTag = 0;
constexpr std::size_t kValuesPerFace = 3 * sphere::kFaceNodes;

/// f(value of the traces, value of the message) for all values of the faces that begin at these places.
template <class Values, class Message, class Function>
void for_each_value(const std::vector<std::int32_t>& faces, Values* values, Message* message, Function f) {
    for (const std::int32_t place : faces) {
        for (std::size_t n = 0; n < kValuesPerFace; ++n)
            f(values[place + static_cast<std::ptrdiff_t>(n) * sphere::kLanes], *message++);
    }
}

}  // namespace

TraceExchange::TraceExchange(MPI_Comm comm, const std::vector<sphere::Partner>& partners)
    : comm_{comm}, partners_{partners} {
    for (const sphere::Partner& partner : partners) {
        sent_.emplace_back(partner.ours.size() * kValuesPerFace);
        received_.emplace_back(partner.theirs.size() * kValuesPerFace);
    }
    requests_.resize(2 * partners.size(), MPI_REQUEST_NULL);
}

void TraceExchange::start(const sphere::Traces& traces) {
    MPI_Request* request = requests_.data();
    for (std::size_t n = 0; n < partners_.size(); ++n) {
        MPI_Irecv(received_[n].data(), static_cast<int>(received_[n].size()), MPI_DOUBLE, partners_[n].rank,
                  kTag, comm_, request++);
    }
    for (std::size_t n = 0; n < partners_.size(); ++n) {
        for_each_value(partners_[n].ours, traces.values(), sent_[n].data(),
                       [](double value, double& to) { to = value; });
        MPI_Isend(sent_[n].data(), static_cast<int>(sent_[n].size()), MPI_DOUBLE, partners_[n].rank, kTag,
                  comm_, request++);
    }
}

void TraceExchange::finish(sphere::Traces& traces) {
    run::wait_for(requests_);
    for (std::size_t n = 0; n < partners_.size(); ++n) {
        for_each_value(partners_[n].theirs, traces.values(), received_[n].data(),
                       [](double& value, double from) { value = from; });
    }
}

}  // namespace sluice::climate
