#!/usr/bin/env bash
# Opens pages in a real Chromium. Usage: run.sh WRITE_PAGES BUILD_FOLDER [TEST], by default the test of the HTML player.
# Ends with 77 (skipped) where something that it needs is missing. CHROMIUM names another browser.
set -euo pipefail
source_folder="$(cd "$(dirname "$0")" && pwd)"
write_pages="$1"
build_folder="$2"
test_script="${3:-$source_folder/player_test.mjs}"

# shellcheck source=tests/support/node_modules.sh
source "$source_folder/../support/node_modules.sh"
require_node
CHROMIUM="${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}"
[[ -x "$CHROMIUM" ]] || skip "there is no chromium"
export CHROMIUM

modules="$build_folder/driver"
node_modules "$source_folder" "$modules"

pages="$(mktemp -d)"
trap 'rm -rf "$pages"' EXIT
"$write_pages" "$pages"
DRIVER="$modules" PAGES="$pages" node "$test_script"
