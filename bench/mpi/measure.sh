#!/usr/bin/env bash
# Measures a data-parallel step by 1, 2 and 4 ranks of this machine, and by 2 ranks in two network namespaces whose link has a limited rate.
#   bench/mpi/measure.sh [MODEL] [BATCHES]      mlp or resnet; global batches with commas between them
# Nothing else should run meanwhile. The namespaces need root; without it that part is left out, and said so.
set -euo pipefail
cd "$(dirname "$0")/../.."
model=${1:-mlp} batches=${2:-64,512,4096}
program=$PWD/artifacts/bin/Elbo.Benchmarks/release/Elbo.Benchmarks
[[ -x $program ]] || dotnet build bench/Elbo.Benchmarks -c Release -v q
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMP_WAIT_POLICY=passive TERM=dumb
mpirun --version | head -1
lscpu | sed -n 's/^Model name: */cpu: /p'
echo "cores: $(nproc)"

for ranks in 1 2 4; do
  mpirun -n $ranks --oversubscribe "$program" mpi "$model" "$batches"
done

((EUID == 0)) || { echo "no network namespaces: they need root"; exit 0; }
a=elbo-mpi-a b=elbo-mpi-b
agent=$(mktemp)
clean() {
  ip netns del $a 2>/dev/null || true
  ip netns del $b 2>/dev/null || true
  rm -f "$agent"
}
trap clean EXIT
ip netns del $a 2>/dev/null || true
ip netns del $b 2>/dev/null || true
ip netns add $a && ip netns add $b || { echo "no network namespaces: the system does not let them be made"; exit 0; }
ip link add veth-a netns $a type veth peer name veth-b netns $b
ip -n $a addr add 10.99.0.1/24 dev veth-a
ip -n $b addr add 10.99.0.2/24 dev veth-b
for space in $a $b; do
  ip -n $space link set lo up
  ip -n $space link set veth-${space##*-} up
done
# mpirun would start the other machine's daemon by ssh: here it is started in the other namespace.
printf '#!/bin/sh\nshift\nexec ip netns exec %s sh -c "$*"\n' $b >"$agent"
chmod +x "$agent"

for rate in 0 10gbit 1gbit 100mbit; do
  if [[ $rate != 0 ]]; then
    for space in $a $b; do
      # A token bucket: bursts of a millisecond at the rate, and a queue of 50 ms.
      ip netns exec $space tc qdisc replace dev veth-${space##*-} root tbf rate $rate burst 1mb latency 50ms
    done
  fi
  echo "link: $([[ $rate == 0 ]] && echo "veth, no limit" || echo "veth, $rate")"
  ip netns exec $a mpirun -n 2 --host 10.99.0.1:1,10.99.0.2:1 --map-by node --bind-to none \
    --mca plm_rsh_agent "$agent" --mca btl self,tcp --mca btl_tcp_if_include 10.99.0.0/24 --mca oob_tcp_if_include 10.99.0.0/24 \
    -x OMP_WAIT_POLICY -x TERM "$program" mpi "$model" "$batches"
done
