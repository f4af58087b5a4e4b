## [15.4] [15.13] a grant is told, the command has its variables, and srun in it is the same user
OUT=$(salloc -N2 sh -c 'env; srun -n1 id' 2>&1)
has "$OUT" '^salloc: Granted job allocation [0-9]+$'
has "$OUT" '^salloc: Relinquishing job allocation [0-9]+$'
has "$OUT" "^$(id | head -c 20 | sed 's/[()]/./g')"
for name in JOB_ID JOB_NUM_NODES NNODES; do has "$OUT" "^SLURM_$name=[1-9]"; done
for name in JOB_NODELIST NODELIST JOB_CPUS_PER_NODE TASKS_PER_NODE; do has "$OUT" "^SLURM_$name="; done

## [15.8] --immediate gives up when nothing is granted in time, and is granted on a free cluster
refused 1 salloc --immediate=3 --hold -v true
has "$OUT" 'salloc: Pending job allocation [0-9]+'
has "$OUT" 'salloc: job [0-9]+ queued and waiting for resources'
has "$OUT" 'salloc: error: Unable to allocate resources: '
refused 0 salloc --immediate true

## [15.20] chosen nodes and left out ones
equal "$(salloc -Q -N2 -w n[2,4] printenv SLURM_JOB_NODELIST)" 'n[2,4]'
equal "$(salloc -Q -N2 -x n[1-3] printenv SLURM_JOB_NODELIST)" 'n[4-5]'
equal "$(salloc -Q -n3 printenv SLURM_NTASKS)" 3

## [15.26] an interrupt while it waits takes the job away
salloc --begin=now+1hour true >waits.out 2>&1 &
until_true grep -q 'queued and waiting' waits.out
id=$(grep -oE 'allocation [0-9]+' waits.out | head -n 1 | cut -d' ' -f2)
kill -INT $!
wait $! || true
has "$(cat waits.out)" 'has been revoked|aborted due to signal'
until_true ended "$id"

## [15.27] one task of a whole node has all its CPUs and devices, and accounting says so
for memory in '' --mem=100; do
    salloc -Q -N1 -n1 --exclusive $memory sh -c 'scontrol show job -d $SLURM_JOB_ID >shown; echo $SLURM_JOB_ID >id'
    has "$(cat shown)" 'NumCPUs=8 '
    has "$(cat shown)" 'JOB_GRES=gpu:tesla:2'
    until_true settled "$(cat id)"
    equal "$(sacct -X -n -P -j "$(cat id)" -o alloccpus)" 8
done
