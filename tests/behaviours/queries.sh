## [5.1] squeue --usage, and the titles of its columns
OUT=$(squeue --usage)
has "$OUT" '^Usage: squeue'
equal "$(squeue | head -n 1)" '             JOBID PARTITION     NAME     USER ST       TIME  NODES NODELIST(REASON)'

## [5.5] sorting by name and by number
b=$(job -H -J job_b --wrap true) a=$(job -H -J job_a --wrap true)
equal "$(squeue -h -j "$a,$b" --sort=j -o %j | tr '\n' ' ')" 'job_a job_b '
equal "$(squeue -h -j "$a,$b" --sort=i -o %j | tr '\n' ' ')" 'job_b job_a '
scancel "$a" "$b"

## [5.6] filters of squeue list what matches and nothing else
held=$(job -H -J one -p debug -A acct --wrap true)
runs=$(job -J two -p other -w n2 --wrap 'srun sleep 100')
await "$runs" RUNNING
until_true scontrol show step "$runs.0"
only() { equal "$(squeue -h -o %i "${@:2}" | grep -E "^($held|$runs)$" | tr '\n' ' ')" "$1 "; }
only "$held" --jobs="$held"
only "$held" --states=PD
only "$runs" -t R
only "$held" --name=one
only "$runs" --partitions=other
only "$runs" --nodelist=n2
only "$held" --account=acct
has "$(squeue -h -o %i --user="$(id -un)")" "^$held$"
has "$(squeue -h -o %i --user="$(id -u)")" "^$held$"
equal "$(squeue -h --steps "$runs.0" --format=%i)" "$runs.0"
has "$(squeue -h -s --format=%i)" "^$runs\.(0|batch)$"
equal "$(squeue -h -j "$held" -o '%t|%T|%r|%j|%u|%P')" "PD|PENDING|JobHeldUser|one|$(id -un)|debug"
has "$(SLURM_TIME_FORMAT=%s squeue -h -j "$runs" -o %S)" '^[0-9]{10}$'
scancel "$held"
settled "$held"
only "$held" -t all -j "$held"
scancel "$runs"
refused 1 squeue --nodelist=nosuch
equal "$OUT" 'squeue: error: Invalid node name nosuch'

## [5.11] the nodes of a job that asks for tasks are estimated, also in another partition
id=$(job -H -n 20 --wrap true)
equal "$(squeue -h -j "$id" -o %D)" 3
scontrol update jobid="$id" partition=wide
equal "$(squeue -h -j "$id" -o '%D %P')" '3 wide'
scancel "$id"

## [4.2] sinfo --help
OUT=$(sinfo --help)
has "$OUT" '^Usage:'
has "$OUT" 'Help options'

## [4.3] columns of sinfo
equal "$(sinfo | head -n 1 | tr -s ' ')" 'PARTITION AVAIL TIMELIMIT NODES STATE NODELIST'
has "$(sinfo)" '^debug\* +up '
equal "$(sinfo -s | head -n 1 | tr -s ' ')" 'PARTITION AVAIL TIMELIMIT NODES(A/I/O/T) NODELIST'
equal "$(sinfo -h -s --partition=debug | grep -cE ' (up|down) ')" 1
OUT=$(sinfo -l)
has "$(sed -n 2p <<<"$OUT" | tr -s ' ')" 'JOB_SIZE ROOT OVERSUBS GROUPS'
has "$(sed -n 1p <<<"$OUT")" '^[A-Z][a-z]{2} [A-Z][a-z]{2} '

## [4.4] a line for each node
equal "$(sinfo -N | head -n 1 | tr -s ' ' | sed 's/ $//')" 'NODELIST NODES PARTITION STATE'
equal "$(sinfo -h -N -p debug | wc -l)" 5
OUT=$(sinfo -N -l -e)
has "$(sed -n 2p <<<"$OUT" | tr -s ' ')" 'CPUS S:C:T MEMORY TMP_DISK WEIGHT AVAIL_FE REASON'
has_not "$OUT" '[0-9][+]'

## [4.9] columns by letter
equal "$(sinfo -h -p debug -t idle -o 'x%P,%D,%c,%X,%Y,%G,%h,%m')" 'xdebug*,5,8,1,8,gpu:tesla:2,NO,4000'
equal "$(SINFO_FORMAT=%R sinfo --noheader -p debug | sort -u)" debug
equal "$(sinfo -h -p debug -n n2 -o '%N %t %T')" 'n2 idle idle'

## [4.13] columns by name say what scontrol says
record=$(scontrol -o show node n2)
of_record() { tr ' ' '\n' <<<"$record" | sed -n "s/^$1=//p"; }
same() { equal "$(sinfo -h -N -p debug -n n2 -O "$1:100" | tr -d ' ' | tr A-Z a-z)" "$(of_record "$2" | tr A-Z a-z)"; }
same allocmem AllocMem; same cpus CPUTot; same cores CoresPerSocket; same disk TmpDisk; same gres Gres
same nodeaddr NodeAddr; same nodehost NodeHostName; same memory RealMemory; same sockets Sockets
same threads ThreadsPerCore; same weight Weight; same statelong State; same version Version
record=$(scontrol -o show partition other)
same_of_partition() { equal "$(sinfo -h -p other -O "$1:100" | tr -d ' ' | tr A-Z a-z | sort -u)" "$(of_record "$2" | tr A-Z a-z)"; }
same_of_partition available State; same_of_partition nodes TotalNodes; same_of_partition nodelist Nodes
same_of_partition preemptmode PreemptMode; same_of_partition priorityjobfactor PriorityJobFactor
same_of_partition prioritytier PriorityTier; same_of_partition oversubscribe OverSubscribe; same_of_partition root RootOnly
same_of_partition maxcpuspernode MaxCPUsPerNode
has "$(sinfo -h -p other -O time,defaulttime)" '^[^ ]+ +[^ ]+'

## [7.13] exit codes of scripts and steps
id=$(job --wrap 'srun sh -c "exit 123"; srun true; exit 0')
settled "$id"
until_true eval "[[ \$(sacct -n -P -j $id -o state | sort -u) ]]"
equal "$(sacct -n -P -j "$id" -o jobid,exitcode,derivedexitcode)" "$id|0:0|123:0
$id.batch|0:0|
$id.0|123:0|
$id.1|0:0|"
equal "$(field "$id" ExitCode) $(scontrol -o -d show job "$id" | grep -oE 'DerivedExitCode=[^ ]*')" '0:0 DerivedExitCode=123:0'
id=$(job --wrap 'srun true; exit 33')
settled "$id"
equal "$(sacct -n -P -j "$id" -o jobid,exitcode,derivedexitcode | head -n 2)" "$id|33:0|0:0
$id.batch|33:0|"

## [12.9] tasks of arrays, and whole ones
id=$(job -a 1-3 --wrap true)
for task in 1 2 3; do await "${id}_$task" COMPLETED; done
equal "$(sacct -X -n -P -j "${id}_1,${id}_3" -o jobid,state | tr '\n' ' ')" "${id}_1|COMPLETED ${id}_3|COMPLETED "
equal "$(sacct -X -n -P -j "$id" -o jobid | wc -l)" 3

## [12.10] which jobs a window of time means
id=$(job --wrap true)
settled "$id"
refused 1 sacct -S 2030-01-02 -E 2030-01-01
has "$OUT" 'sacct: error: '
refused 1 sacct -s PD -E 2001-01-01
refused 0 sacct -j "$id" -S 2001-01-01 -E 2001-01-02
has_not "$OUT" error
equal "$(sacct -X -n -P -j "$id" -s R -o jobid)" "$id"
held=$(job -H --wrap true)
equal "$(sacct -X -n -P -j "$held" -s PD -o jobid)" ''
equal "$(sacct -X -n -P -j "$held" -o jobid)" "$held"
scancel "$held"

## [12.4] lists of columns
equal "$(sacct -P -b | head -n 1)" 'JobID|State|ExitCode'
has "$(sacct -P -l | head -n 1)" '^JobID\|JobIDRaw\|JobName\|Partition\|MaxVMSize\|MaxVMSizeNode\|MaxVMSizeTask\|AveVMSize\|MaxRSS\|MaxRSSNode\|MaxRSSTask\|AveRSS\|MaxPages\|MaxPagesNode\|MaxPagesTask\|AvePages\|MinCPU\|MinCPUNode\|MinCPUTask\|AveCPU\|NTasks\|AllocCPUS\|Elapsed\|State\|ExitCode\|'
id=$(job --wrap true)
settled "$id"
equal "$(sacct -X -n -P -g "$(id -g)" -u "$(id -un)" --starttime=00:00 -j "$id" -o jobid)" "$id"
