#!/usr/bin/env bash
# Motions as three.js and Khronos' glTF validator read them. Usage: run_three.sh WRITE_EXPORTS BUILD_FOLDER
# Ends with 77 (skipped) where something that it needs is missing.
set -euo pipefail
source_folder="$(cd "$(dirname "$0")" && pwd)"
write_exports="$1"
build_folder="$2"

skip() { echo "skipped: $1"; exit 77; }

for program in node npm; do
  command -v "$program" >/dev/null || skip "there is no $program"
done
node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' || skip "node $(node --version) is older than 18"

# The readers go to the build folder, again only when the lock file has changed.
modules="$(realpath "$build_folder")/readers"
if ! cmp -s "$source_folder/package-lock.json" "$modules/installed.json"; then
  mkdir -p "$modules"
  cp "$source_folder"/{package.json,package-lock.json,.npmrc} "$modules"
  npm ci --prefix "$modules" --no-audit --no-fund --loglevel=error >"$modules/npm.log" 2>&1 ||
    skip "npm ci failed: $(tail -n 1 "$modules/npm.log")"
  cp "$source_folder/package-lock.json" "$modules/installed.json"
fi

exports="$(mktemp -d)"
trap 'rm -rf "$exports"' EXIT
"$write_exports" "$exports"
READERS="$modules" EXPORTS="$exports" node "$source_folder/three_test.mjs"
