// SPDX-License-Identifier: Apache-2.0
//
// The commands of the multi-call binary: what main() looks up by the name it was called with. Every entry
// takes its own command line and returns the exit code.
#pragma once

namespace sluice::commands {

int sbatch_main(int argc, char** argv);
int squeue_main(int argc, char** argv);
int sinfo_main(int argc, char** argv);
int scancel_main(int argc, char** argv);
int scontrol_main(int argc, char** argv);
int sacct_main(int argc, char** argv);
int sacctmgr_main(int argc, char** argv);
int sprio_main(int argc, char** argv);
int sreport_main(int argc, char** argv);
int sshare_main(int argc, char** argv);
int sattach_main(int argc, char** argv);
int sbcast_main(int argc, char** argv);
int sluice_main(int argc, char** argv);

}  // namespace sluice::commands
