#!/usr/bin/env bash
# Motions as three.js and Khronos' glTF validator read them. Usage: run_three.sh WRITE_EXPORTS BUILD_FOLDER
# Ends with 77 (skipped) where something that it needs is missing.
set -euo pipefail
source_folder="$(cd "$(dirname "$0")" && pwd)"
write_exports="$1"
build_folder="$2"

# shellcheck source=tests/support/node_modules.sh
source "$source_folder/../support/node_modules.sh"
require_node

modules="$(realpath "$build_folder")/readers"
node_modules "$source_folder" "$modules"

exports="$(mktemp -d)"
trap 'rm -rf "$exports"' EXIT
"$write_exports" "$exports"
READERS="$modules" EXPORTS="$exports" node "$source_folder/three_test.mjs"
