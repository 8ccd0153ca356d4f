#!/usr/bin/env bash
# Mutation testing, folder by folder: mutants of src/Elbo/FOLDER against the tests in tests/Elbo.Tests/FOLDER. Reports go to artifacts/mutants/FOLDER.
# Usage: bench/reliability/mutants.sh [FOLDER…]
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
dotnet tool restore
(($#)) || set -- Objectives Likelihoods Diagnosis Settings Evaluation Files
cd tests/Elbo.Mutants
# Analyzers would reject mutants. On a busy machine, dotnet --info takes longer than the four seconds that Stryker waits for it.
export RunAnalyzers=false OMP_WAIT_POLICY=passive DOTNET_INFO_WAIT_TIME=60000
for folder; do
  # MSBuild reads it as a property: the project then has only this folder's tests.
  ELBO_MUTATED=$folder dotnet stryker --skip-version-check --mutate "$folder/**/*.cs" --output "$root/artifacts/mutants/$folder"
done
