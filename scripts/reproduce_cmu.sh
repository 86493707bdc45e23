#!/usr/bin/env bash
# The experiments of docs/reproduction.md: receptive field, causal against symmetric, semi-supervised against supervised.
# Usage: scripts/reproduce_cmu.sh DATA [OUT]
#   DATA  folder with data_3d_h36m.npz and data_2d_h36m_gt.npz
#   OUT   checkpoints and results (default: reproduction); runs whose result is there are not repeated
# As many runs at a time as there are cores (JOBS=N: N), one thread each: the same numbers on any number of cores.
set -euo pipefail
data="$(realpath -- "${1:?usage: scripts/reproduce_cmu.sh DATA [OUT]}")"
out="${2:-reproduction}"
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
mkdir -p "$out"
export data out posegrad="${POSEGRAD:-build/release/posegrad}"
seeds="1 2 3"

# run NAME SEED OPTION...: trains and evaluates, leaves the four averages in OUT/NAME/SEED.txt.
run() {
  local name="$1" seed="$2" folder="$out/$1"
  shift 2
  [[ -s "$folder/$seed.txt" ]] && return
  mkdir -p "$folder"
  "$posegrad" run --data "$data" -k gt -ch 128 --threads 1 --seed "$seed" -c "$folder/$seed" --no-eval "$@" \
    >"$folder/$seed.log" 2>&1
  awk '/action-wise average/ { printf "%s ", $(NF - 1) } END { print "" }' "$folder/$seed.log" >"$folder/$seed.part"
  mv "$folder/$seed.part" "$folder/$seed.txt"
  echo "$name, seed $seed: $(<"$folder/$seed.txt")"
}
export -f run

plan() {
  local seed fraction
  for seed in $seeds; do
    local all="-e 20 -b 256 --lr-decay 0.9"
    echo "frames_243 $seed -arc 3,3,3,3,3 $all"
    echo "frames_81 $seed -arc 3,3,3,3 $all"
    echo "frames_27 $seed -arc 3,3,3 $all"
    echo "frames_1 $seed -arc 1,1,1 $all"
    echo "causal_81 $seed -arc 3,3,3,3 --causal $all"
    echo "causal_27 $seed -arc 3,3,3 --causal $all"
    for fraction in 0.05 0.1 0.25; do
      local one="-arc 3,3,3 -str S1 --subset $fraction -e 150 -b 64 --lr-decay 0.98"
      echo "supervised_$fraction $seed $one"
      echo "semi_supervised_$fraction $seed $one -sun S5,S6,S7,S8 --warmup 75"
    done
  done
}

plan | xargs -P "${JOBS:-$(nproc)}" -I{} bash -c 'set -euo pipefail; run {}'

# Mean over the seeds, and half of what lies between the smallest and the largest.
printf '\n| experiment | MPJPE | P-MPJPE | N-MPJPE | MPJVE |\n|---|---|---|---|---|\n'
for name in $(plan | awk '!seen[$1]++ { print $1 }'); do
  cat "$out/$name"/*.txt | awk -v name="$name" '
    { for (i = 1; i <= 4; ++i) { sum[i] += $i; if (NR == 1 || $i < low[i]) low[i] = $i; if (NR == 1 || $i > high[i]) high[i] = $i } }
    END { printf "| %s |", name; for (i = 1; i <= 4; ++i) printf (i == 4 ? " %.2f ± %.2f |" : " %.1f ± %.1f |"), sum[i] / NR, (high[i] - low[i]) / 2; print "" }'
done
