// SPDX-License-Identifier: Apache-2.0
//
// sbcast: a step with one task on each node, which writes its standard input to the file. srun does the sending.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "scheduler/commands/docs.hpp"
#include "scheduler/commands/entry.hpp"
#include "scheduler/commands/options.hpp"
#include "scheduler/commands/session.hpp"
#include "scheduler/model/hostlist.hpp"
#include "scheduler/model/job_target.hpp"
#include "scheduler/wire/codec.hpp"
#include "scheduler/wire/targets.hpp"

namespace sluice::commands {
namespace {

struct SbcastOptions {
    std::string job;
    bool force = false;
    bool preserve = false;
};
using O = SbcastOptions;

const Option<O> kOptions[] = {
    {{"compress", 'C', "LIBRARY", "accepted; nothing is compressed", "SBCAST_COMPRESS"}, accept_only},
    {{"fanout", 'F', "N", "accepted; srun sends to each node", "SBCAST_FANOUT"}, accept_only},
    {{"force", 'f', "", "replace the file if it is there", "SBCAST_FORCE"}, raise_flag<&O::force>},
    {{"jobid", 'j', "JOB[.STEP]", "the nodes of this job or step", ""}, store_text<&O::job>},
    {{"preserve", 'p', "", "keep the times of the file, too", "SBCAST_PRESERVE"}, raise_flag<&O::preserve>},
    {{"size", 's', "SIZE", "accepted, without effect", "SBCAST_SIZE"}, accept_only},
    {{"timeout", 't', "SECONDS", "accepted, without effect", "SBCAST_TIMEOUT"}, accept_only},
    {{"verbose", 'v', "", "accepted, without effect", ""}, accept_only},
};

/// Beside its place first, so that nobody finds half of it. $1 the file, $2 `force` or not, $3 its mode, $4 its time.
constexpr const char* kWriter =
    "say() { echo \"sbcast: error: REQUEST_FILE_BCAST($SLURMD_NODENAME): $1\" >&2; exit 1; }\n"
    "part=$1.$SLURMD_NODENAME.part\n"
    "[ ! -d \"$1\" ] || say 'Is a directory'\n"
    "[ -d \"$(dirname -- \"$1\")\" ] || say 'No such file or directory'\n"
    "{ : > \"$part\"; } 2>/dev/null || say 'Permission denied'\n"
    "cat > \"$part\" && chmod \"$3\" \"$part\" || say 'cannot be written'\n"
    "[ -z \"$4\" ] || touch -d \"$4\" \"$part\"\n"
    "if [ \"$2\" = force ]; then mv -f \"$part\" \"$1\"; exit; fi\n"
    "ln \"$part\" \"$1\" 2>/dev/null; code=$?; rm -f \"$part\"; [ $code = 0 ] || say 'File exists'\n";

int complain(std::string_view text) {
    fmt::print(stderr, "sbcast: error: {}\n", text);
    return EXIT_FAILURE;
}

/// Those of the step if one is named, else of the job.
Result<std::vector<std::string>> nodes_of(const JobTarget& target) {
    wire::Message message;
    wire::name_job(*message.mutable_job_query(), {target.job, target.tasks, std::nullopt});
    message.mutable_job_query()->set_with_steps(true);
    const auto reply = ask(std::move(message));
    if (!reply) return tl::unexpected{reply.error()};
    if (reply->jobs().jobs().empty()) return fail(Errc::invalid_job_id);
    if (!target.step) return wire::decode(reply->jobs().jobs(0)).nodes();
    for (const auto& step : reply->jobs().steps()) {
        if (step.number() == target.step->value()) return wire::decode(step).nodes();
    }
    return fail(Errc::invalid_step_id);
}

std::vector<std::string> srun_command(const JobTarget& target, const std::vector<std::string>& nodes, const O& options,
                                      const std::string& source, const std::string& file, const struct stat& status) {
    const auto count = std::to_string(nodes.size());
    return {"srun", "-Q", "--overlap", "--mpi=none", "--cpu-bind=none", "--gres=none", "--job-name=sbcast",
            fmt::format("--jobid={}", target.job.value()), "--nodelist=" + fold_hosts(nodes), "--nodes=" + count,
            "--ntasks=" + count, "--ntasks-per-node=1", "--input=" + source, "/bin/sh", "-c", kWriter, "sh", file,
            options.force ? "force" : "keep", fmt::format("{:o}", status.st_mode & 07777),
            options.preserve ? fmt::format("@{}", status.st_mtime) : ""};
}

/// The srun that stands beside this program, or the one in PATH.
int become_srun(std::vector<std::string> words) {
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execvp("srun", arguments.data());
    return complain(fmt::format("srun: {}", std::strerror(errno)));
}

}  // namespace

CommandDoc sbcast_doc() {
    CommandDoc doc;
    doc.name = "sbcast";
    doc.brief = "copy a file to the nodes of a job";
    doc.operands = "SOURCE DESTINATION";
    doc.description =
        "Copies a file to each node of the job, by a step of it that runs beside the others. The directory must exist on "
        "the nodes. Without --jobid it is the job in which the command is called.";
    doc.options = docs_of(std::span<const Option<O>>{kOptions});
    doc.sections = {{"EXIT STATUS", "0 if every node has the file, otherwise 1 or what srun ended with.", {}}};
    return doc;
}

int sbcast_main(int argc, char** argv) {
    SbcastOptions options;
    const auto words = read_options(sbcast_doc(), std::span<const Option<O>>{kOptions}, options, argc, argv);
    if (!words) return words.error();
    if (words->size() != 2) return complain("Need two file names: source and destination");
    const char* own_job = std::getenv("SLURM_JOB_ID");
    if (options.job.empty() && own_job != nullptr) options.job = own_job;
    const auto target = parse_job_target(options.job);
    if (!target) return complain("Need a job id to run this command.  Run from within a job or use --jobid");
    struct stat status {};
    if (::stat(words->front().c_str(), &status) != 0) return complain(fmt::format("Can't open `{}`: {}", words->front(), std::strerror(errno)));
    const auto nodes = nodes_of(*target);
    if (!nodes) return report("sbcast: error: Job lookup failed", nodes.error());
    return become_srun(srun_command(*target, *nodes, options, words->front(), words->back(), status));
}

}  // namespace sluice::commands
