#!/usr/bin/env bash
# Makes the page, keypoints and what posegrad makes of them, for tests/player/run.sh. Usage: write_page.sh FOLDER
# POSEGRAD names the program. Ends with 77 (skipped) where npm gets nothing.
set -euo pipefail
source_folder="$(cd "$(dirname "$0")" && pwd)"
root="$(cd "$source_folder/../.." && pwd)"
cd "$1"

for causal in "" -causal; do
  if ! "$root/scripts/browser_page.sh" "$root/models/coco-27$causal.bin" "lift$causal.html" >made.log 2>&1; then
    cat made.log
    grep -q "npm ci failed" made.log && { echo "skipped: npm got nothing"; exit 77; }
    exit 1
  fi
done
node "$source_folder/make_keypoints.mjs" walk.json
for causal in "" -causal; do
  "$POSEGRAD" wild walk.json --person best --no-steady --space camera --size 1280x720 --fps 30 --threads 1 \
    --checkpoint "$root/models/coco-27$causal.bin" -o "wild$causal.json" >wild.log
done
