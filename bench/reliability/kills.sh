#!/bin/sh
# Kills report, evaluate, export, impute, score and encode with SIGKILL at many moments and compares the files that they leave.
# Usage: bench/reliability/kills.sh [KILLS OF EACH]
set -e
cd "$(dirname "$0")/../.."
ELBO_CRASH_KILLS=${1:-30} dotnet test --project tests/Elbo.Cli.Tests -c Release -- --filter-class '*KilledVerbTests'
