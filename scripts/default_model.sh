#!/usr/bin/env bash
# Makes the model that comes with the program, of motion capture: brings the motion to one body, trains on endless views of it and
# leaves weights and card. Interrupted, it goes on from the last epoch when it is started again; the same motion, options, number
# of threads and kind of machine give the same bits.
# Usage: scripts/default_model.sh MOCAP [OUT]
#   MOCAP  what posegrad prepare mocap reads (docs/default_model.md says where ours came from)
#   OUT    data, checkpoints, NAME.bin, NAME.json and NAME.statistics.npz (default: default_model); copy the last three to models/
# NAME=coco-27  TEST=subjects,not,trained,on  EPOCHS=50  SAMPLES=200000 (an epoch)  CHANNELS=512  WIDTHS=3,3,3  DECAY=0.925 (of the
# learning rate, an epoch)  THREADS=1
# CAUSAL=1 makes one for live use. TRAINED_ON="..." and ERRORS='{"what": ..., "N-MPJPE": ...}' go into the card.
set -euo pipefail
mocap="$(realpath -- "${1:?usage: scripts/default_model.sh MOCAP [OUT]}")"
out="$(realpath -m -- "${2:-default_model}")"
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
posegrad="${POSEGRAD:-build/release/posegrad}"
name="${NAME:-coco-27}" epochs="${EPOCHS:-50}" samples="${SAMPLES:-200000}" widths="${WIDTHS:-3,3,3}"
test="${TEST:-c_directing,i_S7,j_49,j_90,j_139,j_140}"
export OMP_WAIT_POLICY=passive  # two threads that spin stop each other where something else runs

[[ -x "$posegrad" ]] || scripts/build.sh
set_name="$out/data/data_3d_mocap_$name.npz"
[[ -f "$set_name" ]] || "$posegrad" prepare mocap "$mocap" -o "$name" --data "$out/data"

run=("$posegrad" run -d "mocap_$name" -k views --data "$out/data" -ste "$test" -arc "$widths" -ch "${CHANNELS:-512}"
  -c "$out/checkpoint" --threads "${THREADS:-1}" --views "${VIEWS:-20000}")
causal=false
if [[ -n "${CAUSAL:-}" ]]; then
  run+=(--causal)
  causal=true
fi
last="$out/checkpoint/epoch_$epochs.bin"
if [[ ! -f "$last" ]]; then
  resume=()
  newest="$(cd "$out/checkpoint" 2>/dev/null && ls -t -- *.bin 2>/dev/null | head -n 1 || true)"
  [[ -z "$newest" ]] || resume=(--resume "$newest")
  "${run[@]}" -b 256 -drop 0.05 -e "$epochs" -lrd "${DECAY:-0.925}" --samples-per-epoch "$samples" --checkpoint-frequency 1 "${resume[@]}"
fi

"${run[@]}" --evaluate "epoch_$epochs.bin" | tee "$out/evaluation.txt"
"$posegrad" convert "$last" -o "$out/$name.bin" --half
"$posegrad" prepare pose-statistics "$set_name" -o "$out/$name.statistics.npz"
# "all ...  views  MPJPE  N-MPJPE  P-MPJPE ..."
read -r _ views mpjpe n_mpjpe p_mpjpe _ < <(grep '^all ' "$out/evaluation.txt")
frames="$(awk -F, '{ n = 1; for (i = 1; i <= NF; ++i) n *= $i; print n }' <<<"$widths")"
trap 'rm -f -- "$out/$name.json.part"' EXIT
cat >"$out/$name.json.part" <<END
{
  "model_card": 1,
  "title": "COCO keypoints around a person to Human3.6M's joints and the up direction, $frames frames",
  "input": "coco",
  "output": "h36m",
  "frames": $frames,
  "fps": 25,
  "causal": $causal,
  "default": true,
  "trained_on": "${TRAINED_ON:-endless views of motion capture}",
  "errors": [
    {"what": "$views endless views of motion held out", "MPJPE": $mpjpe, "N-MPJPE": $n_mpjpe, "P-MPJPE": $p_mpjpe}${ERRORS:+,
    $ERRORS}
  ],
  "licence": "MIT",
  "sha256": "$(sha256sum "$out/$name.bin" | cut -d ' ' -f 1)"
}
END
mv -- "$out/$name.json.part" "$out/$name.json"
printf '\nThe model: %s.bin, its card: %s.json, the poses it knows: %s.statistics.npz\n' "$out/$name" "$out/$name" "$out/$name"
