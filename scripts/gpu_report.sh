#!/usr/bin/env bash
# On a machine with an NVIDIA GPU, in one call of less than ten minutes: builds for that GPU, runs the tests there, plainly and
# under compute-sanitizer, measures beside PyTorch, and writes it all down in OUT/report.md. Every part runs even if one fails; the
# exit status is 0 if every one that was asked for ran and passed.
# Usage: scripts/gpu_report.sh [OUT]          default: gpu_report
#   VENDOR=FOLDER   packages from scripts/vendor.sh, for a machine without our libraries; it needs nvcc, CMake, Ninja and g++
#   SECONDS_LEFT=N  time for everything (default 570); what does not fit is cut, and the report says so
#   PARTS="test sanitize bench"  what to do after building (default: all)
#   GPU_BACKEND=emulated  tries the script where there is no GPU
set -euo pipefail
out="$(realpath -m -- "${1:-gpu_report}")"
vendor="${VENDOR:+$(realpath -- "$VENDOR")}"
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
mkdir -p "$out" build
PATH="$PATH:/usr/local/cuda/bin"
report="$out/report.md"
parts="${PARTS:-test sanitize bench}"
end=$((SECONDS + ${SECONDS_LEFT:-570}))

say() { printf '%s\n' "$*" | tee -a "$report"; }
left() { echo $((end - SECONDS)); }

# part NAME MOST COMMAND...: runs it for MOST seconds at most, its output to OUT/NAME.log, and notes how it went.
part() {
  local name="$1" most="$2" start="$SECONDS" code=0
  shift 2
  ((most <= $(left))) || most="$(left)"
  if ((most < 5)); then
    say "| $name | left out, no time | |"
    return 1
  fi
  timeout --kill-after=5 "$most" "$@" >"$out/$name.log" 2>&1 || code=$?
  local result=passed
  case "$code" in
    0) ;;
    77) result="skipped" ;;
    124 | 137) result="not done after $most s" ;;
    *) result="FAILED ($code)" ;;
  esac
  local last
  last="$(sed 's/\x1b\[[0-9;]*m//g' "$out/$name.log" | grep -aE '[^[:space:]]' | tail -n 1 | cut -c 1-100)"
  say "| $name | $result: $last | $((SECONDS - start)) s |"
  ((code == 0))
}

: >"$report"
say "# posegrad on a GPU"
say
say '```'
nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader 2>&1 | tee -a "$report" || true
{ nvcc --version | tail -n 2; } 2>&1 | tee -a "$report" || true
python3 -c 'import torch; print("PyTorch", torch.__version__)' 2>&1 | tail -n 1 | tee -a "$report" || true
git log -1 --format='posegrad %h of %cs' 2>/dev/null | tee -a "$report" || true
say '```'
say
say '| part | how it went | time |'
say '|---|---|---|'

options=(-DPOSEGRAD_CUDA="${GPU_BACKEND:-on}" -DPOSEGRAD_CUDA_ARCHITECTURES=native -DPOSEGRAD_BENCH=OFF -DPOSEGRAD_PYTHON=off)
if [[ -n "$vendor" ]]; then
  root="$PWD/build/vendor"
  mkdir -p "$root"
  for package in "$vendor"/*.deb; do dpkg-deb -x "$package" "$root"; done
  libraries="$root/usr/lib/$(uname -m)-linux-gnu"
  folders="$libraries:$libraries/openblas-openmp:$root/lib/$(uname -m)-linux-gnu"
  # For our programs only: Python and PyTorch keep the machine's libraries. An old-style rpath serves libraries of libraries too.
  printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' "$folders" "$root/usr/bin/pkgconf" >"$root/pkg-config"
  chmod +x "$root/pkg-config"
  export PKG_CONFIG="$root/pkg-config" PKG_CONFIG_SYSROOT_DIR="$root" PKG_CONFIG_LIBDIR="$libraries/pkgconfig"
  options+=(-DCMAKE_PREFIX_PATH="$root/usr" -DOPENBLAS_LIBRARY="$libraries/openblas-openmp/libopenblas.so"
    -DOPENBLAS_INCLUDE_DIR="$root/usr/include/$(uname -m)-linux-gnu/openblas-openmp" -DPOSEGRAD_CAIRO=OFF
    -DCMAKE_EXE_LINKER_FLAGS="-Wl,--disable-new-dtags,-rpath,$folders")
fi

tests=build/gpu/tests
part configure 60 cmake --preset release -B build/gpu "${options[@]}" || true
if part build 400 cmake --build build/gpu --target posegrad test_ops test_cuda; then
  if [[ " $parts " == *" test "* ]]; then
    part ops 90 env POSEGRAD_TEST_DEVICE=cuda "$tests/ops/test_ops" --log_level=warning || true
    part cuda 90 "$tests/cuda/test_cuda" --log_level=warning || true
  fi
  if [[ " $parts " == *" sanitize "* ]] && ! command -v compute-sanitizer >/dev/null; then
    say '| compute-sanitizer | not there | |'
  elif [[ " $parts " == *" sanitize "* ]]; then
    # Side by side, as each spends its time on one core. Blocks of a pool would hide what memcheck and initcheck look for.
    # Training stays out of racecheck: its kernels are those of the ops.
    sanitizer() {
      part "$1" 100 env POSEGRAD_TEST_DEVICE=cuda POSEGRAD_GPU_POOL=off compute-sanitizer --tool "${1%%_*}" \
        --error-exitcode 1 --report-api-errors no "${@:2}" || true
    }
    pids=()
    for tool in memcheck racecheck initcheck; do
      sanitizer "${tool}_ops" "$tests/ops/test_ops" & pids+=($!)
      [[ "$tool" == racecheck ]] || { sanitizer "${tool}_cuda" "$tests/cuda/test_cuda" --run_test='!program_on_a_gpu' & pids+=($!); }
    done
    for pid in "${pids[@]}"; do wait "$pid" || true; done
  fi
  if [[ " $parts " == *" bench "* ]] && (($(left) > 40)); then
    part bench "$(left)" python3 bench/compare_pytorch.py --program build/gpu/posegrad --device cuda --quick \
      --time-limit $(($(left) - 20)) --json "$out/bench.json" || true
    printf '\n' >>"$report"
    cat "$out/bench.log" >>"$report"
  elif [[ " $parts " == *" bench "* ]]; then
    say '| bench | left out, no time | |'
  fi
fi
say
if grep -qE '^\| [a-z_-]+ \| (FAILED|not done)' "$report"; then
  say "Something failed: see the logs beside this file."
elif grep -qE '^\| [a-z_-]+ \| (skipped|left out|not there)' "$report"; then
  say "What ran passed, but some parts did not run."
else
  say "Everything passed."
  exit 0
fi
exit 1
