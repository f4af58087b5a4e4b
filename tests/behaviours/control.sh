## [6.4] [6.8] [6.9] scancel asks, and cancels what its filters mean
a=$(job -H -J asked --wrap true) b=$(job -H -J other --wrap true)
equal "$(echo n | scancel -i --name=asked)" "Cancel job_id=$a name=asked partition=debug [y/n]? "
equal "$(field "$a" JobState)" PENDING
echo y | scancel -i --name=asked --state=PENDING >/dev/null
equal "$(field "$a" JobState) $(field "$b" JobState)" 'CANCELLED PENDING'
scancel -i "$b" </dev/null >/dev/null
equal "$(field "$b" JobState)" PENDING
scancel "$b"
id=$(job --wrap 'srun sleep 100')
until_true scontrol show step "$id.0"
has "$(echo n | scancel -i "$id.0")" "^Cancel step_id=$id\.0 name=.* partition=debug \[y/n\]\? $"
scancel "$id"

## [6.7] signals are told with -v, and a stopped script still ends at its limit
id=$(job --wrap 'sleep 100')
await "$id" RUNNING
has "$(scancel -v -s USR1 "$id" 2>&1)" "scancel: Signal 10 to job $id"
has "$(scancel -v -s STOP --batch "$id" 2>&1)" "scancel: Signal 19 to batch job $id"
has "$(scancel -v "$id" 2>&1)" "Terminating job $id"
settled "$id"

## [2.20] brackets are expanded, all of them
equal "$(scontrol show hostnames 'row[0,1]_rack[2-3]_blade[4,5]' | wc -l)" 8

## [2.21] an ended batch job is requeued under its number
for code in 0 1; do
    id=$(job --requeue --wrap "[ -e again ] && sleep 100; exit $code")
    settled "$id"
    touch again
    scontrol requeue "$id"
    await "$id" RUNNING
    scancel "$id"
    rm again
done

## [3.3] a node is drained with a reason and resumed
scontrol update NodeName=n1 State=DRAIN Reason=TESTING
OUT=$(scontrol -o show node n1)
has "$OUT" 'State=IDLE\+DRAIN '
has "$OUT" 'Reason=TESTING \['
scontrol update NodeName=n1 State=RESUME
has "$(scontrol -o show node n1)" 'State=IDLE '

## [3.4] hold, release and a set priority
id=$(job --begin=now+1hour --wrap true)
scontrol hold "$id"
equal "$(field "$id" Priority) $(field "$id" Reason)" '0 JobHeldUser'
scontrol release "$id"
(($(field "$id" Priority) > 0))
scontrol update JobId="$id" Priority=1
equal "$(field "$id" Priority)" 1
scancel "$id"

## [3.7] a suspended job stands still, others may use its CPUs, and both finish
id=$(job -N5 --exclusive -t 10 --wrap 'sleep 1')
await "$id" RUNNING
scontrol suspend "$id"
equal "$(field "$id" JobState)" SUSPENDED
other=$(job -N5 --exclusive --wrap true)
await "$other" COMPLETED
scontrol resume "$id"
await "$id" COMPLETED

## [3.11] [3.14] reservations: what is required, what is refused, what conflicts
has "$(scontrol show reservation)" 'No reservations in the system'
me=$(id -un)
for wrong in '' 'StartTime=now Duration=10 Users='"$me" "StartTime=now Duration=10 Nodes=n1" "StartTime=never Duration=10 Users=$me Nodes=n1" \
    "StartTime=now Duration=abc Users=$me Nodes=n1" "StartTime=now EndTime=2001-01-01 Users=$me Nodes=n1" \
    "StartTime=now Duration=10 Users=$me Nodes=n1 PartitionName=nowhere" "StartTime=now Duration=10 Users=$me Nodes=n1 Flags=nonsense" \
    "StartTime=now Duration=10 Users=$me NodeCnt=1,A" "StartTime=now Duration=10 Users=$me NodeCnt= Nodes="; do
    refused any scontrol create res ReservationName=wrong $wrong
done
has "$(scontrol show reservation)" 'No reservations in the system'
equal "$(scontrol create res ReservationName=mine StartTime=now Duration=60 Users="$me" Nodes=n5)" 'Reservation created: mine'
refused any scontrol create res ReservationName=second StartTime=now+30minutes Duration=60 Users="$me" Nodes=n5
OUT=$(scontrol -o show reservation mine)
for key in StartTime EndTime Duration Nodes NodeCnt CoreCnt PartitionName Flags TRES Users Accounts Licenses State; do has "$OUT" "(^| )$key="; done
id=$(job --reservation=mine --wrap 'sleep 100')
await "$id" RUNNING
equal "$(field "$id" Reservation) $(field "$id" NodeList)" 'mine n5'
scancel "$id"
settled "$id"
scontrol update ReservationName=mine Users+=root Duration=30
scontrol delete ReservationName=mine
has "$(scontrol show reservation)" 'No reservations in the system'

## [14.10] sbcast copies to the nodes of the step
echo content >file
salloc -Q -N3 bash -c "srun -N2 -r 1 -n2 sleep 100 & until scontrol show step \$SLURM_JOB_ID.0 >/dev/null 2>&1; do sleep 0.1; done
    sbcast -f -j\$SLURM_JOB_ID.0 file '$PWD/copy'; scancel \$SLURM_JOB_ID.0; wait" >/dev/null 2>&1
equal "$(cat copy)" content

## [7.22] what the harness reads of the configuration for backfill
config=$(scontrol show config)
has "$config" '^SchedulerType +[=] sched/backfill'
has "$config" '^SelectType +[=] select/cons_tres'
has "$config" '^SelectTypeParameters +[=] CR_CORE_MEMORY'
has "$config" '^AccountingStorageType +[=] accounting_storage/slurmdbd'
has "$config" '^SlurmUser +[=] '"$(id -un)"'\('
has "$config" '^(KillWait|InactiveLimit) +[=] [0-9]+ sec'
has "$config" '^OverTimeLimit +[=] 0 min'
has "$config" '^MULTIPLE_SLURMD +[=] Yes'
has_not "$config" FrontendName

## [14.7] sbcast to where nothing can be written is refused
echo content >file
refused any salloc -Q -N1 sbcast -f file /proc/nothing
has "$OUT" 'error: '
