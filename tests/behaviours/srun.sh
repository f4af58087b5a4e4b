## [1.2] --overcommit allows more tasks than CPUs, and without it the request is refused
equal "$(srun -N1-1 -n 12 -O sh -c 'echo x' | wc -l)" 12
refused 1 srun -N1-1 -n 12 true
has "$OUT" 'srun: error: Unable to allocate resources: '

## [1.6] --chdir, and the caller's folder without it
mkdir -p sub
equal "$(srun -D "$PWD/sub" pwd)" "$PWD/sub"
equal "$(srun pwd)" "$PWD"

## [1.8] files for the streams, and none
printf 'echo out\necho err >&2\nexit 0\n' >script
srun -i script -o out.txt -e err.txt bash
equal "$(cat out.txt) $(cat err.txt)" 'out err'
equal "$(srun -i none cat)" ''
equal "$(srun -o none -e none sh -c 'echo x; echo y >&2' 2>&1)" ''

## [1.20] --output=none and --error=none hide what the tasks write, not what srun says
equal "$(srun -o none sh -c 'echo out; echo err >&2' 2>&1)" err
refused 3 srun -e none sh -c 'echo err >&2; exit 3'
equal "$OUT" 'srun: error: n1: task 0: Exited with exit code 3'

## [1.19] patterns of file names, and what -v says
id=$(srun -v -N2 -n4 -o 't_%t' sh -c 'echo $SLURM_PROCID' 2>&1 | grep -oE 'jobid [0-9]+' | cut -d' ' -f2)
for task in 0 1 2 3; do equal "$(cat t_$task)" $task; done
srun -N2 -n4 -o 'n_%n' sh -c 'echo $SLURM_NODEID'
equal "$(sort -u n_0) $(sort -u n_1)" '0 1'
[[ $id =~ ^[0-9]+$ ]]
srun -o 'j_%j_%u_%%' true
has "$(ls j_*)" "^j_[0-9]+_$(id -un)_%$"
mkdir s && cd s
sbatch -W -o /dev/null --wrap 'srun -o %s true; srun -o %s true' >/dev/null
equal "$(ls | tr '\n' ' ')" '0 1 '

## [1.28] --export
export MINE=1
has "$(srun env)" '^MINE=1$'
has_not "$(srun --export=NONE env)" '^MINE='
OUT=$(srun --export=OTHER=2 env)
has "$OUT" '^OTHER=2$'
has_not "$OUT" '^MINE='

## [1.31] variables stand for options, and each task has its own variables once
printf 'echo words\n' >script
(
    export SLURM_STDINMODE=script SLURM_STDOUTMODE=o.txt SLURM_STDERRMODE=e.txt SLURM_NPROCS=2 SLURM_NNODES=1-2 SLURM_OVERCOMMIT=1
    srun bash
)
equal "$(sort -u o.txt)" words
has "$(SLURM_DEBUG=1 srun true 2>&1)" 'jobid [0-9]+'
equal "$(SLURM_NPROCS=4 srun env | grep -c '^SLURM_PROCID=')" 4

## [1.32] signals to srun are passed to the tasks, which go on
cat >catch.sh <<'END'
trap 'echo one' USR1
trap 'echo two' USR2
echo ready
end=$((SECONDS + 60))
until [ -e enough ] || [ $SECONDS -gt $end ]; do sleep 0.1; done
END
srun -o caught bash catch.sh &
until_true grep -q ready caught
kill -USR1 $!
until_true grep -q one caught
kill -USR2 $!
until_true grep -q two caught
touch enough
wait $!
equal "$(grep -cE 'one|two' caught)" 2

## [1.34] [1.71] a crash in a task is told
refused 139 srun sh -c 'kill -SEGV $$'
has "$OUT" 'srun: error: n1: task 0: Segmentation fault'
refused 139 srun bash -c 'bash -c "kill -SEGV \$\$"'
has "$OUT" 'Segmentation fault'

## [1.35] thirty steps in the background and thirty more, all listed
cat >many.sh <<'END'
for i in $(seq 30); do srun -n1 -N1 --exact --mem=1 sh -c 'until [ -e done ]; do sleep 0.2; done' & done
until [ $(squeue -s --state=RUNNING -o %i --noheader | grep -c "^$SLURM_JOB_ID\.[0-9]") -ge 30 ]; do sleep 0.2; done
squeue -s --state=RUNNING -o %i --noheader | grep "^$SLURM_JOB_ID\.[0-9]" >listed
touch done
wait
for i in $(seq 30); do srun -n1 -N1 true || exit 1; done
END
sbatch -W -n 30 -t 2 -o many.out --wrap 'bash many.sh' >/dev/null
equal "$(sort -u listed | wc -l)" 30

## [1.43] --test-only tells what would be
refused 0 srun --test-only -N2 true
has "$OUT" '^srun: Job [0-9]+ to start at [-0-9T:]+ using [0-9]+ processors on nodes n\[1-2\] in partition debug$'
refused 1 srun --test-only -N100 true
has "$OUT" 'allocation failure: '
has_not "$OUT" 'error'

## [1.46] --kill-on-bad-exit
refused 2 srun -K -n 3 sh -c '[ $SLURM_PROCID = 1 ] && exit 2; sleep 100; echo late'
has "$OUT" 'exit code 2'
has_not "$OUT" '^late'

## [1.51] the caller's umask reaches the tasks
equal "$(umask 037; srun sh -c umask)" 0037

## [1.52] tasks on the hosts of a file, in their order
printf 'n3\nn1\nn2\nn3\n' >hosts
equal "$(SLURM_HOSTFILE=hosts srun -l -N3 -n4 --distribution=arbitrary printenv SLURMD_NODENAME | sort | tr '\n' ' ')" '0: n3 1: n1 2: n2 3: n3 '

## [1.60] -l labels lines with the task, also in files
equal "$(srun -l -n2 echo x | sort | tr '\n' ' ')" '0: x 1: x '
srun -l -n2 -o l_%t echo x
equal "$(cat l_1)" '1: x'
has "$(srun -v true 2>&1)" 'launching StepId=[0-9]+\.0 on host n1, 1 tasks: 0'

## [1.61] a step over its limit is ended, and the script goes on
cat >limit.sh <<'END'
srun -t1 sleep 200 &
until scontrol show step $SLURM_JOB_ID.0 2>/dev/null | grep -q TimeLimit; do sleep 0.1; done
scontrol show step $SLURM_JOB_ID.0
wait
echo went on
END
sbatch -W -t 5 -o limit.out --wrap 'bash limit.sh' >/dev/null
has "$(cat limit.out)" ' TimeLimit=00:01:00'
has "$(cat limit.out)" ' STEP [0-9]+\.0 ON n1 CANCELLED AT [-0-9T:]+ DUE TO TIME LIMIT '
has "$(cat limit.out)" '^went on$'

## [1.62] GPUs of a task, and malformed requests
equal "$(srun --gres=gpu:2 printenv CUDA_VISIBLE_DEVICES)" 0,1
for wrong in gpu: gpu:: gpu:tesla: gpu:tesla:word gpu:nothing: gpu:nothing:word; do
    refused any srun --gres=$wrong true
    has "$OUT" 'Invalid generic resource \(gres\) specification'
done
refused 1 srun -N1 --gres=gpu:9 true
has "$OUT" 'Unable to allocate resources: '

## [1.80] [1.92] distributions
tasks() { srun -N2 -n4 --ntasks-per-node=2 "$@" sh -c 'echo $SLURM_PROCID $SLURM_NODEID' | sort -n | cut -d' ' -f2 | tr '\n' ' '; }
equal "$(tasks --distribution=block)" '0 0 1 1 '
equal "$(tasks -m cyclic)" '0 1 0 1 '
equal "$(tasks -m plane=2)" '0 0 1 1 '

## [1.81] [1.82] numbers of nodes, chosen and left out
equal "$(srun -N1-1 printenv SLURM_NNODES)" 1
equal "$(srun -N2-3 sh -c 'echo $SLURMD_NODENAME' | sort -u | wc -l)" "$(srun -N2-3 true && srun -N2-3 sh -c 'echo $SLURMD_NODENAME' | wc -l)"
equal "$(srun -w n[2,4] printenv SLURMD_NODENAME | sort | tr '\n' ' ')" 'n2 n4 '
equal "$(srun -N2 -x n[1-3] printenv SLURMD_NODENAME | sort | tr '\n' ' ')" 'n4 n5 '
refused 1 srun -w nosuch true
has "$OUT" 'srun: error: Unable to allocate resources: Invalid node name specified'

## [1.84] one task for each so many CPUs of an exclusive node
equal "$(srun -N1 -c1 --exclusive true && srun -N1 -c1 --exclusive echo x | wc -l)" 8
equal "$(srun -N1 -c2 --exclusive echo x | wc -l)" 4

## [1.101] a copy of the program runs
srun -N2 --bcast="$PWD/copied" "$(command -v uname)" >/dev/null
[[ -x copied ]]

## [1.102] a deadline in the past
refused 1 srun --deadline=2001-01-01T00:00:00 true
has "$OUT" 'Requested time limit is invalid \(missing or exceeds some limit\)'

## [1.115] an endless input does not keep srun, and nothing says error
has_not "$(yes | srun true 2>&1)" '[Ee]rror'

## [7.19] words are found in PATH, paths are taken as they are, and exit codes are the command's
printf '#!/bin/sh\necho mine\n' >uname
chmod +x uname
equal "$(srun uname) $(srun ./uname)" "$(/usr/bin/uname) mine"
refused 3 sbatch -W -o /dev/null --wrap 'exit 3'
refused 4 salloc -Q sh -c 'exit 4'
sbatch -W -o w.out --wrap './uname' >/dev/null
equal "$(cat w.out)" mine
