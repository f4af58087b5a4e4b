// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "samples.hpp"
#include "scheduler/commands/sinfo.hpp"

using namespace sluice;
using namespace sluice::commands;
using namespace sluice::commands::samples;

namespace {

/// n1 and n2 are partly used, n3 is down, n4 is larger and drained. batch has all, debug the first two.
ClusterView four_nodes() {
    ClusterView view{{partition("batch", {"n1", "n2", "n3", "n4"}), partition("debug", {"n1", "n2"})},
                     {node("n1"), node("n2"), node("n3"), node("n4", 2)},
                     kNow};
    view.partitions[0].is_default = true;
    view.partitions[0].max_time = 24h;
    view.partitions[1].default_time = 10min;
    auto& n = view.nodes;
    for (auto* each : {&n[0], &n[1], &n[2]}) each->spec.features = {"fast", "big"};
    n[0].cpus_allocated = 3;
    n[1].cpus_allocated = 1;
    n[0].jobs_running = n[1].jobs_running = 1;
    n[2].record.health = NodeHealth::down;
    n[2].record.reason = "x";
    n[2].record.reason_time = kNow;
    n[3].record.drain = true;
    n[3].record.reason = "bad disk here is long reason text";
    n[3].record.reason_time = kNow;
    return view;
}

std::string listed(const SinfoOptions& options) {
    use_utc();
    const auto listing = list_nodes(options, four_nodes());
    CHECK(listing.ok);
    CHECK(listing.errors.empty());
    return listing.text;
}

std::string listed_as(const std::string& format, bool exact = false) {
    SinfoOptions options;
    options.format = format;
    options.no_header = true;
    options.exact = exact;
    return listed(options);
}

}  // namespace

TEST_CASE("sinfo has one line for each state of a partition's nodes") {
    CHECK(listed({}) ==
          "PARTITION AVAIL  TIMELIMIT  NODES  STATE NODELIST\n"
          "batch*       up 1-00:00:00      1  drain n4\n"
          "batch*       up 1-00:00:00      2    mix n[1-2]\n"
          "batch*       up 1-00:00:00      1   down n3\n"
          "debug        up   infinite      2    mix n[1-2]\n");
}

TEST_CASE("sinfo tells which devices are held where there are any") {
    auto view = four_nodes();
    view.nodes[0].spec.gres = {{"gpu", "a", 4}};
    view.nodes[1].spec.gres = {{"gpu", "", 2}};
    view.devices = {{{"n1", {{"gpu", "a", {3}}, {"gpu", "a", {0, 1}}}}}, {"gpu"}};
    SinfoOptions options;
    options.by_node = options.no_header = true;
    options.partitions = {"batch"};
    options.names_format = "nodelist:3,gresused:20";
    CHECK(asks_for_devices(options));
    CHECK(list_nodes(options, view).text ==
          "n1 gpu:a:3(IDX:0-1,3)  \n"
          "n2 gpu:0(IDX:N/A)      \n"
          "n3 gpu:0               \n"
          "n4 gpu:0               \n");
}

TEST_CASE("sinfo --nodes keeps a line of a partition that has none of them") {
    SinfoOptions options;
    options.nodes = {"n4"};
    CHECK(listed(options) ==
          "PARTITION AVAIL  TIMELIMIT  NODES  STATE NODELIST\n"
          "batch*       up 1-00:00:00      1  drain n4\n"
          "debug        up   infinite      0    n/a \n");
    options.format = "%N";
    CHECK(listed(options) == "NODELIST\nn4\n");
}

TEST_CASE("sinfo --summarize has one line for each partition") {
    SinfoOptions options;
    options.summarize = true;
    CHECK(listed(options) ==
          "PARTITION AVAIL  TIMELIMIT   NODES(A/I/O/T) NODELIST\n"
          "batch*       up 1-00:00:00          2/0/2/4 n[1-4]\n"
          "debug        up   infinite          2/0/0/2 n[1-2]\n");
}

TEST_CASE("sinfo --Node has one line for each node and partition") {
    SinfoOptions options;
    options.by_node = true;
    CHECK(listed(options) ==
          "NODELIST   NODES PARTITION STATE \n"
          "n1             1    batch* mix   \n"
          "n1             1     debug mix   \n"
          "n2             1    batch* mix   \n"
          "n2             1     debug mix   \n"
          "n3             1    batch* down  \n"
          "n4             1    batch* drain \n");
    options.partitions = {"debug"};
    options.format = "%N|%t";
    options.no_header = true;
    CHECK(listed(options) == "n1|mix\nn2|mix\n");
}

TEST_CASE("sinfo --Node --long shows what a node has") {
    SinfoOptions options;
    options.by_node = options.long_format = true;
    options.partitions = {"batch"};
    CHECK(listed(options) ==
          "Mon Nov 23 06:29:22 2026\n"
          "NODELIST   NODES PARTITION       STATE CPUS    S:C:T MEMORY TMP_DISK WEIGHT AVAIL_FE REASON       "
          "       \n"
          "n1             1    batch*       mixed 4       1:4:1   4096        0      1 fast,big none         "
          "       \n"
          "n2             1    batch*       mixed 4       1:4:1   4096        0      1 fast,big none         "
          "       \n"
          "n3             1    batch*        down 4       1:4:1   4096        0      1 fast,big x            "
          "       \n"
          "n4             1    batch*     drained 8       2:4:1   8192        0      1   (null) bad disk "
          "here is lon\n");
}

TEST_CASE("sinfo --long shows what a partition allows") {
    SinfoOptions options;
    options.long_format = true;
    options.partitions = {"debug"};
    CHECK(listed(options) ==
          "Mon Nov 23 06:29:22 2026\n"
          "PARTITION AVAIL  TIMELIMIT   JOB_SIZE ROOT OVERSUBS     GROUPS  NODES       STATE NODELIST\n"
          "debug        up   infinite 1-infinite   no       NO        all      2       mixed n[1-2]\n");
}

TEST_CASE("sinfo --list-reasons lists nodes that are down or drained") {
    SinfoOptions options;
    options.list_reasons = true;
    CHECK(listed(options) ==
          "REASON               USER      TIMESTAMP           NODELIST\n"
          "bad disk here is lon root      2026-11-23T06:29:22 n4\n"
          "x                    root      2026-11-23T06:29:22 n3\n");
}

TEST_CASE("a partition without a node to show keeps its line") {
    SinfoOptions options;
    options.states = {"drain"};
    CHECK(listed(options) ==
          "PARTITION AVAIL  TIMELIMIT  NODES  STATE NODELIST\n"
          "batch*       up 1-00:00:00      1  drain n4\n"
          "debug        up   infinite      0    n/a \n");
}

TEST_CASE("nodes of different size share a line unless --exact keeps them apart") {
    CHECK(listed_as("%c %m %z %D") == "4+ 4096+ 1+:4:1 4\n");
    CHECK(listed_as("%c %D", true) == "8 1\n4 3\n");
}

TEST_CASE("a node of two partitions is counted once where no column tells them apart") {
    CHECK(listed_as("%D") == "4\n");
    CHECK(listed_as("%C") == "4/4/12/20\n");
    CHECK(listed_as("%a %D %N") == "up 4 n[1-4]\n");
    CHECK(listed_as("%R,%C") == "batch,4/4/12/20\ndebug,4/4/0/8\n");
}

TEST_CASE("every letter of sinfo gives what Slurm gives for the same nodes") {
    CHECK(listed_as("%P|%R|%a|%l|%D|%N|%t|%T|%C|%F|%c|%m|%G|%f|%E|%A|%b") ==
          "batch*|batch|up|1-00:00:00|1|n4|drain|drained|0/0/8/8|0/0/1/1|8|8192|(null)|(null)|bad disk here "
          "is long reason text|0/0|(null)\n"
          "batch*|batch|up|1-00:00:00|2|n[1-2]|mix|mixed|4/4/0/8|2/0/0/2|4|4096|(null)|fast,big|none|2/"
          "0|fast,big\n"
          "batch*|batch|up|1-00:00:00|1|n3|down|down|0/0/4/4|0/0/1/1|4|4096|(null)|fast,big|x|0/0|fast,big\n"
          "debug|debug|up|infinite|2|n[1-2]|mix|mixed|4/4/0/8|2/0/0/2|4|4096|(null)|fast,big|none|2/"
          "0|fast,big\n");
    CHECK(
        listed_as("%P %L|%s|%h|%p|%I|%X|%Y|%Z|%z|%w|%d|%H|%u|%U|%B|%g|%M|%r|%S|%V") ==
        "batch* n/a|1-infinite|NO|1|1|1|4|1|1:4:1|1|0|Unknown|Unknown|Unknown|UNLIMITED|all|OFF|no|all|N/A\n"
        "batch* "
        "n/a|1-infinite|NO|1|1|1+|4|1|1+:4:1|1|0|2026-11-23T06:29:22|root|root(0)|UNLIMITED|all|OFF|no|all|N/"
        "A\n"
        "debug "
        "10:00|1-infinite|NO|1|1|1|4|1|1:4:1|1|0|Unknown|Unknown|Unknown|UNLIMITED|all|OFF|no|all|N/A\n");
}

TEST_CASE("signs behind a state say what else is true of a node") {
    auto silent = node("n1");
    silent.record.responding = false;
    CHECK(state_with_sign(silent, "idle") == "idle*");
    auto promised = node("n2");
    promised.cpus_allocated = 1;
    promised.planned = true;
    CHECK(state_with_sign(promised, "mix") == "mix-");
    promised.cpus_allocated = 0;
    CHECK(state_with_sign(promised, "plnd") == "plnd");
}

TEST_CASE("sinfo sorts by the letters of --sort") {
    SinfoOptions options;
    options.format = "%P %N";
    options.no_header = true;
    options.sort = "-P,N";
    CHECK(listed(options) == "debug n[1-2]\nbatch* n[1-4]\n");
    options.format = "%N";
    options.by_node = true;
    options.sort = "-N";
    options.partitions = {"batch"};
    CHECK(listed(options) == "n4\nn3\nn2\nn1\n");
}

TEST_CASE("a partition that is inactive is inact where the column is cut") {
    auto view = four_nodes();
    view.partitions[1].state = PartitionState::inactive;
    SinfoOptions options;
    options.format = "%R %a";
    options.no_header = true;
    CHECK(list_nodes(options, view).text == "batch up\ndebug inactive\n");
    options.format = "%R %.5a";
    CHECK(list_nodes(options, view).text == "batch    up\ndebug inact\n");
}

TEST_CASE("sinfo finds a drained node by what jobs make of it, too") {
    SinfoOptions options;
    options.no_header = true;
    options.format = "%N";
    options.partitions = {"batch"};
    for (const auto& [word, nodes] :
         {std::pair{"idle", "n4\n"}, {"mixed", "n[1-2]\n"}, {"drain", "n4\n"}, {"down", "n3\n"}}) {
        options.states = {word};
        CHECK(listed(options) == nodes);
    }
}
