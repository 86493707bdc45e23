#!/usr/bin/env bash
# Makes a site of the docs, the tutorial and the API (every header's comments), with search, that opens from the disk: one
# generator, doxygen, because it reads both Markdown and C++, its search needs no server, and Debian keeps it.
# Usage: scripts/docs_site.sh [OUT]     default: build/site; then open OUT/index.html
# Ends with 77 where there is no doxygen (apt-get install doxygen), with 1 where it has a warning: a link to nowhere, a picture
# that is not there.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
out="$(realpath -m -- "${1:-build/site}")"

for program in doxygen python3; do
  command -v "$program" >/dev/null || { echo "skipped: there is no $program (apt-get install $program)"; exit 77; }
done
mkdir -p "$out/images"
cp -r -- docs/images/. "$out/images/"
work="$(mktemp -d)"
trap 'rm -rf -- "$work"' EXIT
warnings="$work/warnings"
python3 docs/site/navigation.py >"$work/layout.xml"
{
  cat docs/site/Doxyfile
  printf 'OUTPUT_DIRECTORY = "%s"\nWARN_LOGFILE = "%s"\nLAYOUT_FILE = "%s"\n' "$out" "$warnings" "$work/layout.xml"
} | doxygen - >/dev/null
if [[ -s "$warnings" ]]; then
  cat -- "$warnings" >&2
  printf '%s warnings\n' "$(wc -l <"$warnings")" >&2
  exit 1
fi
printf 'The site: %s/index.html\n' "$out"
