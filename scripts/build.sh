#!/usr/bin/env bash
# Installs what is missing and builds build/release/posegrad.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

scripts/install.sh
# shellcheck source=scripts/configure.sh
source scripts/configure.sh

# GPU kernels for the GPU that is here; all architectures take minutes: cmake --preset release.
gpu=(-DPOSEGRAD_CUDA=off)
if command -v nvidia-smi >/dev/null && nvidia-smi -L >/dev/null 2>&1; then
  gpu=(-DPOSEGRAD_CUDA=auto -DPOSEGRAD_CUDA_ARCHITECTURES=native)
fi
configure release "${gpu[@]}" -DPOSEGRAD_TOGETHER=ON
cmake --build --preset release --target posegrad
echo "Built build/release/posegrad"
