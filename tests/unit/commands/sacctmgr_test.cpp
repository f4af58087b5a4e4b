// SPDX-License-Identifier: Apache-2.0
#include "scheduler/commands/sacctmgr.hpp"

#include <catch2/catch.hpp>

#include "scheduler/commands/sshare.hpp"

using namespace sluice;
using namespace sluice::commands;

namespace {

Association association(std::uint32_t id, std::string account, std::string user = {}) {
    Association each;
    each.id = id;
    each.account = std::move(account);
    each.user = std::move(user);
    return each;
}

/// Account physics with alice below root, and a QOS gold beside normal.
AccountsView sample() {
    AccountsView view;
    view.cluster = "test";
    view.book.accounts = {{"physics", "root", "stars", "sky", false},
                          {"root", "", "default root account", "root", false}};
    view.book.users = {{"alice", "physics", false}, {"root", "root", false}};
    view.book.associations = {association(3, "physics"), association(4, "physics", "alice"),
                              association(1, "root"), association(2, "root", "root")};
    view.book.associations[2].qos = {"normal"};
    view.book.associations[1].limits.max_jobs = 5;
    QosSpec normal, gold;
    normal.name = "normal";
    normal.id = 1;
    gold.name = "gold";
    gold.id = 2;
    gold.priority = 10;
    gold.preempt = {"normal"};
    gold.limits.max_wall = Duration{3600};
    gold.max_tres_per_user = {{"cpu", 8}};
    view.book.qos = {gold, normal};
    for (const auto& each : view.book.associations) {
        auto& share = view.shares[each.id];
        share.set_association(each.id);
        share.set_norm_shares(0.5);
        share.set_raw_usage(12.7);
        share.set_fair_share(each.user.empty() ? 0 : 1.0);
    }
    return view;
}

Terms terms(std::vector<std::string> words) {
    const auto read = read_terms(words);
    REQUIRE(read);
    return *read;
}

std::string listed(Entity entity, std::vector<std::string> words, SacctmgrOptions options = {}) {
    const auto text = list_accounting(sample(), entity, terms(std::move(words)), options);
    return text ? *text : "error:" + text.error().detail;
}

SacctmgrOptions bare() {
    SacctmgrOptions options;
    options.style.no_header = options.style.parsable2 = true;
    return options;
}

}  // namespace

TEST_CASE("sacctmgr's words: names, conditions and settings") {
    const auto read = terms({"alice,bob", "where", "account=physics", "set", "qos+=gold", "maxjobs=3"});
    CHECK(read.names == std::vector<std::string>{"alice", "bob"});
    REQUIRE(read.where.size() == 1);
    REQUIRE(read.set.size() == 2);
    CHECK(read.set[0].sign == Term::Sign::add);
    CHECK(read.set[0].key == "qos");
    CHECK(read_entity("assoc") == Entity::association);
    CHECK(read_entity("User") == Entity::user);
    CHECK_FALSE(read_entity("transactions"));
}

TEST_CASE("sacctmgr lists accounts and users in Slurm's columns") {
    CHECK(listed(Entity::account, {}) ==
          "   Account                Descr                  Org \n"
          "---------- -------------------- -------------------- \n"
          "   physics                stars                  sky \n"
          "      root default root account                 root \n");
    CHECK(listed(Entity::user, {}) ==
          "      User   Def Acct     Admin \n"
          "---------- ---------- --------- \n"
          "     alice    physics      None \n"
          "      root       root Administ+ \n");
    CHECK(listed(Entity::user, {"alice", "format=user,account%20,qos"}, [] {
              auto o = bare();
              o.with_associations = true;
              return o;
          }()) == "alice|physics|normal\n");
}

TEST_CASE("sacctmgr lists associations as a tree") {
    CHECK(listed(Entity::association, {"format=account,user,share,maxjobs,parentname"}, bare()) ==
          "root||1||\nroot|root|1||\nphysics||1||root\nphysics|alice|1|5|\n");
    CHECK(listed(Entity::association, {"where", "user=alice", "format=id"}, bare()) == "4\n");
    CHECK(listed(Entity::association, {"user=nobody"}, bare()).empty());
    CHECK(listed(Entity::association, {"colour=red"}) == "error: Unknown condition: colour=red");
    CHECK(listed(Entity::association, {"format=colour"}).starts_with("error:Invalid field requested"));
}

TEST_CASE("sacctmgr lists QOS by their numbers") {
    CHECK(listed(Entity::qos, {"format=name,priority,preempt,preemptmode,gracetime,maxwall,maxtrespu"},
                 bare()) == "normal|0||cluster|00:00:00||\ngold|10|normal|cluster|00:00:00|01:00:00|cpu=8\n");
    const auto header = listed(Entity::qos, {});
    CHECK(
        header.starts_with("      Name   Priority  GraceTime    Preempt   PreemptExemptTime PreemptMode      "
                           "                              Flags "
                           "UsageThres UsageFactor       GrpTRES   GrpTRESMins GrpTRESRunMin GrpJobs "
                           "GrpSubmit     GrpWall       MaxTRES "
                           "MaxTRESPerNode   MaxTRESMins     MaxWall     MaxTRESPU MaxJobsPU MaxSubmitPU     "
                           "MaxTRESPA MaxJobsPA MaxSubmitPA "
                           "      MinTRES \n"));
}

TEST_CASE("sacctmgr add announces what is new and leaves what is there alone") {
    const auto added =
        propose_add(sample(), Entity::account,
                    terms({"optics", "parent=physics", "description=light", "fairshare=7", "grptres=cpu=4"}));
    REQUIRE(added);
    CHECK(added->text ==
          " Adding Account(s)\n  optics\n Settings\n  Description     = light\n  Organization    = "
          "Parent/Account Name\n"
          " Associations\n  A = optics     C = test      \n Settings\n  Parent        = physics\n");
    REQUIRE(added->change.accounts.size() == 1);
    CHECK(added->change.accounts[0].parent == "physics");
    CHECK(added->change.associations[0].shares == 7);
    CHECK(added->change.associations[0].limits.grp_tres == TresList{{"cpu", 4}});
    const auto again = propose_add(sample(), Entity::account, terms({"physics"}));
    CHECK((again && again->is_empty() && again->text == " Nothing new added.\n"));
    CHECK(propose_add(sample(), Entity::account, terms({"a", "parent=nowhere"})).error().detail ==
          " No parent account 'nowhere' on cluster 'test'");
    CHECK(propose_add(sample(), Entity::account, terms({"a", "colour=red"})).error().detail ==
          " Unknown option: colour=red");
    CHECK(propose_add(sample(), Entity::account, terms({"a", "maxjobs=many"})).error().detail ==
          " Bad value for maxjobs: 'many'; allowed: a whole number, or -1 for no limit");
}

TEST_CASE("sacctmgr add user makes an association for each account and partition") {
    const auto added = propose_add(sample(), Entity::user,
                                   terms({"bob", "account=physics,root", "partition=batch", "maxjobs=2"}));
    REQUIRE(added);
    CHECK(added->change.users == std::vector<AccountUser>{{"bob", "physics", false}});
    REQUIRE(added->change.associations.size() == 2);
    CHECK(added->change.associations[1].key() == AssociationKey{"root", "bob", "batch"});
    CHECK(added->change.associations[1].limits.max_jobs == 2u);
    CHECK(
        added->text.starts_with(" Adding User(s)\n  bob\n Settings =\n  Default Account = physics\n "
                                "Associations =\n  U = bob       A = physics "));
    CHECK(propose_add(sample(), Entity::user, terms({"bob"})).error().detail ==
          " Need name of account to add user to.");
    const auto more = propose_add(sample(), Entity::user, terms({"alice", "account=root"}));
    CHECK((more->change.users.empty() && more->change.associations.size() == 1));
}

TEST_CASE("sacctmgr modify changes those that the conditions mean") {
    const auto limits = propose_modify(
        sample(), Entity::user, terms({"where", "name=alice", "set", "maxjobs=-1", "grptres=cpu=2,mem=1G"}));
    REQUIRE(limits);
    CHECK(limits->text ==
          " Modified user associations...\n  C = test       A = physics              U = alice    \n");
    REQUIRE(limits->change.associations.size() == 1);
    CHECK_FALSE(limits->change.associations[0].limits.max_jobs);
    CHECK(format_tres(limits->change.associations[0].limits.grp_tres) == "cpu=2,mem=1G");
    const auto qos =
        propose_modify(sample(), Entity::qos,
                       terms({"gold", "set", "preempt-=normal", "flags=denyonlimit", "maxwall=2:00:00"}));
    REQUIRE(qos);
    CHECK((qos->change.qos[0].preempt.empty() && qos->change.qos[0].deny_on_limit));
    CHECK(qos->change.qos[0].limits.max_wall == Duration{7200});
    const auto account =
        propose_modify(sample(), Entity::account, terms({"physics", "set", "description=none", "qos+=gold"}));
    CHECK((account->change.accounts[0].description == "none" &&
           account->change.associations[0].qos == std::vector<std::string>{"gold"}));
    CHECK(propose_modify(sample(), Entity::user, terms({"nobody", "set", "maxjobs=1"}))->text ==
          " Nothing modified\n");
    CHECK_FALSE(propose_modify(sample(), Entity::user, terms({"alice"})));
}

TEST_CASE("sacctmgr delete takes what hangs on it along") {
    const auto account = propose_delete(sample(), Entity::account, terms({"physics"}));
    REQUIRE(account);
    CHECK(account->text == " Deleting accounts...\n  physics\n");
    CHECK(account->change.drop_associations == std::vector<std::uint32_t>{3, 4});
    CHECK(account->change.users == std::vector<AccountUser>{{"alice", "", false}});
    CHECK(propose_delete(sample(), Entity::account, terms({"root"})).error().detail ==
          " Account root has account physics below it; delete that first.");
    const auto user = propose_delete(sample(), Entity::user, terms({"alice", "where", "account=physics"}));
    CHECK(user->change.drop_associations == std::vector<std::uint32_t>{4});
    CHECK(user->change.drop_users.empty());
    CHECK(propose_delete(sample(), Entity::user, terms({"nobody"}))->text == " Nothing deleted\n");
    const auto qos = propose_delete(sample(), Entity::qos, terms({"normal"}));
    CHECK(qos->change.qos[0].preempt.empty());
    CHECK(qos->change.associations[0].qos.empty());
}

TEST_CASE("sshare shows accounts indented by their depth, and the caller") {
    SshareOptions options;
    CHECK(*list_shares(options, sample(), "alice") ==
          "Account                    User  RawShares  NormShares    RawUsage  EffectvUsage  FairShare \n"
          "-------------------- ---------- ---------- ----------- ----------- ------------- ---------- \n"
          "root                                          0.000000          12      0.000000            \n"
          " physics                                 1    0.500000          12      0.000000            \n"
          "  physics                 alice          1    0.500000          12      0.000000   1.000000 \n");
    options.all = options.only_users = true;
    options.style = bare().style;
    options.format = "account%30,fairshare";
    CHECK(*list_shares(options, sample(), "alice") == " root|1.000000\n  physics|1.000000\n");
    options.users = {"alice"};
    CHECK(*list_shares(options, sample(), "root") == "  physics|1.000000\n");
}
