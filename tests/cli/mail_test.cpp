// SPDX-License-Identifier: Apache-2.0
//
// --mail-type with a mail program that writes its letters to a folder.
#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

/// A folder with a mail program and a cluster.yaml that names it.
struct PostOffice {
    std::string folder;
    std::string yaml;

    /// `work`: what the program does with a letter; $2 is the subject, $3 the address, the text its input.
    explicit PostOffice(const std::string& work) {
        std::string name = "/tmp/post-XXXXXX";
        folder = ::mkdtemp(name.data());
        const auto program = folder + "/mail";
        write_file(program, "#!/bin/sh\ncd " + folder + "\n" + work + "\n");
        ::chmod(program.c_str(), 0755);
        yaml = read_file(SLUICE_SOURCE_DIR "/cluster.yaml") + "\nmail:\n  program: " + program + "\n  domain: example.org\n";
    }
    ~PostOffice() { std::filesystem::remove_all(folder); }

    [[nodiscard]] std::string letters() const { return read_file(folder + "/letters"); }
    [[nodiscard]] bool has(const std::string& text) const {
        return eventually([&] { return letters().find(text) != std::string::npos; });
    }
};

constexpr const char* kKeep = R"x(text=$(cat); echo "$1|$3|$2|$SLURM_JOB_MAIL_TYPE|$(echo "$text" | head -n 1)" >>letters)x";

}  // namespace

TEST_CASE("a job's begin, end and failure reach the user and whoever is named") {
    const PostOffice post{kKeep};
    const Cluster cluster{post.yaml};
    const auto user = cluster.out("id -un");
    const auto good = cluster.submit("-J good --mail-type=BEGIN,END -o /dev/null --wrap true");
    CHECK(post.has("-s|" + user + "@example.org|Slurm Job_id=" + good + " Name=good Began, Queued time 00:00:0"));
    CHECK(post.has("|Slurm Job_id=" + good + " Name=good Ended, Run time 00:00:0"));
    CHECK(post.has(", COMPLETED, ExitCode 0|Ended|Slurm Job_id=" + good + " Name=good Ended"));
    const auto bad = cluster.submit("-J bad --mail-type=ALL --mail-user=ada@elsewhere.org -o /dev/null --wrap 'exit 3'");
    CHECK(post.has("-s|ada@elsewhere.org|Slurm Job_id=" + bad + " Name=bad Failed, Run time 00:00:0"));
    CHECK(post.has(", FAILED, ExitCode 3|Failed|"));
    const auto array = cluster.submit("-J many -a 1-3 --mail-type=END -o /dev/null --wrap 'exit $((SLURM_ARRAY_TASK_ID - 1))'");
    INFO(post.letters());
    CHECK(post.has("|Slurm Array Summary Job_id=" + array + "_* (" + array + ") Name=many Ended, Mixed, ExitCode [0-2]|"));
    CHECK(cluster.out("scontrol show job " + bad + " | grep -o 'Mail.*'") ==
          "MailUser=ada@elsewhere.org MailType=INVALID_DEPEND,BEGIN,END,FAIL,REQUEUE,STAGE_OUT");
}

TEST_CASE("nothing is told twice after the controller was killed, and the rest is told") {
    const PostOffice post{kKeep};
    const Cluster cluster{post.yaml};
    const auto job = cluster.submit("-J long --mail-type=BEGIN,END -o /dev/null --wrap 'until [ -e go ]; do sleep 0.1; done'");
    REQUIRE(post.has("Name=long Began"));
    cluster.kill_controller();
    cluster.start_again();
    write_file(cluster.work() + "/go", "");
    REQUIRE(cluster.wait_for_state(job, "COMPLETED"));
    CHECK(post.has("Name=long Ended"));
    const auto letters = post.letters();
    CHECK(std::count(letters.begin(), letters.end(), '\n') == 2);
}

TEST_CASE("a mail program that hangs holds up nothing, and one that is missing is no error") {
    const PostOffice post{"echo \"$2\" >>letters; exec sleep 600"};
    {
        const Cluster cluster{post.yaml};
        for (int i = 0; i < 12; ++i) {
            CHECK(cluster.run("sbatch --wait --mail-type=ALL -o /dev/null --wrap true").status == 0);
        }
        CHECK(eventually([&] { return post.letters().find("Began") != std::string::npos; }));
    }
    const Cluster without{read_file(SLUICE_SOURCE_DIR "/cluster.yaml") + "\nmail:\n  program: /no/such/mail\n"};
    CHECK(without.run("sbatch --wait --mail-type=ALL -o /dev/null --wrap 'exit 2'").status == 2);
}

TEST_CASE("an address that a mail program could take for an order is refused") {
    const Cluster cluster;
    for (const auto* address : {"-Xreboot", "'|reboot'", "/etc/passwd"}) {
        const auto ran = cluster.run(std::string{"sbatch --mail-type=ALL --wrap true --mail-user="} + address);
        CHECK(ran.status == 255);
        CHECK(ran.err == "sbatch: error: Invalid --mail-user specification\n");
    }
}
