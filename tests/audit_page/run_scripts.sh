#!/usr/bin/env bash
# Tests what the audit page's scripts compute. Usage: run_scripts.sh WRITE_AUDIT_PAGES
# Ends with 77 (skipped) where there is no node.
set -euo pipefail
source_folder="$(cd "$(dirname "$0")" && pwd)"

command -v node >/dev/null || { echo "skipped: there is no node"; exit 77; }
node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' ||
  { echo "skipped: node $(node --version) is older than 18"; exit 77; }
pages="$(mktemp -d)"
trap 'rm -rf "$pages"' EXIT
"$1" "$pages"
PAGES="$pages" node "$source_folder/scripts_test.mjs"
