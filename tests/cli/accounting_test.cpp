// SPDX-License-Identifier: Apache-2.0
//
// Accounts, QOS, limits and priorities through the commands, on a live cluster.
#include <catch2/catch.hpp>

#include "tests/cluster/cluster.hpp"

using namespace sluice::test;

namespace {

/// The user that the tests run as, who is the administrator.
std::string me(const Cluster& cluster) { return cluster.out("id -un"); }

std::string yaml(const std::string& more) { return read_file(SLUICE_SOURCE_DIR "/cluster.yaml") + more; }

}  // namespace

TEST_CASE("sacctmgr adds, lists, changes and deletes, and it is there after the controller was killed") {
    const Cluster cluster;
    const auto added = cluster.run("sacctmgr -i add account physics description=stars organization=sky");
    CHECK(added.status == 0);
    CHECK(added.out.starts_with(" Adding Account(s)\n  physics\n"));
    CHECK(cluster.run("sacctmgr -i add account optics parent=physics fairshare=3 grptres=cpu=4").status == 0);
    CHECK(cluster.run("sacctmgr -i add user alice account=optics maxjobs=2").status == 0);
    CHECK(cluster.run("sacctmgr -i add qos gold priority=10 maxwall=1:00:00").status == 0);
    CHECK(cluster.run("sacctmgr -i modify account optics set qos+=gold,normal").status == 0);
    cluster.kill_controller();
    cluster.start_again();
    CHECK(cluster.out("sacctmgr -n -P list account physics") == "physics|stars|sky");
    CHECK(cluster.out("sacctmgr -n -P list assoc user=alice format=account,user,maxjobs,qos") ==
          "optics|alice|2|gold,normal");
    CHECK(cluster.out("sacctmgr -n -P -s list user alice format=user,defaultaccount,account") ==
          "alice|optics|optics");
    CHECK(cluster.out("sacctmgr -n -P show qos gold format=name,priority,maxwall") == "gold|10|01:00:00");
    CHECK(cluster.run("sacctmgr -i add account physics").out == " Nothing new added.\n");
    CHECK(cluster.run("sacctmgr -i delete account physics").err.find("has account optics below it") !=
          std::string::npos);
    CHECK(cluster.run("sacctmgr -i delete user alice").status == 0);
    CHECK(cluster.run("sacctmgr -i delete account optics").status == 0);
    CHECK(cluster.out("sacctmgr -n -P list assoc format=account,user") == "root|\nroot|root\nphysics|");
    const auto discarded = cluster.run("echo n | sacctmgr delete account physics");
    CHECK(discarded.out.ends_with(
        "Would you like to commit changes? (You have 30 seconds to decide)\n(N/y):  Changes Discarded\n"));
    CHECK(cluster.out("sacctmgr -n -P list account physics format=account") == "physics");
}

TEST_CASE("with associations enforced a job needs an account, and limits hold jobs back with their reasons") {
    const Cluster cluster{yaml("\naccounting:\n  enforce: [limits, qos]\n")};
    const auto user = me(cluster);
    const auto refused = cluster.run("sbatch -A nothing --wrap true");
    CHECK(refused.status == 1);
    CHECK(
        refused.err.starts_with("sbatch: error: Batch job submission failed: Invalid account or "
                              "account/partition combination specified\n"));
    REQUIRE(cluster.run("sacctmgr -i add account physics").status == 0);
    REQUIRE(cluster.run("sacctmgr -i add user " + user + " account=physics").status == 0);
    CHECK(cluster.run("sbatch -A physics -q gold --wrap true")
              .err.starts_with("sbatch: error: Batch job submission failed: Invalid qos specification\n"));
    REQUIRE(cluster.run("sacctmgr -i modify qos normal set maxjobsperuser=1 maxsubmitjobsperuser=2").status ==
            0);
    const auto first = cluster.submit(
        "-A physics -o first.out --wrap 'echo $SLURM_JOB_ACCOUNT $SLURM_JOB_QOS; while [ ! -e go ]; do sleep "
        "0.1; done'");
    REQUIRE(cluster.wait_for_state(first, "RUNNING"));
    const auto second = cluster.submit("-A physics -o /dev/null --wrap true");
    CHECK(cluster.out("squeue -h -j " + second + " -o '%T %r %a %q'") ==
          "PENDING QOSMaxJobsPerUserLimit physics normal");
    const auto why = cluster.out("sluice why " + second);
    CHECK(why.find("QOS normal allows 1 job running to user " + user + " (MaxJobs), there are 1") !=
          std::string::npos);
    CHECK(why.find(first) != std::string::npos);
    CHECK(cluster.run("sbatch -A physics --wrap true")
              .err.starts_with("sbatch: error: Batch job submission failed: Job violates accounting/QOS "
                             "policy (job submit limit, user's size and/or time limits)\n"));
    CHECK(cluster.run("sacctmgr -i delete user " + user + " where account=physics")
              .err.find("is active with it") != std::string::npos);
    write_file(cluster.work() + "/go", "");
    CHECK(cluster.wait_for_state(second, "COMPLETED"));
    CHECK(cluster.file("first.out") == "physics normal\n");
    CHECK(cluster.out("sacct -X -n -P -j " + second + " -o account,qos") == "physics|normal");
}

TEST_CASE("sprio and sshare tell what cluster.yaml weighs") {
    const Cluster cluster{
        yaml("\npriority: {weight_qos: 1000, weight_job_size: 10}\n"
             "accounting:\n  qos: [{name: gold, priority: 4}, {name: iron, priority: 1}]\n"
             "  accounts: [{name: physics, shares: 3}, {name: optics}]\n"
             "  users: [{name: alice, accounts: [physics, optics]}]\n")};
    const auto held = cluster.submit("-N8 --exclusive -t 9 -o /dev/null --wrap 'sleep 600'");
    REQUIRE(cluster.wait_for_state(held, "RUNNING"));
    const auto iron = cluster.submit("-q iron -N8 --exclusive -t 9 -o /dev/null --wrap true");
    const auto gold = cluster.submit("-q gold -N8 --exclusive -t 9 -o /dev/null --nice --wrap true");
    CHECK(cluster.out("sprio -h -S -Y -o '%i %Y %Q %J %N %r'") ==
          gold + " 910 1000 10 100 batch\n" + iron + " 260 250 10 0 batch");
    CHECK(cluster.out("sprio -w -h -o '%F %J %Q'") == "0 10 1000");
    CHECK(cluster.out("squeue -h -j " + gold + " -o '%Q'") == "910");
    CHECK(cluster.out("sshare -a -n -P -o account,user,rawshares,normshares").find("physics||3|0.600000") !=
          std::string::npos);
    CHECK(cluster.out("sshare -U -u alice -n -P -o account%30").find("physics") != std::string::npos);
    CHECK(cluster.run("sacctmgr -i modify qos gold set priority=5").err ==
          "sacctmgr: error: QOS gold is named in cluster.yaml; change it there\n");
    CHECK(cluster.run("scontrol update job=" + iron + " qos=gold").status == 0);
    CHECK(cluster.out("squeue -h -j " + iron + " -o '%q %Q'") == "gold 1010");
    const Cluster plain;
    CHECK(plain.run("sprio").status == 1);
}
