#!/usr/bin/env bash
# ONNX models as ONNX Runtime computes them. Usage: run.sh WRITE_MODELS BUILD_FOLDER
# Ends with 77 (skipped) where something that it needs is missing.
set -euo pipefail
source_folder="$(cd "$(dirname "$0")" && pwd)"
write_models="$1"
build_folder="$2"

skip() { echo "skipped: $1"; exit 77; }

for program in node npm; do
  command -v "$program" >/dev/null || skip "there is no $program"
done
node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' || skip "node $(node --version) is older than 18"

# The runtime goes to the build folder, again only when the lock file has changed. What its scripts would fetch besides is for
# GPUs.
modules="$(realpath "$build_folder")/runtime"
if ! cmp -s "$source_folder/package-lock.json" "$modules/installed.json"; then
  mkdir -p "$modules"
  cp "$source_folder"/{package.json,package-lock.json,.npmrc} "$modules"
  npm ci --ignore-scripts --prefix "$modules" --no-audit --no-fund --loglevel=error >"$modules/npm.log" 2>&1 ||
    skip "npm ci failed: $(tail -n 1 "$modules/npm.log")"
  cp "$source_folder/package-lock.json" "$modules/installed.json"
fi

models="$(mktemp -d)"
trap 'rm -rf "$models"' EXIT
"$write_models" "$models"
RUNTIME="$modules" MODELS="$models" node "$source_folder/onnx_test.mjs"
