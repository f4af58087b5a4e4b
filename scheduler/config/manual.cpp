// SPDX-License-Identifier: Apache-2.0
#include "scheduler/config/manual.hpp"

#include <fmt/format.h>

#include "scheduler/config/schema.hpp"

namespace sluice {

const std::string_view kManualExample = R"(cluster: physics
controller: {host: head}
nodes:
  - names: n[1-8]
    sockets: 2
    cores_per_socket: 16
    memory: 120G
    gres: gpu:a100:4
topology:
  kind: tree
  switches:
    - name: leaf1
      nodes: n[1-4]
    - name: leaf2
      nodes: n[5-8]
    - name: spine
      switches: leaf[1-2]
partitions:
  - name: batch
    nodes: ALL
    default_time: 1:00:00
    max_time: 2-00:00:00
  - name: debug
    nodes: n[1-2]
    max_time: 30
    priority_tier: 2
)";

namespace {

constexpr std::string_view kHead = R"(.TH CLUSTER.YAML 5 "" "Sluice" "Sluice Manual"
.SH NAME
cluster.yaml \- what a Sluice cluster consists of and how it schedules
.SH DESCRIPTION
One YAML file describes a cluster to its daemons and commands.
They read the file that the environment variable
.B SLUICE_CONF
names, else
.IR /etc/sluice/cluster.yaml ,
else that of the cluster last started with
.BR "sluice up" .
The same file is used on every machine of a cluster.
.PP
.B sluice check
reports everything that is wrong with a file, as
.IR file : line : column :
what is wrong; allowed: what is right.
The daemons do not start with a file that has mistakes.
.SS Host lists
Names that differ in a number are written with brackets:
.B n[1\-3,7]
is n1, n2, n3 and n7,
.B n[08\-10]
is n08, n09 and n10,
.B r[1\-2]c[1\-2]
is r1c1, r1c2, r2c1 and r2c2.
Several such lists are separated by commas, or written as a YAML list.
Inside the braces or brackets of YAML itself, a host list is put in quotes:
.BR "{names: \(dqn[1\-8]\(dq}" .
)";

constexpr std::string_view kTail = R"(.SH FILES
.I /etc/sluice/cluster.yaml
.br
.I ~/.local/state/sluice/current/cluster.yaml
.SH SEE ALSO
.BR sluice (1),
.BR sbatch (1),
.BR sinfo (1)
)";

/// Text as roff shows it literally. A leading dot or quote would be a request.
std::string escaped(std::string_view text) {
    std::string result;
    if (text.starts_with('.') || text.starts_with('\'')) result += "\\&";
    for (const char c : text) {
        if (c == '\\') result += "\\e";
        else if (c == '-') result += "\\-";
        else result += c;
        if (c == '\n') result += "\\&";
    }
    return result;
}

std::string type_line(const KeyDoc& key) {
    std::string text = key.form.allowed;
    if (key.required) text += "; required";
    if (!key.initial.empty()) text += "; default: " + key.initial;
    return text;
}

std::string paragraph(const KeyDoc& key) {
    return fmt::format(".TP\n.B {}\n{}\n.br\n{}{}{}\n", escaped(key.name), escaped(type_line(key)),
                       escaped(key.brief), key.details.empty() ? "" : "\n", escaped(key.details));
}

bool has_keys(const KeyDoc& key) { return !key.form.keys.empty(); }

/// The keys of one map, and after them, each as a section of its own, the maps among them.
std::string keys(const FormDoc& form, const std::string& path) {
    std::string text;
    for (const auto& key : form.keys) {
        if (!has_keys(key)) text += paragraph(key);
    }
    for (const auto& key : form.keys) {
        if (!has_keys(key)) continue;
        const auto title = path + key.name;
        text += fmt::format(".SS {}\n{}", escaped(title), escaped(key.brief));
        if (!key.details.empty()) text += " " + escaped(key.details);
        text +=
            fmt::format("\nWritten as {}{}.\n", escaped(key.form.allowed), key.required ? "; required" : "");
        text += keys(key.form, title + ".");
    }
    return text;
}

}  // namespace

std::string manual_page() {
    return fmt::format("{}.SH KEYS\n{}.SH EXAMPLE\n.nf\n{}.fi\n{}", kHead, keys(cluster_form().doc, ""),
                       escaped(kManualExample), kTail);
}

}  // namespace sluice
