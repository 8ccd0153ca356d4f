#!/usr/bin/env bash
# Compares what two commits do: builds the program elbo of both, lets each train, evaluate and print the same things on this machine,
# and shows what differs. Weights are compared byte for byte.
#   bench/golden.sh [--expect FILE] BEFORE AFTER
#     --expect FILE   names of checks that may differ, one a line; * matches anything, # begins a comment. They are shown all the same.
# Exits 0 where nothing differs but what is expected, 1 where anything else does, 2 on wrong usage or a failed build.
#   GOLDEN_CACHE   programs by commit, and what they did, for the next comparison (~/.cache/elbo-golden)
#   GOLDEN_JOBS    programs that run at the same time (one per core)
#   GOLDEN_QUICK   1: leaves out about two trainings in three, and the verbs that draw
#   GOLDEN_FRESH   1: BEFORE runs again, although the cache knows what it did
set -euo pipefail
export LC_ALL=C TZ=UTC DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

here=$(cd "$(dirname "$0")" && pwd)
cache=${GOLDEN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/elbo-golden}
usage() { sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//p}' "$0" >&2; exit 2; }

expected=/dev/null
if [[ ${1:-} == --expect ]]; then
  [[ -r ${2:-} ]] || { echo "golden.sh: cannot read ${2:-the file that --expect names}" >&2; exit 2; }
  expected=$2
  shift 2
fi
(($# == 2)) || usage
before=$(git -C "$here" rev-parse --verify --quiet "$1^{commit}") || { echo "golden.sh: $1 is not a commit" >&2; exit 2; }
after=$(git -C "$here" rev-parse --verify --quiet "$2^{commit}") || { echo "golden.sh: $2 is not a commit" >&2; exit 2; }

scratch=$(mktemp -d)
mkdir -p "$cache"
# What is being built lies beside the finished programs: on one disk, libtorch stays a hard link.
making=$(mktemp -d "$cache/making.XXXXXX")
finish() {
  git -C "$here" worktree remove --force "$making/source" 2>/dev/null || true
  rm -rf "$scratch" "$making"
}
trap finish EXIT
trap 'exit 130' INT TERM

# A result is kept for the same observations on the same machine only.
machine=$(uname -nm; grep -m 1 'model name' /proc/cpuinfo 2>/dev/null || true)
observations=$( (cat "$here/golden/"*; echo "$machine ${GOLDEN_QUICK:-}") | git hash-object --stdin | cut -c1-12)

# keep FOLDER PLACE: moves a finished folder into the cache, unless someone else was faster.
keep() { mkdir -p "$(dirname "$2")"; mv -T "$1" "$2" 2>/dev/null || rm -rf "$1"; }

# build COMMIT: makes CACHE/COMMIT/program.
build() {
  local program=$cache/$1/program
  [[ ! -x $program/elbo ]] || return 0
  echo "building $(git -C "$here" log -1 --format='%h %s' "$1" | cut -c1-100)"
  git -C "$here" worktree add --quiet --detach "$making/source" "$1"
  (cd "$making/source" && dotnet build src/Elbo.Cli -c Release -v q -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false) >"$scratch/build.log" 2>&1 ||
    { tail -20 "$scratch/build.log"; echo "golden.sh: $1 does not build" >&2; exit 2; }
  keep "$making/source/artifacts/bin/Elbo.Cli/release" "$program"
  git -C "$here" worktree remove --force "$making/source"
}

# observe COMMIT FOLDER: trains and uses with that commit's program: FOLDER/checks and FOLDER/runs.
observe() {
  local started=$SECONDS
  bash "$here/golden/observe.sh" "$cache/$1/program" "$2"
  echo "observed ${1:0:10}: $(ls -d "$2"/checks/*/* | wc -l) checks, $((SECONDS - started)) s"
}

build "$before"
build "$after"
known=$cache/$before/$observations
if [[ ! -d $known || ${GOLDEN_FRESH:-} == 1 ]]; then
  observe "$before" "$making/before"
  rm -rf "$known"
  keep "$making/before" "$known"
fi
observe "$after" "$making/after"
cp -r "$known/checks" "$scratch/before"
cp -r "$making/after/checks" "$scratch/after"

# The new program on the old one's runs: it should do what the old one did on them.
bash "$here/golden/observe.sh" "$cache/$after/program" "$making/old" "$known/runs"
for check in "$making/old/checks"/*/*; do
  name=${check#"$making/old/checks/"}
  mkdir -p "$scratch/before/old-runs" "$scratch/after/old-runs"
  cp -r "$known/checks/$name" "$scratch/before/old-runs/${name//\//-}"
  cp -r "$check" "$scratch/after/old-runs/${name//\//-}"
done

# is_expected NAME: whether a line of the --expect file matches.
is_expected() {
  local line
  while read -r line; do
    # shellcheck disable=SC2053
    [[ -n $line && $1 == $line ]] && return 0
  done < <(sed 's/[[:space:]]*#.*//;s/^[[:space:]]*//' "$expected"; echo)
  return 1
}

cd "$scratch"
same=0 differing=0 allowed=0
: >failed
: >summary
for name in $( (cd before && ls -d ./*/*; cd ../after && ls -d ./*/*) | sed 's/^\.\///' | sort -u); do
  if diff -ruN "before/$name" "after/$name" >difference; then
    same=$((same + 1))
    echo "same      $name" >>summary
    [[ ! -f after/$name/exit || $name == *refusals* ]] || echo "$name" >>failed
    continue
  fi
  grep -v '^diff ' difference
  weights=model.safetensors run=${name#*/}
  if cmp -s "before/$name/model.header" "after/$name/model.header" && ! cmp -s "before/$name/model.hash" "after/$name/model.hash"; then
    cmp -l "$known/runs/$run/$weights" "$making/after/runs/$run/$weights" 2>/dev/null | wc -l | sed "s/\$/ bytes of $weights differ/" || true
  fi
  if is_expected "$name"; then
    allowed=$((allowed + 1))
    echo "expected  $name" >>summary
  else
    differing=$((differing + 1))
    echo "DIFFERS   $name" >>summary
  fi
done
cat summary
[[ ! -s failed ]] || echo "failed before and after, in the same words: $(tr '\n' ' ' <failed)"
[[ $before == "$after" ]] || keep "$making/after" "$cache/$after/$observations"
echo "$((same + differing + allowed)) checks: $same the same, $differing differ$( ((allowed == 0)) || echo ", $allowed differ as expected")"
((differing == 0))
