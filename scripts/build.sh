#!/usr/bin/env bash
# Installs what is missing and builds build/release/posegrad.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

scripts/install.sh
# shellcheck source=scripts/configure.sh
source scripts/configure.sh

configure release
cmake --build --preset release --target posegrad
echo "Built build/release/posegrad"
