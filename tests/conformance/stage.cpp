// SPDX-License-Identifier: Apache-2.0
#include "tests/conformance/stage.hpp"

#include <filesystem>
#include <stdexcept>

#include "tests/conformance/normalise.hpp"

namespace sluice::conformance {
namespace {

/// What setups and commands may use. `keep ABC NUMBER` gives a job a name of three letters.
constexpr const char* kPrelude = R"sh(
export TZ=UTC LC_ALL=C COLUMNS=
field() { scontrol -o show job "$1" | head -n 1 | tr ' ' '\n' | sed -n "s/^$2=//p"; }
await() {
    local end=$((SECONDS + 60))
    until [[ $(field "$1" JobState) == "$2" ]]; do
        ((SECONDS < end)) || { echo "job $1 is $(field "$1" JobState), not $2" >&2; return 1; }
        sleep 0.1
    done
}
settled() {  # one look at a time: a job must not start between two of them
    local end=$((SECONDS + 60))
    while [[ $(field "$1" JobState) =~ ^(PENDING|RUNNING|COMPLETING)$ ]]; do
        ((SECONDS < end)) || return 1
        sleep 0.1
    done
}
answers() {  # HOSTS: until none of them is marked as not responding
    local end=$((SECONDS + 60))
    while sinfo -h -N -n "$1" -o %t | grep -q '[*]' && ((SECONDS < end)); do sleep 0.1; done
}
calm() {  # until every ended job has given its nodes back
    local end=$((SECONDS + 60))
    while [[ -n $(squeue -h -t CG 2>/dev/null) ]] && ((SECONDS < end)); do sleep 0.1; done
}
job() { sbatch --parsable -o /dev/null "$@"; }
keep() { echo "$1=$2" >>names; }
shows() {  # FIELDS OPTION...: these fields of a held job submitted with these options
    local fields=$1 id
    shift
    id=$(sbatch --parsable -H -o /dev/null "$@" --wrap true) || return
    scontrol -o show job "$id" | head -n 1 | grep -oE "(^| )($fields)=[^ ]*" | sed 's/^ //'
    scancel "$id"
}
ends() {  # OPTION...: output and end of a batch job
    local id
    id=$(sbatch --parsable -o ends.out "$@") || return
    settled "$id"
    cat ends.out
    rm -f ends.out
    field "$id" JobState
    field "$id" ExitCode
}
cd "$FOLDER" || exit 99
[[ -f names ]] && . ./names
)sh";

constexpr const char* kClear = R"sh(
scancel -Q $(squeue -h -o %A) 2>/dev/null
end=$((SECONDS + 60))
while [[ -n $(squeue -h) ]] && ((SECONDS < end)); do sleep 0.1; done
true
)sh";

}  // namespace

std::vector<std::pair<std::string, Answer>> play(const Scene& scene, const Shell& shell,
                                                 const std::string& folder) {
    std::filesystem::create_directories(folder);
    const auto prelude = "FOLDER='" + folder + "'" + kPrelude;
    const auto setup = shell(prelude + "set -e\n" + scene.setup, folder);
    if (setup.status != 0) {
        throw std::runtime_error{"setup of " + scene.name + " failed:\n" + setup.out + setup.err};
    }
    const auto names = read_job_names(test::read_file(folder + "/names"));
    std::vector<std::pair<std::string, Answer>> answers;
    for (const auto& command : scene.commands) {
        const auto ran = shell(prelude + "calm\n" + command, folder);
        answers.push_back(
            {command, {ran.status, normalise(ran.out, names, folder), normalise(ran.err, names, folder)}});
    }
    (void)shell(prelude + kClear, folder);
    return answers;
}

}  // namespace sluice::conformance
