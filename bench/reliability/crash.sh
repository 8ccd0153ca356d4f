#!/bin/sh
# Kills a training with SIGKILL at 200 moments, resumes it each time, and compares what it ends with to the training that nobody killed.
# Usage: bench/reliability/crash.sh [KILLS]
set -e
cd "$(dirname "$0")/../.."
ELBO_CRASH_KILLS=${1:-200} dotnet test --project tests/Elbo.Cli.Tests -c Release -- --filter-method '*Kill_AtManyMoments*' --show-live-output on
