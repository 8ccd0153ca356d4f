#!/usr/bin/env bash
# Checks that kinds of another assembly do what Elbo's own do: first through the library, then on the command line.
# bash examples/extension/check.sh [FOLDER]
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=$(realpath -m "${1:-runs/extension}")
plugin=$root/artifacts/bin/extension/release/extension.dll
elbo=$root/artifacts/bin/Elbo.Cli/release/elbo
kinds=(--model one-layer --width 500 --likelihood pixels --prior wide-normal --objective averaged-elbo)
# Elbo's own kinds have passes of their own over memory, which round differently: without them, the digits can be compared.
export ELBO_FAST_PATHS=0

fail() {
  echo "FAILED: $*"
  exit 1
}

metrics() {
  sed -E 's/,"(examples_per_second|seconds)":[^,}]*//g' "$1/metrics.jsonl"
}

run() {
  "$elbo" "$@" --plugin "$plugin" >"$out/elbo.txt" || fail "elbo $1"
}

nll() {
  "$elbo" evaluate "$1" --nll 200 --limit 200 --json --plugin "$plugin" | grep -m1 -E '"nll": [0-9]'
}

dotnet build -c Release -v q -nologo "$root/src/Elbo.Cli"
dotnet run -c Release --project "$root/examples/extension" -- "$out"

run train --recipe flax --engine torch --epochs 1 "${kinds[@]}" --out "$out/typed" --force
diff <(metrics "$out/theirs") <(metrics "$out/typed") || fail "elbo train with our kinds has other metrics than with Elbo's"
cmp "$out/ours/model.safetensors" "$out/typed/model.safetensors" || fail "elbo train has other weights than the library"
[[ $(nll "$out/theirs") == "$(nll "$out/typed")" ]] || fail "NLL: $(nll "$out/theirs") of Elbo's kinds, $(nll "$out/typed") of ours"
echo "ok: elbo train, elbo evaluate --nll 200"

run report "$out/typed"
test -s "$out/typed/report.html" || fail "elbo report wrote nothing"
run compare "$out/theirs" "$out/typed"
run sample "$out/counts" --out "$out/samples.png" --force
run score "$out/counts" "$out/counts.npy" --out "$out/scores.csv" --force
echo "ok: elbo report, compare, sample, score"

[[ $("$elbo" evaluate "$out/typed" 2>&1) == *"needs the plugin extension"* ]] || fail "a run whose plugin is not loaded does not say so"
[[ $("$elbo" export "$out/typed" --plugin "$plugin" 2>&1) == *"one-layer"* ]] || fail "elbo export does not decline the net by name"
echo "ok: what our kinds cannot do is declined by name"
