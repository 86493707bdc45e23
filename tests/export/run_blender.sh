#!/usr/bin/env bash
# Motions as Blender imports them. Usage: run_blender.sh WRITE_EXPORTS. Ends with 77 (skipped) where there is no Blender;
# BLENDER names another one.
set -euo pipefail
source_folder="$(cd "$(dirname "$0")" && pwd)"
blender="${BLENDER:-$(command -v blender || true)}"
[[ -x "$blender" ]] || { echo "skipped: there is no blender"; exit 77; }

exports="$(mktemp -d)"
trap 'rm -rf "$exports"' EXIT
"$1" "$exports"
# Only what the test prints, not the importers' progress.
"$blender" --background --factory-startup --python-exit-code 1 --python "$source_folder/blender_test.py" -- "$exports" \
  >"$exports/log" 2>&1 && status=0 || status=$?
grep -E '^(ok|NOT OK|[0-9]+ BVH)' "$exports/log" || tail -n 20 "$exports/log"
exit "$status"
