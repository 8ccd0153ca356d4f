#!/usr/bin/env bash
# Trains and exports a model, serves it, and asks the service over HTTP as clients do, also what it must refuse. Needs the Release build.
# bash examples/service/check.sh [FOLDER]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
out=$(realpath -m "${1:-runs/service}")
elbo=$root/artifacts/bin/Elbo.Cli/release/elbo
service=$root/artifacts/bin/service/release/service
client=$root/artifacts/bin/service-check/release/service-check
mkdir -p "$out"
stop=()
trap 'for process in "${stop[@]}"; do kill "$process" 2>/dev/null || true; done' EXIT

fail() {
  echo "FAILED: $*"
  exit 1
}

# serve NAME OPTION…: starts the service on a free port of this machine; $address is where.
serve() {
  local log=$out/$1.txt
  shift
  (cd "$out" && exec "$service" --urls http://127.0.0.1:0 --contentRoot "$here" --Elbo:Folder "$out/onnx" --Logging:LogLevel:Microsoft.Hosting.Lifetime=Information "$@" >"$log" 2>&1) &
  stop+=($!)
  for _ in $(seq 150); do
    address=$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$log" | head -1) && return
    sleep 0.2
  done
  cat "$log"
  fail "the service does not start"
}

ask() {
  "$client" "$address" "$out/onnx" "$root/data/mnist/t10k-images-idx3-ubyte.gz" "$1" || fail "the service's answers: $1"
}

dotnet build -c Release -v q -nologo "$here/service.csproj"
dotnet build -c Release -v q -nologo "$here/check/service-check.csproj"
"$elbo" train mnist --epochs 1 --hidden 64 --latents 4 --out "$out/run" --force >"$out/train.txt" || fail "elbo train"
"$elbo" export "$out/run" --out "$out/onnx" --force >"$out/export.txt" || fail "elbo export"
serve answers
ask answers
serve rate --Limits:RequestsPerMinute=5
ask rate
long=(--Limits:Images=100000 --Limits:RequestsPerMinute=1000000 --Elbo:Options:BatchSize=1)
serve busy "${long[@]}" --Limits:AtOnce=1 --Limits:Waiting=0 --Limits:Seconds=300
ask busy
serve late "${long[@]}" --Limits:Seconds=1
ask late

# What keeps a model from being served stops the start, and the message says what it is.
refused() {
  local said=$1
  shift
  if { timeout 60 "$service" --urls http://127.0.0.1:0 --contentRoot "$here" --Elbo:Folder "$out/onnx" "$@" >"$out/refused.txt" 2>&1; } 2>/dev/null; then
    fail "it has started with $*"
  fi
  grep -qF -- "$said" "$out/refused.txt" || { cat "$out/refused.txt"; fail "'$said' was expected"; }
  echo "ok: $said"
}
rm -rf "$out/damaged"
cp -r "$out/onnx" "$out/damaged"
truncate -s 1000 "$out/damaged/decoder.onnx"
refused "absent is not a folder. Name a folder written by elbo export." --Elbo:Folder absent
refused "damaged/decoder.onnx cannot be loaded" --Elbo:Folder "$out/damaged"
refused "The execution provider 'cuda' is not in this program's ONNX Runtime" --Elbo:Options:Provider cuda
refused "'Treads'" --Elbo:Options:Treads 2
refused "The field Images must be between 1 and 100000" --Limits:Images 0
