#!/usr/bin/env bash
# Installs what is missing, then builds and checks everything: tests, format, lint, tests under sanitizers.
# Every check runs even if an earlier one fails; the summary at the end says how each went.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

scripts/install.sh --tests
# shellcheck source=scripts/configure.sh
source scripts/configure.sh

summary=()
failed=0

# check NAME COMMAND...: runs it and notes result and time.
check() {
  local name="$1" start="$SECONDS" result=passed
  shift
  printf '\n== %s\n' "$name"
  "$@" || { result=FAILED; failed=1; }
  summary+=("$(printf '%-28s %s  (%d s)' "$name" "$result" "$((SECONDS - start))")")
  [[ "$result" == passed ]]
}

build() {
  configure "$@" -DPOSEGRAD_TOGETHER=ON && cmake --build --preset "$1"
}

sources() {
  find tensor mpi audit autograd nn pose apps python tests bench -name '*.h' -o -name '*.cpp' -o -name '*.cu' | sort
}

format_is_right() {
  sources | xargs clang-format --dry-run -Werror
}

# Where nvcc is, GPU kernels are compiled, for one architecture: it is quicker, and here nobody runs them.
if check "build (release)" build release -DPOSEGRAD_CUDA=auto -DPOSEGRAD_CUDA_ARCHITECTURES=90; then
  check "tests (release)" ctest --preset release || true
  # Tests are left out: Boost.Test's macros take minutes and teach nothing.
  check "lint (clang-tidy)" scripts/lint.py --quick || true
fi
check "format (clang-format)" format_is_right || true
# GPU code runs under sanitizers too, by an emulator of CUDA. The preset leaves out what tells nothing about memory that other
# tests do not: what browsers, Node and Python make of the outputs, chapters, figures of docs and models, golden files.
if check "build (asan)" build asan -DPOSEGRAD_CUDA=emulated -DPOSEGRAD_TEST_OBJECTS="$PWD/build/release"; then
  check "tests (asan)" ctest --preset asan || true
fi

printf '\n== Summary\n'
printf '%s\n' "${summary[@]}"
if ((failed)); then
  echo "Something FAILED."
  exit 1
fi
echo "Everything passed."
