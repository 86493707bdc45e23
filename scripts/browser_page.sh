#!/usr/bin/env bash
# Makes one page that lifts keypoints to 3D poses in a browser, without a server: ONNX Runtime, a model and the player.
# Usage: scripts/browser_page.sh CHECKPOINT OUT.html    needs node, npm and a built posegrad (POSEGRAD names another one)
set -euo pipefail
source_folder="$(cd "$(dirname "$0")/browser_page" && pwd)"
root="$(cd "$(dirname "$0")/.." && pwd)"
posegrad="${POSEGRAD:-$root/build/release/posegrad}"

fail() { echo "browser_page.sh: $1" >&2; exit 1; }

(($# == 2)) || { echo "Usage: scripts/browser_page.sh CHECKPOINT OUT.html" >&2; exit 2; }
for program in node npm; do
  command -v "$program" >/dev/null || fail "there is no $program (scripts/install.sh --npm)"
done
[[ -x "$posegrad" ]] || fail "there is no $posegrad: scripts/build.sh makes it"
[[ -d "$(dirname "$2")" ]] || fail "$2: there is no folder $(dirname "$2")"

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
# The runtime is kept, and got again only when the lock file has changed.
modules="${POSEGRAD_BROWSER_RUNTIME:-$root/build/browser_runtime}"
if ! cmp -s "$source_folder/package-lock.json" "$modules/installed.json"; then
  mkdir -p "$modules"
  cp "$source_folder"/{package.json,package-lock.json,.npmrc} "$modules"
  npm ci --ignore-scripts --prefix "$modules" --no-audit --no-fund --loglevel=error >"$work/npm.log" 2>&1 ||
    fail "npm ci failed: $(tail -n 1 "$work/npm.log")"
  cp "$source_folder/package-lock.json" "$modules/installed.json"
fi
"$posegrad" convert "$1" -o "$work/model.onnx" >/dev/null
node "$source_folder/pack.mjs" "$work/model.onnx" "$modules/node_modules" "$2"
