// SPDX-License-Identifier: Apache-2.0
//
// From command line and script to the message that submits them.
#include <cstdlib>

#include "scheduler/commands/sbatch_parts.hpp"
#include "scheduler/model/number.hpp"
#include "scheduler/submit/job_environment.hpp"
#include "scheduler/submit/script.hpp"
#include "scheduler/wire/codec.hpp"
#include "scheduler/wire/credential.hpp"

namespace sluice::commands {
namespace {

constexpr std::size_t kSubmitKeyBytes = 16;

wire::Message message_of(const submit::Request& request, const submit::Invocation& invocation,
                         std::string script) {
    wire::Message message;
    auto& submit = *message.mutable_submit();
    wire::encode(request.job, submit.mutable_spec());
    submit.set_script(std::move(script));
    for (auto& variable : submit::job_environment(invocation, request)) {
        submit.add_environment(std::move(variable));
    }
    submit.set_test_only(request.test_only);
    return message;
}

submit::Exit script_failure(const submit::Invocation& invocation, const submit::Stop& stop) {
    auto exit = submit::to_exit(invocation.command, stop);
    if (stop.code == submit::kRequestError && !stop.fatal) exit.code = failure_code(invocation.environment);
    return exit;
}

}  // namespace

int failure_code(const submit::Environment& environment) {
    const auto variable = environment.find("SLURM_EXIT_ERROR");
    if (variable == environment.end()) return EXIT_FAILURE;
    const auto code = parse_number<std::uint8_t>(variable->second);
    return code && *code != 0 ? *code : EXIT_FAILURE;
}

tl::expected<Submission, submit::Exit> prepare(submit::Invocation invocation) {
    const auto source = submit::find_script(invocation);
    if (!source) return tl::unexpected{source.error()};
    auto script = read_script(*source, invocation);
    if (!script) return tl::unexpected{script_failure(invocation, script.error())};
    auto directives = submit::read_directives(
        script->text, script->name, source->ignore_pbs ? submit::PbsLines::ignored : submit::PbsLines::read);
    if (!directives) return tl::unexpected{script_failure(invocation, directives.error())};

    invocation.directives = std::move(*directives);
    auto request = submit::parse(invocation);
    if (!request) return tl::unexpected{request.error()};
    request->job.batch.command = script->path;
    request->job.submit_key = wire::random_bytes(kSubmitKeyBytes);
    auto message = message_of(*request, invocation, std::move(script->text));
    return Submission{std::move(*request), std::move(message)};
}

}  // namespace sluice::commands
