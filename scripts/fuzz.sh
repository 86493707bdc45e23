#!/usr/bin/env bash
# Usage: scripts/fuzz.sh HOURS [TARGET...]
# Gives broken input to every reader (tests/fuzz/targets; or to these TARGETs), for HOURS (0.5, 12) in all, FUZZ_JOBS (2) at a time. Inputs
# that take new paths are kept in build/fuzz/corpus, those that end otherwise than in a refusal in build/fuzz/findings: each is
# read again by `build/fuzz/tests/fuzz/fuzz TARGET FILE`. Exit status 1 if there was one. Needs clang++ with libFuzzer.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

if (($# < 1)) || ! awk -v hours="$1" 'BEGIN { exit !(hours ~ /^[0-9]*[.]?[0-9]+$/ && hours > 0) }'; then
  sed -n '2,/^set/{s/^# //p}' "${BASH_SOURCE[0]}" >&2
  exit 2
fi
hours="$1"
shift

# shellcheck source=scripts/configure.sh
source scripts/configure.sh
configure fuzz -DPOSEGRAD_TOGETHER=ON
cmake --build --preset fuzz
export program="build/fuzz/tests/fuzz/fuzz" home="build/fuzz"
export LSAN_OPTIONS="suppressions=$PWD/tests/support/lsan.supp:print_suppressions=0"

targets=("$@")
if ((${#targets[@]} == 0)); then
  for file in tests/fuzz/targets/*.cpp; do targets+=("$(basename "$file" .cpp)"); done
fi
jobs="${FUZZ_JOBS:-2}"
seconds="$(awk -v h="$hours" -v n="${#targets[@]}" -v j="$jobs" 'BEGIN { t = 3600 * h * j / n; print t < 1 ? 1 : int(t) }')"
export seconds

# libFuzzer ends at a finding: it is started again until the target's time is over or the same ones come over and over.
fuzz_target() {
  local target="$1" most=10 found=0 end=$((SECONDS + seconds)) folder="$home/findings/$1" log="$home/log/$1"
  mkdir -p "$home/corpus/$target" "$folder" "$home/log"
  : >"$log"
  while ((SECONDS < end && found < most)); do
    "$program" "$target" -max_total_time=$((end - SECONDS)) -max_len=65536 -rss_limit_mb=4096 -timeout=1200 -detect_leaks=0 \
      -print_final_stats=1 -verbosity=1 -artifact_prefix="$folder/" "$home/corpus/$target" "tests/fuzz/corpus/$target" \
      >"$log.run" 2>&1 || found=$((found + 1))
    cat "$log.run" >>"$log"
  done
  rm -f "$log.run"
  # Executions of all runs; edges of the best.
  awk -v target="$target" -v found="$found" '
    /^stat::number_of_executed_units:/ { runs += $2 }
    / cov: / { for (i = 1; i < NF; ++i) if ($i == "cov:" && $(i + 1) > edges) edges = $(i + 1) }
    /^FOUND |^SUMMARY: |^==.*ERROR: / { if (!seen[$0]++ && lines < 5) { notes = notes "\n    " $0; ++lines } }
    END { printf "%-18s %10d executions %7d edges %3d findings%s\n", target, runs, edges, found, notes }' "$log"
  ((found == 0))
}
export -f fuzz_target

echo "${#targets[@]} targets, $seconds s each"
# shellcheck disable=SC2016  # the inner shell expands it
if printf '%s\n' "${targets[@]}" | xargs -P "$jobs" -I{} bash -c 'fuzz_target "$1"' _ {}; then
  echo "No findings."
else
  echo "There are findings: $home/findings, $home/log"
  exit 1
fi
