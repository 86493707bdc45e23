#!/usr/bin/env bash
# What a lower precision costs: the same training in fp32, tf32 and bf16 with several seeds, for docs/numerics.md.
# Usage: scripts/precision_cmu.sh DATA [OUT]
#   DATA  folder with data_3d_h36m.npz and data_2d_h36m_gt.npz
#   OUT   checkpoints and results (default: precisions); runs whose result is there are not repeated
# SEEDS="1 2 3 4 5 6", CHANNELS=64, EPOCHS=20; one run at a time (JOBS=N: N). Works on a GPU, or on the emulated one of a build
# with POSEGRAD_CUDA=emulated (POSEGRAD=its program).
set -euo pipefail
data="$(realpath -- "${1:?usage: scripts/precision_cmu.sh DATA [OUT]}")"
out="$(realpath -m -- "${2:-precisions}")"
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
out+="/${CHANNELS:-64}_channels_${EPOCHS:-20}_epochs"
export data out posegrad="${POSEGRAD:-build/release/posegrad}" channels="${CHANNELS:-64}" epochs="${EPOCHS:-20}"
read -ra seeds <<<"${SEEDS:-1 2 3 4 5 6}"

# run PRECISION SEED: trains and evaluates, leaves the four averages in OUT/PRECISION/SEED.txt.
run() {
  local precision="$1" seed="$2" folder="$out/$1"
  [[ -s "$folder/$seed.txt" ]] && return
  mkdir -p "$folder"
  "$posegrad" run --data "$data" -k gt -arc 3,3,3 -ch "$channels" -e "$epochs" -b 256 --lr-decay 0.9 --no-eval --threads 1 \
    --device cuda --precision "$precision" --seed "$seed" -c "$folder/$seed" >"$folder/$seed.log" 2>&1
  awk '/action-wise average/ { printf "%s ", $(NF - 1) } END { print "" }' "$folder/$seed.log" >"$folder/$seed.part"
  mv "$folder/$seed.part" "$folder/$seed.txt"
  echo "$precision, seed $seed: $(<"$folder/$seed.txt")"
}
export -f run

for seed in "${seeds[@]}"; do
  printf '%s %s\n' fp32 "$seed" tf32 "$seed" bf16 "$seed"
done | xargs -P "${JOBS:-1}" -L 1 bash -c 'set -euo pipefail; run "$@"' run

# Mean and standard deviation over the seeds.
printf '\n| precision | MPJPE | P-MPJPE | N-MPJPE | MPJVE |\n|---|---|---|---|---|\n'
for precision in fp32 tf32 bf16; do
  cat "$out/$precision"/*.txt | awk -v name="$precision" '
    { for (i = 1; i <= 4; ++i) { sum[i] += $i; squares[i] += $i * $i } }
    END {
      printf "| %s |", name
      for (i = 1; i <= 4; ++i) {
        mean = sum[i] / NR
        spread = NR > 1 ? sqrt(sprintf("%.9f", squares[i] - NR * mean * mean) / (NR - 1)) : 0
        printf " %.2f ± %.2f |", mean, spread
      }
      print ""
    }'
done
