#!/usr/bin/env bash
# ONNX models as ONNX Runtime computes them. Usage: run.sh WRITE_MODELS BUILD_FOLDER
# Ends with 77 (skipped) where something that it needs is missing.
set -euo pipefail
source_folder="$(cd "$(dirname "$0")" && pwd)"
write_models="$1"
build_folder="$2"

# shellcheck source=tests/support/node_modules.sh
source "$source_folder/../support/node_modules.sh"
require_node

modules="$(realpath "$build_folder")/runtime"
node_modules "$source_folder" "$modules"

models="$(mktemp -d)"
trap 'rm -rf "$models"' EXIT
"$write_models" "$models"
RUNTIME="$modules" MODELS="$models" node "$source_folder/onnx_test.mjs"
