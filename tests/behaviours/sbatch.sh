## [0] what the harness asks before anything else
has "$(scontrol ping)" '^Slurmctld\(primary\) at [^ ]+ is UP$'
has "$(scontrol --all --oneliner show partition)" '^PartitionName=debug .*Default=YES'
equal "$(sinfo -h -N -p debug -o '%N|%t' -e | head -n 1)" 'n1|idle'
has "$(scontrol show config)" '^MinJobAge +[=] 300 sec$'
scancel -Q 1 2 3
equal "$(scontrol show hostlist n3,n1,n2,x5)" 'n[3,1-2],x5'
equal "$(srun -Q -N1 -w n2 printenv SLURMD_NODENAME)" n2

## [17.29] arguments behind the script reach it, given by an absolute or a relative path
printf '#!/bin/bash\necho "$1-$2-$#"\n' >args.sh
sbatch -W -o args.out args.sh one 'two words' >/dev/null
equal "$(cat args.out)" 'one-two words-2'
sbatch -W -o args.out "$PWD/args.sh" a b >/dev/null
equal "$(cat args.out)" a-b-2

## [17.22] a script that cannot be opened
refused 1 sbatch /no/such/script
equal "$OUT" 'sbatch: error: Unable to open file /no/such/script'

## [17.42] when sbatch --wait returns, squeue says COMPLETED
id=$(sbatch -W -o /dev/null --wrap true | grep -oE '[0-9]+$')
equal "$(squeue -h -t all -j "$id" --Format=state | tr -d ' ')" COMPLETED

## [17.1] sbatch --usage
has "$(sbatch --usage)" '^Usage: sbatch '

## [17.28] directives: several on a line, before the first command, behind the command line, with suffixes of numbers
printf '#!/bin/bash\n\n# a remark\n#SBATCH --job-name=inscript -N 2\ntrue\n#SBATCH --comment=late\n' >d.sh
id=$(job -H d.sh)
equal "$(field "$id" JobName)" inscript
equal "$(field "$id" NumNodes)" 2-2
has_not "$(scontrol show job "$id")" late
id2=$(job -H -J online d.sh)
equal "$(field "$id2" JobName)" online
scancel "$id" "$id2"
refused 1 sbatch -N1000000k d.sh
has "$OUT" 'Node count specification invalid|More processors requested than permitted'

## [17.43] the last of two settings holds; long lines are kept whole
long=$(printf 'x%.0s' {1..2000})
printf '#!/bin/bash\n#SBATCH --job-name=first\n#SBATCH --job-name=second --comment=%s\necho %s\n' "$long" "$long" >long.sh
sbatch -W -o long.out long.sh >/dev/null
equal "$(cat long.out)" "$long"
id=$(job -H long.sh)
equal "$(field "$id" JobName)" second
equal "$(field "$id" Comment)" "$long"
scancel "$id"

## [17.31] #PBS lines count, are told by -vv, and are switched off
printf '#!/bin/bash\n#PBS -l nodes=3+ppn=2,mem=1024mb\ntrue\n' >pbs.sh
OUT=$(sbatch -vv -H -o /dev/null pbs.sh 2>&1)
has "$OUT" '^sbatch: nodes +: 3'
has "$OUT" '^sbatch: ntasks +: 6'
has "$OUT" '^sbatch: mem +: 1G'
for off in 'sbatch --ignore-pbs' 'env SBATCH_IGNORE_PBS=1 sbatch'; do
    has_not "$($off -vv -H -o /dev/null pbs.sh 2>&1)" '^sbatch: (nodes|ntasks|mem) '
done
has "$(SBATCH_IGNORE_PBS=0 sbatch -vv -H -o /dev/null pbs.sh 2>&1)" '^sbatch: ntasks +: 6'
scancel -u "$(id -un)" -t PD

## [17.6] --ntasks says how many CPUs there are at least
id=$(job -H -n 4 --wrap true)
(($(field "$id" NumCPUs) >= 4))
scancel "$id"
equal "$(srun -O -N1 -n 20 true && echo ran)" ran

## [17.10] what is asked of a node is shown, and a held job has priority 0
id=$(job --mincpus=1 --mem=13 --tmp=2 --hold --wrap true)
equal "$(field "$id" MinCPUsNode) $(field "$id" MinMemoryNode) $(field "$id" MinTmpDiskNode)" '1 13M 2M'
equal "$(field "$id" Priority) $(field "$id" JobState)" '0 PENDING'
scancel "$id"

## [15.7] bad amounts of memory, and a held allocation
for option in mem mem-per-cpu; do
    for value in '' 1gggggg memory -1; do
        refused 255 sbatch --$option=$value --wrap true
        equal "$OUT" "sbatch: error: Invalid --$option specification"
    done
done
salloc --hold --mincpus=1 --mem=13 true >salloc.out 2>&1 &
until_true grep -q 'queued and waiting' salloc.out
id=$(grep -oE 'allocation [0-9]+' salloc.out | head -n 1 | cut -d' ' -f2)
equal "$(field "$id" Priority) $(field "$id" JobState) $(field "$id" MinMemoryNode)" '0 PENDING 13M'
scancel "$id"
wait || true

## [17.8] forms of a time limit, and a partition without one
scontrol update partitionname=debug MaxTime=-1
equal "$(sinfo -h -p debug -O time -e | tr -d ' ')" infinite
for form in 13=00:13:00 2:01:00=02:01:00 1-1=1-01:00:00; do
    id=$(job -H -t "${form%=*}" --wrap true)
    equal "$(field "$id" TimeLimit)" "${form#*=}"
    scancel "$id"
done
scontrol update partitionname=debug MaxTime=2:00:00
scontrol reconfigure

## [17.23] --nice lowers the priority by 100, or by so much
busy=$(job -N5 --exclusive -t 10 --wrap 'sleep 100')
a=$(job --wrap true) b=$(job --nice --wrap true) c=$(job --nice=200 --wrap true)
one=$(field "$a" Priority) two=$(field "$b" Priority) three=$(field "$c" Priority)
((one >= 1000 && one - two >= 91 && one - two <= 111 && one - three >= 192 && one - three <= 212))
scancel "$busy" "$a" "$b" "$c"

## [17.57] a deadline that leaves less than --time-min is refused in its own words
refused 1 sbatch --deadline=now+1hour --time-min=120 -t 200 --wrap true
has_not "$OUT" 'Requested time limit is invalid'

## [17.60] a job whose deadline has become impossible ends as DEADLINE
busy=$(job -N5 --exclusive -t 10 --wrap 'sleep 100')
await "$busy" RUNNING
id=$(job -t 1 --time-min=1 --begin=now+3 --deadline=now+64 --wrap true)
equal "$(field "$id" JobState) $(field "$id" Reason)" 'PENDING BeginTime'
await "$id" DEADLINE
equal "$(field "$id" Reason)" DeadLine
equal "$(sacct -X -n -P -j "$id" -o state)" DEADLINE
scancel "$busy"

## [17.19] several partitions, one of them unknown
id=$(job -H -p debug,other --wrap true)
equal "$(field "$id" Partition)" debug,other
scancel "$id"
refused 1 sbatch -p debug,nowhere --wrap true
has "$OUT" 'Invalid partition name specified'

## [17.26] --input feeds the script
echo words >in.txt
sbatch -W -i in.txt -o in.out --wrap cat >/dev/null
equal "$(cat in.out)" words

## [17.44] %a in a file's name, and aftercorr by task
first=$(sbatch --parsable -H -a 0-2 -o c_%a.out --wrap 'sleep 0.1')
second=$(job -a 0-2 -d aftercorr:"$first" --wrap true)
equal "$(field "$second" Reason)" Dependency
scontrol release "$first"
for task in 0 1 2; do
    await "${second}_$task" COMPLETED
    equal "$(field "${first}_$task" JobState)" COMPLETED
    [[ -e c_$task.out ]]
done

## [17.14] --export by default, as ALL, as a list and as NONE
export MARKED=here
sbatch -W -o e1 --wrap env >/dev/null
has "$(cat e1)" '^MARKED=here$'
sbatch -W -o e2 --export=ALL --wrap env >/dev/null
has "$(cat e2)" '^MARKED=here$'
sbatch -W -o e3 --export=OTHER=VAL --wrap env >/dev/null
equal "$(grep -c 'OTHER=VAL' e3)" 2
has_not "$(cat e3)" '^MARKED='
sbatch -W -o e4 --export=NONE --wrap env >/dev/null
has_not "$(cat e4)" '^MARKED='

## [28.3] a pending task is one record under the array's number
id=$(job -H -a 0-3%2 --wrap true)
equal "$(squeue -h -j "$id" -o %i)" "${id}_[0-3%2]"
equal "$(squeue -h -r -j "$id" -o %i | wc -l)" 4
equal "$(scontrol -o show job -d "${id}_2" | wc -l)" 1
has "$(scontrol -o show job -d "$id")" "^JobId=$id ArrayJobId=$id .*ArrayTaskThrottle=2"
scancel "$id"

## [28.9] no more tasks run than the limit says, and each is a record
id=$(job -a 0-3%2 --wrap 'sleep 0.5')
until settled "${id}_3"; do :; done &
while kill -0 $! 2>/dev/null; do
    (($(scontrol show job "$id" | grep -c JobState=RUNNING) <= 2))
    sleep 0.1
done
equal "$(scontrol show job "$id" | grep -c '^JobId=')" 4

## [28.4] one task of an array is changed, by either of its names
id=$(job -a 0-2 -t 1 --wrap 'sleep 100')
await "${id}_2" RUNNING
scontrol update jobid="${id}_2" TimeLimit=2
number=$(field "${id}_2" JobId)
[[ $number != "" ]]
equal "$(field "$number" TimeLimit) $(field "${id}_1" TimeLimit)" '00:02:00 00:01:00'
equal "$(field "$number" ArrayTaskId)" 2
scancel "$id"

## [28.10] the limit of an array is changed while it runs, with a blank for the equals sign
id=$(job -a 0-7%1 --wrap 'sleep 100')
running() { squeue --state=RUNNING --job "$id" --format %i --noheader | grep -c "^${id}_"; }
until_true eval '(($(running) == 1))'
scontrol update jobid="$id" arraytaskthrottle 3
until_true eval '(($(running) == 3))'
scancel "$id"

## [28.7] waiting for a task, and for a whole array, also with srun
id=$(job -a 0-2 --wrap 'sleep 0.3')
after=$(job -d "afterany:${id}_2" --wrap true)
srun -d "afterany:$id" sh -c "scontrol -o show job $id" >seen
equal "$(grep -c JobState=COMPLETED seen)" 3
await "$after" COMPLETED

## [15.14] a dependent waits for its job and says so
first=$(job --wrap 'until [ -e go ]; do sleep 0.1; done')
await "$first" RUNNING
second=$(job -dafterany:"$first" --wrap true)
equal "$(field "$second" Dependency)" "afterany:$first(unfulfilled)"
equal "$(squeue -h -j "$second" -o '%t %r')" 'PD Dependency'
touch go
await "$second" COMPLETED
equal "$(field "$first" JobState)" COMPLETED

## [17.39] one of two: the quicker one lets it go
slow=$(job --wrap 'sleep 100') quick=$(job --wrap 'sleep 0.5')
id=$(job -d "afterok:$slow?afterok:$quick" --wrap true)
await "$id" COMPLETED
equal "$(field "$slow" JobState)" RUNNING
scancel "$slow"

## [39.4] requests for GPUs that contradict each other, or that no node can satisfy
asks() { refused "$1" sbatch "${@:3}" --wrap true; has "$OUT" "$2"; }
asks 1 'Requested node configuration is not available' -N1 --gpus-per-node=3
asks 1 'Requested node configuration is not available' -N1 --gres=gpu:3
asks 1 'Requested node configuration is not available' -N1 -n2 --gpus-per-task=1 --gpus-per-node=1
refused 1 sbatch --gpus=1 -N2 --wrap true
equal "$OUT" 'sbatch: error: Failed to validate job spec, --gpus < -N'
