// SPDX-License-Identifier: Apache-2.0
//
// A PMIx client without MPI: asks what an MPI library asks, and what few do, and prints the answers.
//
//   pmix_probe facts        what the rank knows about its job without talking to another node
//   pmix_probe fences       fences of even and of odd ranks that overlap, then fences of all
//   pmix_probe refused      what the server does not offer
//   pmix_probe late R       rank R never comes to the fence
//   pmix_probe vanish R     rank R exits with 0 and without finalizing
#include <pmix.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

pmix_proc_t self;

/// One line per call, also when many ranks print at once.
void say(const std::string& text) {
    const std::string line = "rank " + std::to_string(self.rank) + ": " + text + "\n";
    if (write(STDOUT_FILENO, line.data(), line.size()) < 0) std::abort();
}

void require(bool condition, const std::string& what) {
    if (condition) return;
    say("FAILED " + what);
    std::_Exit(1);
}

pmix_proc_t process(std::uint32_t rank) {
    pmix_proc_t name = self;
    name.rank = rank;
    return name;
}

/// A job-level key is asked of rank PMIX_RANK_WILDCARD.
std::string get(const char* key, std::uint32_t rank) {
    const pmix_proc_t of = process(rank);
    pmix_value_t* value = nullptr;
    const auto status = PMIx_Get(&of, key, nullptr, 0, &value);
    if (status != PMIX_SUCCESS) return PMIx_Error_string(status);
    std::string text = "?";
    if (value->type == PMIX_STRING) text = value->data.string;
    if (value->type == PMIX_UINT32) text = std::to_string(value->data.uint32);
    if (value->type == PMIX_UINT16) text = std::to_string(value->data.uint16);
    if (value->type == PMIX_PROC_RANK) text = std::to_string(value->data.rank);
    if (value->type == PMIX_BOOL) text = value->data.flag ? "yes" : "no";
    PMIx_Value_destruct(value);
    std::free(value);
    return text;
}

std::uint32_t job_size() {
    return static_cast<std::uint32_t>(std::stoul(get(PMIX_JOB_SIZE, PMIX_RANK_WILDCARD)));
}

void print_facts() {
    for (const char* key : {PMIX_JOBID, PMIX_UNIV_SIZE, PMIX_JOB_SIZE, PMIX_MAX_PROCS, PMIX_NUM_NODES,
                            PMIX_LOCAL_SIZE, PMIX_NODE_SIZE, PMIX_LOCAL_PEERS, PMIX_APP_SIZE,
                            PMIX_JOB_NUM_APPS, PMIX_LOCALLDR, PMIX_APPLDR, PMIX_TDIR_RMCLEAN, PMIX_TMPDIR})
        say(std::string{key} + " = " + get(key, PMIX_RANK_WILDCARD));
    for (const char* key : {PMIX_LOCAL_RANK, PMIX_NODE_RANK, PMIX_APPNUM, PMIX_APP_RANK, PMIX_GLOBAL_RANK,
                            PMIX_NODEID, PMIX_CPUSET})
        say(std::string{key} + " = " + get(key, self.rank));
    std::string hosts;
    for (std::uint32_t rank = 0; rank < job_size(); ++rank) hosts += " " + get(PMIX_HOSTNAME, rank);
    say("hosts" + hosts);
}

void put(const std::string& key, const std::string& text) {
    pmix_value_t value{};
    PMIx_Value_load(&value, text.c_str(), PMIX_STRING);
    require(PMIx_Put(PMIX_GLOBAL, key.c_str(), &value) == PMIX_SUCCESS, "put");
    PMIx_Value_destruct(&value);
    require(PMIx_Commit() == PMIX_SUCCESS, "commit");
}

pmix_status_t fence(const std::vector<pmix_proc_t>& processes, bool collect) {
    pmix_info_t info{};
    PMIx_Info_load(&info, PMIX_COLLECT_DATA, &collect, PMIX_BOOL);
    return PMIx_Fence(processes.data(), processes.size(), &info, 1);
}

/// Every rank reads what every other of the same parity has put; names them from the top, unlike the server.
void fence_with_same_parity(const std::string& key) {
    std::vector<pmix_proc_t> peers;
    for (std::uint32_t rank = job_size(); rank-- > 0;)
        if (rank % 2 == self.rank % 2) peers.push_back(process(rank));
    put(key, key + " of " + std::to_string(self.rank));
    require(fence(peers, true) == PMIX_SUCCESS, "fence of a part");
    for (const auto& peer : peers)
        require(get(key.c_str(), peer.rank) == key + " of " + std::to_string(peer.rank), "data of a peer");
}

void run_fences() {
    for (const char* key : {"first", "second", "third"}) fence_with_same_parity(key);
    for (int i = 0; i < 3; ++i)
        require(fence({process(PMIX_RANK_WILDCARD)}, false) == PMIX_SUCCESS, "fence of all");
    put("last", std::string(100'000, 'x'));
    require(fence({process(PMIX_RANK_WILDCARD)}, true) == PMIX_SUCCESS, "fence of all with data");
    for (std::uint32_t rank = 0; rank < job_size(); ++rank)
        require(get("last", rank).size() == 100'000, "large data of a peer");
    say("fences passed");
}

pmix_status_t spawn() {
    std::string program = "/bin/true";
    pmix_app_t app{};
    app.cmd = program.data();
    app.maxprocs = 1;
    pmix_nspace_t child;
    return PMIx_Spawn(nullptr, 0, &app, 1, child);
}

void try_refused() {
    pmix_info_t info{};
    PMIx_Info_load(&info, "service", "port", PMIX_STRING);
    say(std::string{"publish: "} + PMIx_Error_string(PMIx_Publish(&info, 1)));
    const std::vector<pmix_proc_t> all{process(PMIX_RANK_WILDCARD)};
    say(std::string{"connect: "} + PMIx_Error_string(PMIx_Connect(all.data(), 1, nullptr, 0)));
    say(std::string{"spawn: "} + PMIx_Error_string(spawn()));
    say("fetch: " + get("never put", (self.rank + 1) % job_size()));
}

/// All but one wait; what the fence answers does not matter, only that nobody is stuck.
void fence_without(std::uint32_t late) {
    say("ready");
    if (self.rank == late) pause();
    fence({process(PMIX_RANK_WILDCARD)}, true);
}

void fence_after_leaving(std::uint32_t leaving) {
    if (self.rank == leaving) std::_Exit(0);
    fence({process(PMIX_RANK_WILDCARD)}, true);
    pause();
}

}  // namespace

int main(int argc, char** argv) {
    const std::string mode = argc > 1 ? argv[1] : "";
    const auto chosen = static_cast<std::uint32_t>(argc > 2 ? std::atoi(argv[2]) : 0);
    if (PMIx_Init(&self, nullptr, 0) != PMIX_SUCCESS) return 1;
    if (mode == "facts") print_facts();
    if (mode == "fences") run_fences();
    if (mode == "refused") try_refused();
    if (mode == "late") fence_without(chosen);
    if (mode == "vanish") fence_after_leaving(chosen);
    return PMIx_Finalize(nullptr, 0) == PMIX_SUCCESS ? 0 : 1;
}
