// SPDX-License-Identifier: Apache-2.0
//
// What every command says of itself.
#pragma once

#include "scheduler/commands/command_doc.hpp"

namespace sluice::commands {

CommandDoc squeue_doc();
CommandDoc sinfo_doc();
CommandDoc scancel_doc();
CommandDoc scontrol_doc();
CommandDoc sacct_doc();
CommandDoc sacctmgr_doc();
CommandDoc sprio_doc();
CommandDoc sreport_doc();
CommandDoc sshare_doc();
CommandDoc sattach_doc();
CommandDoc sbcast_doc();
CommandDoc sluice_doc();

/// The keys of `scontrol update`.
SectionDoc update_section();
SectionDoc reservation_section();

}  // namespace sluice::commands
