#!/usr/bin/env bash
# Builds the site, the pages of this repository and the reference of the API, into artifacts/site. Needs the Release build and Python 3. Fails on
# a warning of DocFX and on a link that leads nowhere.
# bash eng/site.sh, then look: python3 -m http.server --directory artifacts/site
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
rm -rf artifacts/site artifacts/obj/site
dotnet tool restore --verbosity quiet
dotnet docfx metadata eng/site/docfx.json --warningsAsErrors
dotnet docfx build eng/site/docfx.json --warningsAsErrors
rm artifacts/site/public/*.map
python3 eng/site/finish.py artifacts/site
