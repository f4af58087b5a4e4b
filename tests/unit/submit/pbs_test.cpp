// SPDX-License-Identifier: Apache-2.0
#include "scheduler/submit/pbs.hpp"

#include <catch2/catch.hpp>

#include "scheduler/submit/script.hpp"

using namespace sluice::submit;
using Words = std::vector<std::string>;

TEST_CASE("options of #PBS lines become options of sbatch") {
    struct Example {
        Words pbs, sbatch;
    };
    const auto example = GENERATE(values<Example>({
        {{"-N", "name"}, {"--job-name=name"}},
        {{"-Nglued", "-q", "debug"}, {"--job-name=glued", "--partition=debug"}},
        {{"-l", "nodes=3:ppn=2,mem=1024mb,walltime=01:00:00"},
         {"--nodes=3", "--ntasks-per-node=2", "--mem=1024mb", "--time=01:00:00"}},
        {{"-l", "nodes=3+ppn=2"}, {"--nodes=3", "--ntasks-per-node=2"}},
        {{"-l", "nodes=2:fast"}, {"--nodes=2", "--constraint=fast"}},
        {{"-l", "select=2:ncpus=4:mpiprocs=4:mem=2gb"},
         {"--nodes=2", "--mincpus=4", "--ntasks-per-node=4", "--mem=2gb"}},
        {{"-l", "naccesspolicy=singlejob"}, {"--exclusive"}},
        {{"-m", "abe", "-M", "me@here"}, {"--mail-type=FAIL,BEGIN,END", "--mail-user=me@here"}},
        {{"-j", "oe", "-k", "o", "-S", "/bin/sh"}, {}},
        {{"-V", "-h", "-r", "n"}, {"--export=ALL", "--hold", "--no-requeue"}},
        {{"-W", "depend=afterok:12"}, {"--dependency=afterok:12"}},
        {{"-W", "group_list=all"}, {}},
        {{"-J", "1-4"}, {"--array=1-4"}},
        {{"-l", "unknown=1"}, {}},
        {{"-N"}, {"--job-name="}},
    }));
    CHECK(translate_pbs(example.pbs) == example.sbatch);
}

TEST_CASE("#PBS lines count in their place among #SBATCH lines, unless they are ignored") {
    const std::string script =
        "#!/bin/sh\n#PBS -N first\n#SBATCH -J second\n#PBS -l walltime=10\ntrue\n#PBS -N late\n";
    const auto read = read_directives(script, "job.sh", PbsLines::read);
    REQUIRE(read);
    REQUIRE(read->size() == 3);
    CHECK((*read)[0].words == Words{"--job-name=first"});
    CHECK((*read)[1].words == Words{"-J", "second"});
    CHECK((*read)[2].words == Words{"--time=10"});
    const auto ignored = read_directives(script, "job.sh", PbsLines::ignored);
    REQUIRE(ignored);
    CHECK(ignored->size() == 1);
    const auto asked = read_directives("#!/bin/sh\n#PBS -N a\n#SBATCH --ignore-pbs\n#PBS -N b\n", "job.sh");
    REQUIRE(asked);
    CHECK(asked->size() == 1);
}
