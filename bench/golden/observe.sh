#!/usr/bin/env bash
# Runs everything that bench/golden.sh compares, and leaves it as text without times, dates, paths and the machine.
#   observe.sh PROGRAM OUT          trains and uses: OUT/runs/NAME, and a folder OUT/checks/GROUP/NAME for each check
#   observe.sh PROGRAM OUT RUNS     only evaluates and resumes runs that are there
# GOLDEN_QUICK=1 leaves out the trainings without a star in cases.sh, and the verbs that draw.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(cd "$1" && pwd)
mkdir -p "$2"
out=$(cd "$2" && pwd)
given=${3:+$(cd "$3" && pwd)}
jobs=${GOLDEN_JOBS:-$(getconf _NPROCESSORS_ONLN)}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/home" "$out/checks"
cd "$work"

# elbo WORDS…: the program with a home of its own. One thread: sums come in the same order on every machine with these instructions.
dotnet_root=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
elbo() {
  env -i PATH="$PATH" HOME="$work/home" DOTNET_ROOT="$dotnet_root" DOTNET_CLI_TELEMETRY_OPTOUT=1 \
    LC_ALL=C.UTF-8 TZ=UTC OMP_WAIT_POLICY=passive "$program/elbo" "$@" </dev/null
}

# without_times: leaves out what differs from run to run.
without_times() {
  sed -E \
    -e "s|$work|WORK|g; s|$program|PROGRAM|g" \
    -e '/^  "machine": \{/,/^  \}/d' \
    -e '/^ *"(started|ended|seconds|examples_per_second|elbo|date)": /d' \
    -e 's/,"(examples_per_second|seconds)":[^,}]*//g'
}
# What people read, and what the commits may write differently for the same run, is compared apart: lines of run.json and --json.
words='^ *"(title|evidence|remedy|reason|format|command)": '

# say CHECK WORDS…: what the program prints, and its exit code where it fails.
say() {
  local check=$out/checks/$1 code=0
  shift
  mkdir -p "$check"
  elbo "$@" >"$check/raw" 2>"$check/error" || code=$?
  without_times <"$check/raw" >"$check/output"
  if ((code)); then without_times <"$check/error" >"$check/exit"; echo "exit $code" >>"$check/exit"; fi
  rm "$check/raw" "$check/error"
}

# leave CHECK FILE…: the contents of files that the last command wrote: text as it is, of others the hash.
leave() {
  local check=$out/checks/$1 file
  shift
  for file in "$@"; do
    case $file in
      *.csv) cp "$file" "$check/" 2>/dev/null || echo missing >"$check/${file##*/}" ;;
      *) echo "$(git hash-object --no-filters "$file" 2>/dev/null || echo missing) ${file##*/}" >>"$check/files" ;;
    esac
  done
}

words_of() { sed -nE -e '/^ *"command": \[$/,/^ *\]/p' -e "/$words/p" "$1"; }
without_words() { sed -i -E -e '/^ *"command": \[$/,/^ *\]/d' -e "/$words/d" "$1"; }

# leave_run CHECK RUN: weights, options and numbers; words for people and pictures are checks of their own.
leave_run() {
  local check=$out/checks/$1 run=$2 length name
  name=${1#train/}
  name=${name/\//-}
  mkdir -p "$out/checks/words/$name" "$out/checks/pictures/$name"
  words_of "$check/output" >"$out/checks/words/$name/output"
  without_words "$check/output"
  [[ -f $run/model.safetensors ]] || return 0
  # A number of eight bytes, a header of that length, then the tensors.
  length=$(od -An -tu8 -N8 "$run/model.safetensors" | tr -d ' ')
  head -c $((8 + length)) "$run/model.safetensors" | tail -c +9 | sed -E 's/"elbo.format":"[0-9]+",?//;s/},/},\n/g' >"$check/model.header"
  tail -c +$((9 + length)) "$run/model.safetensors" | git hash-object --stdin >"$check/model.hash"
  without_times <"$run/run.json" >"$check/run.json"
  words_of "$check/run.json" >"$out/checks/words/$name/run.json"
  without_words "$check/run.json"
  without_times <"$run/metrics.jsonl" >"$check/metrics.jsonl"
  (cd "$run" && find figures -name '*.png' | sort | while read -r file; do echo "$(git hash-object --no-filters "$file") $file"; done) \
    >"$out/checks/pictures/$name/files"
}

# train NAME WORDS…: a run in runs/NAME and its checks.
train() {
  local name=$1
  shift
  say "train/$name" train "$@" --threads 1 --out "runs/$name" --json
  leave_run "train/$name" "runs/$name"
}

# evaluate GROUP RUN WORDS…: the numbers of a run.
evaluate() {
  local group=$1 run=$2
  shift 2
  say "$group/$run" evaluate "runs/$run" --json "$@"
  without_words "$out/checks/$group/$run/output"
}

# resume NAME: a second epoch, in a copy.
resume() {
  # Given runs hold what the older program resumed.
  rm -rf "runs/$1-resumed"
  cp -r "runs/$1" "runs/$1-resumed"
  say "resume/$1" train --resume --out "runs/$1-resumed" --epochs 2 --json
  leave_run "resume/$1" "runs/$1-resumed"
}

# spawn WORDS…: runs a function beside the others, as many at a time as there are jobs.
spawn() {
  while (($(jobs -rp | wc -l) >= jobs)); do wait -n || true; done
  echo "$*" >>spawned
  { "$@"; echo "$*" >>finished; } &
}

# shellcheck source=data.sh
source "$here/data.sh"
# shellcheck source=cases.sh
source "$here/cases.sh"

make_data
if [[ -n $given ]]; then
  cp -r "$given" runs
  use_old_runs
else
  mkdir runs
  ask
  train_all
  wait
  use_old_runs
  use_all
fi
wait
if ! cmp -s <(sort spawned) <(sort finished); then
  echo "golden.sh: these did not end:" >&2
  diff <(sort spawned) <(sort finished) >&2 || true
  exit 2
fi
[[ -n $given ]] || mv runs "$out/runs"
