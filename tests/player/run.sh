#!/usr/bin/env bash
# Opens pages in a real Chromium. Usage: run.sh WRITE_PAGES BUILD_FOLDER [TEST], by default the test of the HTML player.
# Ends with 77 (skipped) where something that it needs is missing. CHROMIUM names another browser.
set -euo pipefail
source_folder="$(cd "$(dirname "$0")" && pwd)"
write_pages="$1"
build_folder="$2"
test_script="${3:-$source_folder/player_test.mjs}"

skip() { echo "skipped: $1"; exit 77; }

for program in node npm; do
  command -v "$program" >/dev/null || skip "there is no $program"
done
node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' || skip "node $(node --version) is older than 18"
CHROMIUM="${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}"
[[ -x "$CHROMIUM" ]] || skip "there is no chromium"
export CHROMIUM

# The browser's driver goes to the build folder, again only when the lock file has changed.
modules="$build_folder/driver"
if ! cmp -s "$source_folder/package-lock.json" "$modules/installed.json"; then
  mkdir -p "$modules"
  cp "$source_folder"/{package.json,package-lock.json,.npmrc} "$modules"
  npm ci --prefix "$modules" --no-audit --no-fund --loglevel=error >"$modules/npm.log" 2>&1 ||
    skip "npm ci failed: $(tail -n 1 "$modules/npm.log")"
  cp "$source_folder/package-lock.json" "$modules/installed.json"
fi

pages="$(mktemp -d)"
trap 'rm -rf "$pages"' EXIT
"$write_pages" "$pages"
DRIVER="$modules" PAGES="$pages" node "$test_script"
