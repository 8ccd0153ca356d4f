#!/usr/bin/env bash
# Published size, and time from the start of the process to the first reconstruction, of Elbo.Inference beside Elbo with libtorch.
#   bench/startup/measure.sh RUN      a run with an export in RUN/onnx (elbo export RUN)
# The programs take turns; a line of each is printed, then the medians.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
run=$(cd "$1" && pwd)
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

rid=$(dotnet --info | sed -n 's/^ *RID: *//p' | head -1)
declare -A source=([onnx]=onnx.cs [torch]=torch/torch.cs)
for program in onnx torch; do
  # Self-contained first: published files may be hard links to the build's, and those of the last publish are run.
  for contained in true false; do
    dotnet publish "$here/${source[$program]}" -c Release -r "$rid" --self-contained "$contained" -o "$out/$program-$contained" -v q -nologo >"$out/log" 2>&1 || { cat "$out/log"; exit 1; }
    # No symbols, no documentation, and no data set, which the examples' build puts beside a program.
    size=$(find "$out/$program-$contained" -type f ! -name '*.pdb' ! -name '*.xml' ! -path '*/data/mnist/*' -printf '%s\n' | awk '{ sum += $1 } END { printf "%.1f", sum / 1e6 }')
    echo "$program, $([ "$contained" = true ] && echo self-contained || echo framework-dependent): $size MB"
  done
done
for turn in 1 2 3 4 5; do
  for program in onnx torch; do
    "$out/$program-false/$program" "$([ $program = onnx ] && echo "$run/onnx" || echo "$run")" | tee -a "$out/$program.txt" | sed "s/^/$program $turn: /"
  done
done
for program in onnx torch; do
  echo "$program, median: $(sort -n "$out/$program.txt" | sed -n 3p)"
done
