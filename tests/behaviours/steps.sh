## [1.12] overlapping steps share CPUs and memory, an ordinary one starts beside them
id=$(job -n1 --mem=100 --gres=gpu:1 --wrap 'sleep 100')
await "$id" RUNNING
srun --jobid="$id" --overlap -n1 --mem=50 --gres=gpu:1 sleep 50 &
until_true scontrol show step "$id.0"
srun --jobid="$id" --overlap -n1 --mem=50 true
srun --jobid="$id" -n1 true
has "$(scontrol show step "$id.0")" 'TRES=cpu=1,mem=50M,node=1,gres/gpu=1'
scancel "$id"
wait || true

## [1.14] steps wait for CPUs unless they are to fail at once; a whole node has all its CPUs
cat >turns.sh <<'END'
srun --exclusive -n1 -c2 -N1 sh -c 'echo a >>order; until [ -e go ]; do sleep 0.1; done' &
srun --exclusive -n1 -c2 -N1 sh -c 'echo a >>order; until [ -e go ]; do sleep 0.1; done' &
until [ "$(wc -l <order 2>/dev/null)" = 2 ]; do sleep 0.1; done
srun --exclusive -n1 -c2 -N1 sh -c 'echo late >>order' &
srun --exclusive -n1 -c2 -N1 --immediate=1 sh -c 'echo never >>order' && echo wrong
touch go
wait
END
sbatch -W -n4 -N1 -o turns.out --wrap 'bash turns.sh' >/dev/null
equal "$(tr '\n' ' ' <order)" 'a a late '
has_not "$(cat turns.out)" wrong
equal "$(srun -N1 -n1 --exclusive --gres=craynetwork:0 printenv SLURM_JOB_CPUS_PER_NODE)" 8

## [1.85] a step on one host of the job
salloc -Q -N2 bash -c 'srun -N1 -n1 -w "$(scontrol show hostnames | tail -n 1)" sh -c "echo \$SLURMD_NODENAME \$SLURM_STEP_NODELIST \$SLURM_NODELIST"' >seen
equal "$(cat seen)" 'n2 n2 n[1-2]'

## [1.87] --relative counts the nodes of the job
salloc -Q -N3 bash -c 'srun --relative=2 -N1 -n1 printenv SLURMD_NODENAME; srun -r 2 -N2 -n2 echo ran 2>&1' >seen || true
equal "$(head -n 1 seen)" n3
has "$(cat seen)" 'error:'
has_not "$(cat seen)" '^ran'

## [1.116] a program of the system's MPI is one world without an option
command -v mpicc >/dev/null || exit 0
cat >world.c <<'END'
#include <mpi.h>
#include <stdio.h>
int main(int c, char **v) {
    int rank, size, sum;
    MPI_Init(&c, &v);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    MPI_Reduce(&rank, &sum, 1, MPI_INT, MPI_SUM, 0, MPI_COMM_WORLD);
    if (rank == 0) printf("%d %d\n", size, sum);
    return MPI_Finalize();
}
END
mpicc -o world world.c
sbatch -W -N3 -n6 -o world.out --wrap 'srun -n6 ./world' >/dev/null
equal "$(cat world.out)" '6 15'
