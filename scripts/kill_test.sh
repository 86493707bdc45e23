#!/usr/bin/env bash
# scripts/kill_test.sh N: ends posegrad N times by kill -9 at random moments (run, wild, synth, prepare and audit in turn)
# and checks that the same command, given again, then makes the same bits as an undisturbed one. Needs a build with tests.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

if [[ ! "${1:-}" =~ ^[1-9][0-9]*$ ]]; then
  echo "usage: scripts/kill_test.sh N" >&2
  exit 2
fi
test=build/release/tests/faults/test_faults
if [[ ! -x "$test" ]]; then
  echo "scripts/kill_test.sh: there is no $test; build it first: scripts/build.sh" >&2
  exit 1
fi
seed="${POSEGRAD_SEED:-$RANDOM}"
echo "Seed $seed"
POSEGRAD_KILLS="$1" POSEGRAD_SEED="$seed" "$test" --run_test=kills --log_level=warning
