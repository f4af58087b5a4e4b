# What the statements are told with. Each runs in a folder of its own under `set -e`.
export TZ=UTC LC_ALL=C
field() { scontrol -o show job "$1" | head -n 1 | tr ' ' '\n' | sed -n "s/^$2=//p"; }
complain() { echo "$*" >&2; return 1; }
equal() { [[ $1 == "$2" ]] || complain "'$1' is not '$2'"; }
has() { grep -qE -e "$2" <<<"$1" || complain "no '$2' in '$1'"; }
has_not() { ! grep -qE -e "$2" <<<"$1" || complain "'$2' is in '$1'"; }
until_true() {  # COMMAND...: asked again and again, for a minute at most
    local end=$((SECONDS + 60))
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < end)) || complain "never true: $*" || return
        sleep 0.1
    done
}
is_in() { [[ $(field "$1" JobState) == "$2" ]]; }
await() { until_true is_in "$1" "$2" || complain "job $1 is $(field "$1" JobState), not $2"; }
ended() { [[ ! $(field "$1" JobState) =~ ^(PENDING|RUNNING|COMPLETING|SUSPENDED)$ ]]; }
settled() { until_true ended "$1"; }
job() { sbatch --parsable -o /dev/null "$@"; }
refused() {  # CODE|any COMMAND...: it must end with that code, or any but 0; what it said is in $OUT
    local code=0 want=$1
    shift
    OUT=$("$@" 2>&1 </dev/null) || code=$?
    [[ $want == "$code" || ($want == any && $code != 0) ]] || complain "$*: exit code $code, not $want: $OUT"
}
