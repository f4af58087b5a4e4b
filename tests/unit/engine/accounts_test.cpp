// SPDX-License-Identifier: Apache-2.0
//
// Accounts, users, associations and QOS as they are added, changed, dropped and restored.
#include "tests/unit/engine/accounting_world.hpp"

using namespace sluice;
using namespace sluice::engine;
using namespace sluice::engine::testing;

namespace {

Account account(std::string name, std::string parent = "root") {
    return {name, std::move(parent), name, name, false};
}

Association association(std::string name, std::string user = {}) {
    Association each;
    each.account = std::move(name);
    each.user = std::move(user);
    return each;
}

AccountChange adding() {
    AccountChange change;
    change.accounts = {account("physics")};
    change.users = {{"alice", "physics", false}};
    change.associations = {association("physics"), association("physics", "alice")};
    return change;
}

}  // namespace

TEST_CASE("root and normal are always there", "[accounts]") {
    const Accounts accounts{AccountingSpec{}};
    REQUIRE(accounts.find_account("root") != nullptr);
    REQUIRE(accounts.find_qos("normal") != nullptr);
    CHECK(accounts.default_account("root") == "root");
    const auto* root = accounts.association_of("root", "root", "batch");
    REQUIRE(root != nullptr);
    CHECK(accounts.may_use(*root, "normal"));
    CHECK_FALSE(accounts.may_use(*root, "gold"));
}

TEST_CASE("a change is made as a whole and names the records it concerns", "[accounts]") {
    Accounts accounts{AccountingSpec{}};
    const auto records = accounts.apply(adding());
    REQUIRE(records);
    CHECK(records->size() == 4);
    CHECK(accounts.version() == 2);
    const auto* alice = accounts.find({"physics", "alice", ""});
    REQUIRE(alice != nullptr);
    CHECK(accounts.path_of(*alice).size() == 3);
    CHECK(accounts.default_account("alice") == "physics");
}

TEST_CASE("a change that leaves something dangling changes nothing", "[accounts]") {
    Accounts accounts{AccountingSpec{}};
    REQUIRE(accounts.apply(adding()));
    const auto before = accounts.book();
    const auto refused = [&](auto edit) {
        AccountChange change;
        edit(change);
        const auto result = accounts.apply(change);
        CHECK(accounts.book() == before);
        return result ? std::string{} : result.error().detail;
    };
    CHECK(refused([](auto& c) { c.accounts = {account("a", "nowhere")}; }) ==
          "account a: no parent account 'nowhere'");
    CHECK(refused([](auto& c) { c.accounts = {account("physics", "physics")}; }) ==
          "account physics would be below itself");
    CHECK(refused([](auto& c) { c.associations = {association("physics", "bob")}; }) == "no user 'bob'");
    CHECK(refused([](auto& c) { c.drop_accounts = {"physics"}; }) == "no account 'physics'");
    CHECK(refused([](auto& c) {
              c.users = {{"bob", "physics", false}};
          }) == "user bob has no association with account 'physics'");
    CHECK(refused([](auto& c) {
              QosSpec selfish;
              selfish.name = "selfish";
              selfish.preempt = {"normal", "selfish"};
              c.qos = {selfish};
          }) == "QOS selfish would preempt itself");
    CHECK(refused([](auto& c) { c.drop_qos = {"normal"}; }) == "QOS normal stays");
    CHECK(refused([](auto& c) { c.drop_accounts = {"root"}; }) == "account root stays");
}

TEST_CASE("a change made for an older state is refused", "[accounts]") {
    World world{cluster_of(1)};
    CHECK(change(world, adding(), 1));
    CHECK(change(world, adding(), 1).error().code == Errc::invalid_state);
    CHECK(world.engine.apply(ChangeAccounts{adding(), 0, kAlice}, world.now).answer.error().code ==
          Errc::permission_denied);
}

TEST_CASE("what a living job uses is not dropped", "[accounts]") {
    World world{cluster_of(1)};
    REQUIRE(change(world, adding()));
    const auto job = world.submit(by("alice", tasks(1, 1h)));
    CHECK(world.job(job).spec.account == "physics");
    world.schedule();
    AccountChange drop;
    drop.drop_users = {"alice"};
    drop.drop_associations = {world.engine.state().accounts().find({"physics", "alice", ""})->id};
    CHECK(change(world, drop).error().detail == "job " + std::to_string(job.value()) + " is active with it");
    world.end(job);
    CHECK(change(world, drop));
}

TEST_CASE("restored records go behind cluster.yaml, and what they miss is left out", "[accounts]") {
    Accounts first{AccountingSpec{}};
    REQUIRE(first.apply(adding()));
    AccountingSpec declared;
    DeclaredAccount physics;
    physics.name = "physics";
    physics.description = "from the file";
    declared.accounts = {physics};
    Accounts second{declared};
    second.restore(first.book());
    CHECK(second.find_account("physics")->description == "from the file");
    CHECK(second.find({"physics", "alice", ""}) != nullptr);

    auto book = first.book();
    std::erase_if(book.accounts, [](const Account& each) { return each.name == "physics"; });
    Accounts third{AccountingSpec{}};
    third.restore(book);
    CHECK(third.find({"physics", "alice", ""}) == nullptr);
    CHECK(third.default_account("alice").empty());
    CHECK(third.apply({}));
}
