#!/usr/bin/env bash
# Packs what is published, and uses it as somebody would who has never seen this repository: outside of it, with empty folders for packages, data
# and caches. Needs the Release build, and the machine's usual source of packages.
# bash eng/packages.sh [--packed]     --packed takes the packages that are already there
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
packed=$root/artifacts/package/release
version=$(sed -nE 's:.*<Version>(.*)</Version>.*:\1:p' Directory.Build.props)
platform=$(dotnet --info | sed -nE 's/^ *RID: *//p' | head -1)
scratch=$(mktemp -d)
stop=()
trap 'for process in "${stop[@]}"; do kill "$process" 2>/dev/null || true; done; rm -rf "$scratch"' EXIT
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 OMP_WAIT_POLICY=passive
export NUGET_PACKAGES=$scratch/nuget XDG_DATA_HOME=$scratch/data ELBO_CACHE=$scratch/cache

fail() {
  echo "FAILED: $*"
  exit 1
}

# timed WORDS COMMAND…: runs it and says how long it took.
timed() {
  local words=$1 log=$scratch/last.log started=$SECONDS
  shift
  "$@" >"$log" 2>&1 || { tail -c 3000 "$log"; fail "$words"; }
  echo "ok: $words, $((SECONDS - started)) s"
}

# below LIMIT PATH…: the size of a file or folder in MB, held against a limit.
below() {
  local limit=$1 size
  shift
  size=$(($(du -scb "$@" | tail -1 | cut -f1) / 1000000))
  ((size < limit)) || fail "${1#"$scratch"/} has $size MB; $limit are allowed"
  echo "    ${1##*/}: $size MB (of $limit)"
}

# said WORDS: what the last command printed.
said() {
  grep -qF -- "$1" "$scratch/last.log" || { tail -c 3000 "$scratch/last.log"; fail "'$1' was expected"; }
}

# block LANGUAGE PAGE: the blocks of code of a page.
block() {
  awk -v begin="\`\`\`$1" '$0 == begin { inside = 1; next } /^```$/ { inside = 0 } inside' "$2"
}

# answers URL: waits until a server does.
answers() {
  for _ in $(seq 100); do
    curl -fsS -o /dev/null "$1" 2>/dev/null && return
    sleep 0.2
  done
  fail "$1 does not answer"
}

### The packages
if [[ ${1:-} != --packed ]]; then
  rm -rf "$packed" artifacts/publish/Elbo.Cli
  timed "dotnet pack" env -u NUGET_PACKAGES dotnet pack --no-restore -v q -nologo
fi
expected=$(printf '%s\n' Elbo{,.Inference,.Inference.Extensions,.MLNet,.Reports}."$version".{nupkg,snupkg} Elbo.Cli{,."$platform"}."$version".nupkg | sort)
[[ $(find "$packed" -type f -printf '%f\n' | sort) == "$expected" ]] || fail "packed were: $(find "$packed" -type f -printf '%f ')"
below 250 "$packed/Elbo.Cli.$platform.$version.nupkg"
below 2 "$packed/Elbo.$version.nupkg"
for package in Inference Inference.Extensions MLNet Reports; do below 1 "$packed/Elbo.$package.$version.nupkg"; done
[[ $(unzip -l "$packed/Elbo.Cli.$platform.$version.nupkg") != *@(torch_python|_test.so|Sharp.pdb)* ]] || fail "the tool has files of libtorch or Skia that it does not need"

### The tool
mkdir "$scratch/user" && cd "$scratch/user"
timed "dotnet tool install Elbo.Cli" dotnet tool install Elbo.Cli --tool-path "$scratch/tools" --source "$packed"
below 900 "$scratch/tools"
elbo=$scratch/tools/elbo
timed "elbo doctor" "$elbo" doctor
timed "elbo train mnist --epochs 1" "$elbo" train mnist --epochs 1
timed "elbo train --seeds 2" "$elbo" train mnist --epochs 1 --hidden 16 --latents 2 --seeds 2 --out runs/seeds
timed "elbo bench --quick" "$elbo" bench --quick
timed "elbo export" "$elbo" export runs/mnist
"$elbo" studio runs --port 0 >studio.txt 2>&1 &
stop+=($!)
for _ in $(seq 100); do grep -q http:// studio.txt && break || sleep 0.2; done
address=$(grep -oE 'http://[^ /]+' studio.txt | head -1)
answers "$address/"
manifest=$(find "$scratch/tools" -name Elbo.Cli.staticwebassets.endpoints.json)
files=$(grep -oE '"Route":"[^"]+"' "$manifest" | sed -E 's/.*:"(.*)"/\1/' | sort -u)
for file in $files; do
  curl -fsS -o /dev/null "$address/$file" || fail "the studio does not serve $file"
done
asked=$(curl -fsS "$address/" | grep -oE '(href|src)="[^"#]+\.(css|js|svg)"' | cut -d'"' -f2 | sort -u)
for file in $asked; do
  curl -fsS -o /dev/null "$address/${file#/}" || fail "the studio's page asks for $file and does not get it"
done
for part in MudBlazor studio blazor; do
  [[ $asked == *$part* ]] || fail "the studio's page does not ask for $part: $asked"
done
browser=$root/artifacts/bin/Elbo.Studio.Tests/release/Elbo.Studio.Tests
if [[ -x $browser && -x $(command -v chromium-headless-shell || command -v chromium) ]]; then
  timed "a training from the studio's form" env ELBO_PROGRAM="$elbo" "$browser" -noColor \
    -method 'Elbo.Studio.Tests.Browser.BrowserTests.Train_FromTheForm_StartsStopsAndResumes'
fi
echo "ok: elbo studio, $(wc -w <<<"$files") static files"

### Data for programs: fetched from a server of this machine
python3 -u -m http.server --bind 127.0.0.1 --directory "$root/data/mnist" 0 >server.txt 2>&1 &
stop+=($!)
for _ in $(seq 100); do grep -q 'port [0-9]' server.txt && break || sleep 0.2; done
mirror=http://127.0.0.1:$(grep -oE 'port [0-9]+' server.txt | cut -d' ' -f2)/
timed "elbo data fetch mnist" "$elbo" data fetch mnist --to "$XDG_DATA_HOME/elbo/mnist" --mirror "$mirror"

### A program of the package Elbo, as its readme says
cat >nuget.config <<CONFIG
<configuration><packageSources><add key="elbo" value="$packed" /></packageSources></configuration>
CONFIG
timed "dotnet new console" dotnet new console --no-restore -o first
cd first
block csharp "$root/src/Elbo/PACKAGE.md" >Program.cs
timed "dotnet add package Elbo" dotnet add package Elbo --version "$version"
if dotnet run >"$scratch/last.log" 2>&1; then fail "a program without libtorch has trained"; fi
said "libtorch is missing: no libtorch_cpu.so was found next to the program. Set <ElboTorch>cpu</ElboTorch> in the program's project file"
grep -q 'TypeInitializationException' "$scratch/last.log" && fail "a program without libtorch does not end with Elbo's own exception"
echo "ok: without libtorch, the program says what to add"
sed -i 's:</Nullable>:&<ElboTorch>cpu</ElboTorch>:' first.csproj
rm -rf runs
timed "a program of $(grep -c . Program.cs) lines trains, saves, loads and scores with the package Elbo" dotnet run
said "nats per example"
### CUDA's libtorch, made up: a package that names others, in which parts of a file lie until a build puts them together
python3 - "$scratch/cuda" "$(sed -nE 's:.*>(.*)</ElboLibtorchVersion>.*:\1:p' "$root/src/Elbo/Compute/Native/Package/Elbo.props")" <<'PYTHON'
import os, sys, zipfile

folder, version = sys.argv[1:]
os.makedirs(folder)
name = "libtorch-cuda-12.8-linux-x64"
whole = f"$(MSBuildThisFileDirectory)../../runtimes/linux-x64/native/libtwo.so"
rest = f"$(MSBuildThisFileDirectory)../../../../{name}-part2-fragment1/{version}/fragments/libtwo.so.fragment1"
joins = f"""<Project><Target Name="Join" AfterTargets="ResolveReferences" BeforeTargets="PrepareForBuild" Condition="Exists('{rest}')">
<PropertyGroup><Both>$([System.IO.File]::ReadAllText('{whole}'))$([System.IO.File]::ReadAllText('{rest}'))</Both></PropertyGroup>
<WriteLinesToFile File="{whole}" Lines="$(Both)" Overwrite="true" /><Delete Files="{rest}" /></Target></Project>"""
packages = {
    "": {"lib/netstandard2.0/_._": ""},
    "-part1": {"runtimes/linux-x64/native/libone.so": "one"},
    "-part2-primary": {"runtimes/linux-x64/native/libtwo.so": "tw", "runtimes/linux-x64/native/libtwo.so.sha": "sum",
                       f"buildTransitive/netstandard2.0/{name}-part2-primary.targets": joins},
    "-part2-fragment1": {"fragments/libtwo.so.fragment1": "o"},
}
for part, files in packages.items():
    needs = "".join(f'<dependency id="{name}{each}" version="[{version}]" />' for each in packages if each) if not part else ""
    with zipfile.ZipFile(f"{folder}/{name}{part}.{version}.nupkg", "w") as package:
        package.writestr(f"{name}{part}.nuspec", f"<package><metadata><id>{name}{part}</id><version>{version}</version><authors>nobody</authors>"
            f'<description>made up</description><dependencies><group targetFramework=".NETStandard2.0">{needs}</group></dependencies></metadata></package>')
        for path, text in files.items():
            package.writestr(path, text)
PYTHON
cp -r . ../cuda-program
sed "s:</packageSources>:<add key=\"cuda\" value=\"$scratch/cuda\" /></packageSources>:" ../nuget.config >../cuda-program/nuget.config
timed "a program with <ElboTorch>cuda</ElboTorch> is built" dotnet build ../cuda-program -p:ElboTorch=cuda --runtime linux-x64
both=$(find ../cuda-program/bin -path '*linux-x64*' \( -name libone.so -o -name libtwo.so \) -exec cat {} + | tr -d '\n')
[[ $both == onetwo || $both == twoone ]] || fail "the program has not got the files of libtorch for CUDA: '$both'"

timed "dotnet publish --self-contained" dotnet publish --runtime "$platform" --self-contained -o ../published
below 620 ../published
rm -rf runs
timed "the published program" env DOTNET_ROOT=/nonexistent ../published/first
said "nats per example"
cd ..

### Programs without libtorch
ln -s "$root/data" data
for example in Elbo.Inference:examples/inference/inference.cs Elbo.MLNet:examples/mlnet/anomalies.cs; do
  package=${example%:*} file=$(basename "$example")
  sed -E "s|^#:project .*|#:package $package@$version|" "$root/${example#*:}" >"$file"
  timed "$package: $file" dotnet run "$file" runs/mnist/onnx
  said "upside down"
done

### A service of the package Elbo.Inference.Extensions, as its readme says
readme=$root/src/Elbo.Inference.Extensions/PACKAGE.md
timed "dotnet new web" dotnet new web --no-restore -o service
block csharp "$readme" >service/Program.cs
block json "$readme" >service/appsettings.json
cd service
timed "dotnet add package Elbo.Inference.Extensions" dotnet add package Elbo.Inference.Extensions --version "$version"
timed "dotnet publish" dotnet publish --runtime "$platform" --no-self-contained -o ../served
below 40 ../served
lines=$(grep -c . Program.cs)
cd ../served
mkdir models && ln -s ../../runs/mnist/onnx models/mnist
./service --urls http://127.0.0.1:0 >service.txt 2>&1 &
stop+=($!)
for _ in $(seq 100); do grep -q http:// service.txt && break || sleep 0.2; done
address=$(grep -oE 'http://[^ /]+' service.txt | head -1)
answers "$address/health"
head -c 784 /dev/zero >image.bin
timed "a service of $lines lines scores over HTTP" curl -fsS --data-binary @image.bin "$address/score"
said '"squaredError":['
cd ..
below 2300 "$NUGET_PACKAGES"
echo "    downloaded for all programs: $(find "$NUGET_PACKAGES" -name '*.nupkg' -print0 | du -scb --files0-from=- | tail -1 | awk '{ print int($1 / 1e6) }') MB"
echo "ok: packages"
