// SPDX-License-Identifier: Apache-2.0
//
// sacct's listing.
#include "scheduler/commands/history.hpp"

namespace sluice::commands {
namespace {

constexpr std::string_view kDefault = "jobid,jobname,partition,account,alloccpus,state,exitcode";
constexpr std::string_view kBrief = "jobid,state,exitcode";
constexpr std::string_view kLong =
    "jobid,jobidraw,jobname,partition,maxvmsize,maxvmsizenode,maxvmsizetask,avevmsize,maxrss,maxrssnode,maxrsstask,averss,maxpages,maxpagesnode,maxpagestask,avepages,mincpu,mincpunode,mincputask,avecpu,ntasks,alloccpus,elapsed,state,exitcode,avecpufreq,reqcpufreqmin,reqcpufreqmax,reqcpufreqgov,reqmem,consumedenergy,maxdiskread,maxdiskreadnode,maxdiskreadtask,avediskread,maxdiskwrite,maxdiskwritenode,maxdiskwritetask,avediskwrite,reqtres,alloctres,tresusageinave,tresusageinmax,tresusageinmaxnode,tresusageinmaxtask,tresusageinmin,tresusageinminnode,tresusageinmintask,tresusageintot,tresusageoutmax,tresusageoutmaxnode,tresusageoutmaxtask,tresusageoutave,tresusageouttot";

std::string_view format_of(const SacctOptions& o) {
    if (!o.format.empty()) return o.format;
    if (o.long_format) return kLong;
    return o.brief ? kBrief : kDefault;
}

}  // namespace

Result<std::string> list_history(const SacctOptions& o, std::span<const HistoryRow> rows) {
    const ReportStyle style{o.no_header, o.parsable, o.parsable2, o.delimiter};
    return make_report(style, format_of(o), history_fields(), rows);
}

std::string list_field_names() { return list_names(report_names(history_fields())); }

}  // namespace sluice::commands
