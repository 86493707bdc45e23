#!/usr/bin/env bash
# Trains a small model for posegrad wild, to show training (the one that comes with the program is better): motion that the program
# invents, seen by four cameras as a detector sees it (COCO's 17 keypoints with scores), a model of the poses and one of the path.
# Usage: scripts/wild_model.sh [OUT] [EPOCHS] [CHANNELS]     default: wild_model 40 256, some five minutes on 2 cores
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
out="${1:-wild_model}" epochs="${2:-40}" channels="${3:-256}"
posegrad="${POSEGRAD:-build/release/posegrad}"

[[ -x "$posegrad" ]] || scripts/build.sh
if [[ -f "$out/data/data_2d_h36m_coco.npz" ]]; then
  printf '\nUsing the motion in %s\n' "$out/data"
else
  printf '\nInventing motion\n'
  "$posegrad" synth --out "$out/data" --seed 1
fi
printf '\nTraining\n'
"$posegrad" run --data "$out/data" -k coco --trajectory -arc 3,3,3 -ch "$channels" -e "$epochs" -b 512 --downsample 2 \
  --no-eval --checkpoint-frequency 1 -c "$out/checkpoint" --log "$out/log.jsonl"
cp "$out/checkpoint/epoch_$epochs.bin" "$out/wild.bin"
printf '\nThe model: %s\n' "$out/wild.bin"
