// SPDX-License-Identifier: Apache-2.0
//
// What srun asks about steps.

#include "scheduler/controller/controller.hpp"
#include "scheduler/wire/codec.hpp"

namespace sluice::controller {

void Controller::on_create_step(const Inquiry& inquiry) {
    const auto& request = inquiry.message.create_step();
    auto spec = wire::decode(request.spec());
    spec.environment_key = cycle_.keep(pack_environment(request.environment()));
    const auto step = cycle_.apply(engine::CreateStep{JobId{request.job()}, inquiry.actor(), std::move(spec)});
    if (!step) return refuse(inquiry, step.error());
    watch_step(inquiry, *step);
}

void Controller::on_watch_step(const Inquiry& inquiry) {
    const auto& request = inquiry.message.watch_step();
    watch_step(inquiry, {JobId{request.job()}, StepNumber{request.step()}});
}

void Controller::watch_step(const Inquiry& inquiry, StepId id) {
    const auto* step = cycle_.state().find(id);
    if (step == nullptr) return refuse(inquiry, {Errc::invalid_step_id, to_string(id)});
    const auto& job = cycle_.state().find(id.job)->job;
    const bool may = inquiry.from.user == job.spec.user || inquiry.actor().administrator;
    if (!may) return refuse(inquiry, {Errc::permission_denied, {}});  // the news hold the key to the step's tasks
    reply(inquiry, step_news(*step, job));
    if (!has_ended(*step)) watchers_.watch_step(id, {inquiry.connection, inquiry.message.id()});
}

}  // namespace sluice::controller
