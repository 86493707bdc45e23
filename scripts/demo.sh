#!/usr/bin/env bash
# From a fresh machine to a trained model: installs what is missing, builds, makes a demo data set, trains a small temporal
# model on it, evaluates it, and says where everything lies. Run again, it uses the data and trains anew.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

scripts/build.sh
posegrad=build/release/posegrad
demo=demo
run="$(date +%Y%m%d_%H%M%S)"
checkpoints="$demo/checkpoint_$run"
log="$demo/log_$run.jsonl"

if [[ -f "$demo/data/data_3d_h36m.npz" ]]; then
  printf '\nUsing the demo data in %s\n' "$demo/data"
else
  printf '\nMaking demo data\n'
  "$posegrad" synth --out "$demo/data" --seed 1
fi

model=(--data "$demo/data" -k gt -arc "3,3,3" -ch 128 -c "$checkpoints")
printf '\nTraining\n'
"$posegrad" run "${model[@]}" -e 4 -b 512 --downsample 2 --no-eval --checkpoint-frequency 1 --log "$log"
printf '\nEvaluating\n'
"$posegrad" run "${model[@]}" --downsample 2 --evaluate epoch_4.bin

cat <<END

Data:        $demo/data
Checkpoint:  $checkpoints/epoch_4.bin
Log:         $log (one JSON object per step and epoch)
Evaluate it again:
  $posegrad run ${model[*]} --downsample 2 --evaluate epoch_4.bin
END
