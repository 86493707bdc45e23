#!/usr/bin/env bash
# From a fresh machine to 3D poses in motion: installs what is missing, builds, invents motion, trains a small model on what a
# detector would see of it, evaluates it, and turns the keypoints of one sequence into pictures and a player. Run again, it uses
# the motion that is there and trains anew.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

scripts/build.sh
posegrad=build/release/posegrad
demo=demo
scripts/wild_model.sh "$demo" 12 128

wild=("$posegrad" wild "$demo/data/data_2d_h36m_coco.npz" --subject S9 --action "Throwing 1" --size 1000x1002 --fps 50
  --checkpoint "$demo/wild.bin")
printf '\nFrom 2D keypoints to 3D poses\n'
"${wild[@]}" -o "$demo/poses.gif" -o "$demo/poses.png" -o "$demo/poses.html" --viz-downsample 2 --viz-limit 150 --viz-size 4

cat <<END

Look at it:  $demo/poses.html (in a browser: drag to turn, wheel to zoom), $demo/poses.gif, $demo/poses.png
Model:       $demo/wild.bin
Log:         $demo/log.jsonl (one JSON object per step and epoch), $demo/checkpoint/history.csv
Data:        $demo/data
Your own video: docs/in_the_wild.md
END
