// SPDX-License-Identifier: Apache-2.0
//
// `sluice sim` from its command line to its exit code.
#include <unistd.h>

#include "scheduler/commands/man_page.hpp"
#include "scheduler/commands/sim_run.hpp"
#include "scheduler/sim/starts.hpp"
#include "tests/unit/sim/sample.hpp"

using namespace sluice;
using namespace sluice::commands;
using namespace sluice::sim::testing;

namespace {

struct Ended {
    int code;
    std::string out, err;
};

/// Puts a file in the place of a standard stream for a while.
class Redirected {
  public:
    Redirected(FILE* stream, const std::string& path) : stream_{stream} {
        std::fflush(stream);
        saved_ = ::dup(::fileno(stream));
        REQUIRE(std::freopen(path.c_str(), "w", stream) != nullptr);
    }
    ~Redirected() {
        std::fflush(stream_);
        ::dup2(saved_, ::fileno(stream_));
        ::close(saved_);
    }
    Redirected(const Redirected&) = delete;
    Redirected& operator=(const Redirected&) = delete;

  private:
    FILE* stream_;
    int saved_;
};

Ended run(std::vector<std::string> words) {
    const Folder folder;
    words.insert(words.begin(), "sim");
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    int code = 0;
    {
        const Redirected out{stdout, folder.file("out")}, err{stderr, folder.file("err")};
        code = sim_main(static_cast<int>(words.size()), argv.data());
    }
    return {code, content_of(folder.file("out")), content_of(folder.file("err"))};
}

const std::string kTiny = kData + "tiny.swf";
constexpr std::string_view kEasyStarts =
    "1 0\n2 120\n3 10\n4 100\n5 220\n6 211\n7 220\n8 270\n9 222\n12 211\n13 212\n14 250\n";

}  // namespace

TEST_CASE("starts go to a file, byte for byte, and their checksum into the summary") {
    const Folder folder;
    const auto ended = run({kTiny, "--starts", folder.file("s"), "--policy=easy"});
    CHECK(ended.code == 0);
    CHECK(content_of(folder.file("s")) == kEasyStarts);
    CHECK_THAT(ended.out, Catch::Contains(sim::checksum(kEasyStarts)));
    CHECK_THAT(ended.err, Catch::Contains("tiny.swf:16: job 11 never ran") &&
                              Catch::Contains("tiny.swf:15: job 10 needs 16 processors, the machine has 10"));
}

TEST_CASE("with - for the starts, standard output has nothing else") {
    const auto ended = run({kTiny, "--starts=-"});
    CHECK(ended.out == kEasyStarts);
    CHECK_THAT(ended.err, Catch::Contains("checksum"));
}

TEST_CASE("a progress bar is only for terminals") { CHECK_THAT(run({kTiny}).err, !Catch::Contains("\r")); }

TEST_CASE("the processors that are given count, not those of the header") {
    CHECK_THAT(run({kTiny, "--processors", "16"}).out, Catch::Contains("13 ran"));
    CHECK_THAT(run({kTiny, "--processors", "4"}).err, Catch::Contains("5 jobs left out: too large"));
}

TEST_CASE("the first jobs are those of the queue that can run") {
    const auto ended = run({kTiny, "--first", "11", "--starts=-"});
    CHECK(std::ranges::count(ended.out, '\n') == 11);
    CHECK_THAT(ended.out, Catch::Contains("13 ") && !Catch::Contains("14 2"));
}

TEST_CASE("a trace on a cluster has nodes, partitions and a network") {
    const Folder folder;
    const auto ended = run({kTiny, "--config", kData + "cluster.yaml", "--csv=" + folder.file("c"), "--json"});
    CHECK(ended.code == 0);
    CHECK_THAT(ended.out, Catch::Contains(R"("machine": "sample: 4 nodes, 16 CPUs")") && Catch::Contains("leaf_ratio"));
    CHECK_THAT(content_of(folder.file("c")), Catch::Contains("\n1,0,0,100,6,n[1-2],0,u1,batch,COMPLETED\n"));
}

TEST_CASE("a job file needs a cluster") {
    CHECK_THAT(run({kData + "jobs.yaml"}).err, Catch::Contains("--config=FILE"));
    const auto ended = run({kData + "jobs.yaml", "--config", kData + "cluster.yaml"});
    CHECK(ended.code == 0);
    CHECK_THAT(ended.err, Catch::Contains("jobs.yaml:7: job 6 was refused") && Catch::Contains("jobs.yaml:8: job 7 never started: JobHeldUser"));
}

TEST_CASE("many jobs that are left out are counted, and named only when asked for") {
    const Folder folder;
    std::string text = "1 0 -1 5 1 -1 -1 1 1 -1 -1 -1 -1 -1 -1 -1 -1 -1\n";
    for (int i = 2; i < 102; ++i) text += "x\n";
    const auto path = folder.write("t.swf", text);
    const auto brief = run({path, "-p4"});
    CHECK(brief.code == 0);
    CHECK_THAT(brief.err, Catch::Contains("t.swf:11: ") && !Catch::Contains("t.swf:12: ") &&
                              Catch::Contains("... and 90 more") && Catch::Contains("100 jobs left out: malformed"));
    CHECK_THAT(run({path, "-p4", "--verbose"}).err, Catch::Contains("t.swf:101: ") && !Catch::Contains("more like these"));
}

TEST_CASE("what cannot be simulated ends with 1 and a message") {
    const Folder folder;
    struct Case {
        std::vector<std::string> words;
        std::string message;
    };
    const Case cases[] = {
        {{}, "name one trace"},
        {{kTiny, kTiny}, "name one trace"},
        {{folder.file("none")}, "none: cannot be read: No such file or directory"},
        {{kTiny, "--policy=best"}, "unknown policy 'best'; allowed: fcfs, easy, easy-sjbf, cons, cons-c"},
        {{kTiny, "--processors=0"}, "Invalid count: 0"},
        {{kTiny, "--processors=-3"}, "Invalid count: -3"},
        {{kTiny, "--first=x"}, "Invalid count: x"},
        {{kTiny, "--processors=4", "--config=x"}, "exclude each other"},
        {{kTiny, "--starts=-", "--csv=-"}, "only one of"},
        {{kTiny, "--config=" + folder.file("no.yaml")}, "no.yaml: cannot be read"},
        {{kTiny, "--config=" + folder.write("bad.yaml", "nodez: 1\n")}, "bad.yaml:1:1: unknown key 'nodez'"},
        {{folder.write("plain.swf", "1 0 -1 5 1 -1 -1 1 1 -1 -1 -1 -1 -1 -1 -1 -1 -1\n")}, "no `; MaxProcs:` line"},
        {{folder.write("empty.swf", ""), "-p4"}, "empty.swf: there is no job that could run"},
        {{folder.write("wrong.swf", "hello\n"), "-p4"}, "wrong.swf:1: column 1 (job number): 'hello' is not a whole number"},
        {{folder.write("bad-jobs.yaml", "- {rum: 5}\n"), "--config=" + kData + "cluster.yaml"},
         "bad-jobs.yaml:1:4: unknown key 'rum' (did you mean 'run'?)"},
        {{kTiny, "--csv=/no/such/file"}, "/no/such/file: cannot be written: No such file or directory"},
        {{kTiny, "--png=/no/such/file"}, "/no/such/file"},
        {{kTiny, "--hdf5=/no/such/file"}, "/no/such/file"},
    };
    for (const auto& [words, message] : cases) {
        const auto ended = run(words);
        INFO(message);
        CHECK(ended.code == 1);
        CHECK_THAT(ended.err, Catch::Contains(message));
    }
}

TEST_CASE("sluice sim has a manual page, and its options complete") {
    CHECK_THAT(find_page("sim"), Catch::Contains("easy\\-sjbf") && Catch::Contains("\\-\\-processors"));
    CHECK(find_page("sim") == find_page("sluice-sim"));
    CHECK_THAT(completion_script(), Catch::Contains("_sluice_word_sim()") && Catch::Contains("--starts"));
    CHECK(run({"--help"}).code == 0);
}
