#!/usr/bin/env bash
# Usage: mpi_test.sh POSEGRAD
# Trains, resumes, reconstructs and fails on 1, 2 and 4 processes of one machine.
set -euo pipefail

program="$(realpath -- "$1")"
if ! command -v mpirun >/dev/null; then
  echo "Skipped: there is no mpirun."
  exit 77
fi
if [[ "$("$program" --version)" == *"MPI        none"* ]]; then
  echo "Skipped: this posegrad was built without MPI."
  exit 77
fi

folder="$(mktemp -d)"
trap 'rm -rf -- "$folder"' EXIT
cd "$folder"
# More processes than cores, and by whoever runs the tests.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_mpi_yield_when_idle=1 OMPI_MCA_btl_vader_single_copy_mechanism=none
export OMPI_MCA_orte_abort_print_stack=0 OMP_WAIT_POLICY=passive
# Open MPI keeps memory until the end of the process.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"

fail() {
  echo "FAILED: $*" >&2
  log="$(ls -t -- *.log | head -n 1)"
  echo "--- $log" >&2
  tail -n 30 "$log" >&2
  exit 1
}
same() { cmp -s -- "$1" "$2" || fail "$1 and $2 differ"; }
# run NAME RANKS OPTION...: trains into the folder NAME.
run() {
  local name="$1" ranks="$2"
  shift 2
  timeout 120 mpirun -n "$ranks" "$program" run -k gt -str S1,S5 -ste S9 -b 64 -ch 16 -arc 3,3 -c "$name" "$@" \
    >"$name.log" 2>&1 || fail "$name: exit status $?"
}
# refuse TEXT COMMAND...: exits with an error that says TEXT.
refuse() {
  local text="$1"
  shift
  if timeout 60 "$@" >refused.log 2>&1; then fail "not refused: $*"; fi
  grep -qF -- "$text" refused.log || fail "no '$text' from $*"
}

"$program" synth --frames 60 --takes 1 -a Walking,Boxing --subjects S1,S5,S9 >synth.log
"$program" prepare mocap data/data_3d_h36m.npz -o own >mocap.log

# The same bits for any number of processes.
declare -A kinds=([plain]="-e 2" [dense]="-e 1 -s 4 --dense" [semi]="-e 2 -sun S5 -str S1 --warmup 1"
  [views]="-e 2 -d mocap_own -k views --samples-per-epoch 300 --views 20")
for kind in "${!kinds[@]}"; do
  read -ra options <<<"${kinds[$kind]}"
  last="epoch_${options[1]}.bin"
  for ranks in 1 2 4; do run "$kind$ranks" "$ranks" --shards 4 "${options[@]}"; done
  same "${kind}1/$last" "${kind}2/$last"
  same "${kind}1/$last" "${kind}4/$last"
done
# So are the figures of the evaluation at the end, and of --evaluate.
figures() { grep -E '^(Protocol|Velocity|mean of actions)' "$1" || fail "no figures in $1"; }
evaluate() {
  timeout 60 mpirun -n "$1" "$program" run -k gt -str S1,S5 -ste S9 -ch 16 -arc 3,3 -c plain1 --evaluate epoch_2.bin "${@:3}" \
    >"$2.log" 2>&1 || fail "$2: exit status $?"
}
evaluate 1 evaluated1 --shards 4
evaluate 2 evaluated2 --shards 4
evaluate 2 few --shards 8  # some have no sequence
evaluate 1 alone
expected="$(figures plain1.log)"
for log in plain2 plain4 evaluated1 evaluated2; do
  [[ "$(figures "$log.log")" == "$expected" ]] || fail "the figures of $log are others than those of plain1"
done
# To rounding: other numbers of rows go through a product at once.
mean="$(grep '^mean of actions' plain1.log)"
for log in few alone; do
  [[ "$(grep '^mean of actions' "$log.log")" == "$mean" ]] || fail "the mean of $log is another than that of plain1"
done
grep -q "3d_train" plain4.log || fail "no epochs in plain4.log"
[[ "$(grep -c "^\[2\] time" plain4.log)" == 1 ]] || fail "more than one rank prints"
run one 1 -e 2 --shards 1
run none 1 -e 2
same one/epoch_2.bin none/epoch_2.bin
if cmp -s one/epoch_2.bin plain1/epoch_2.bin; then fail "shards change nothing"; fi

# Stopped on four processes, resumed on two: shards are the checkpoint's.
mpirun -n 4 "$program" run -k gt -str S1,S5 -ste S9 -b 64 -ch 16 -arc 3,3 -c stopped -e 30 --checkpoint-frequency 1 --shards 4 >stopped.log 2>&1 &
job=$!
for ((i = 0; i < 600; ++i)); do
  [[ ! -e stopped/epoch_2.bin ]] || break
  sleep 0.1
done
pkill -TERM -P "$job" -x posegrad || fail "no process of 'stopped' to stop"
wait "$job" || true
[[ -e stopped/interrupted.bin ]] || fail "no interrupted.bin"
run stopped 2 --resume interrupted.bin -e 30
run whole 1 --shards 4 -e 30
same stopped/epoch_30.bin whole/epoch_30.bin

# What cannot be.
refuse "3 processes do not divide 4 shards; 1, 2, 4 would" mpirun -n 3 "$program" run -k gt -str S1,S5 -ste S9 -e 1 --shards 4 -c x
refuse "2 processes need to be told" mpirun -n 2 "$program" run -k gt -str S1,S5 -ste S9 -e 1 -c x
refuse "is the work of one" mpirun -n 2 "$program" synth --out y
refuse "rank 0: unknown option '--nonsense'" mpirun -n 2 "$program" run --nonsense
[[ "$(grep -c nonsense refused.log)" == 1 ]] || fail "an error of all ranks is told more than once"

# A process that dies, and one that hangs, end the others; the last checkpoint is whole.
run kept 2 --shards 2 -e 100
for signal in KILL STOP; do
  POSEGRAD_RANK_SILENCE=4 mpirun -n 2 "$program" run -k gt -str S1,S5 -ste S9 -b 64 -ch 16 -arc 3,3 -c "lost$signal" -e 100 \
    --checkpoint-frequency 1 --shards 2 >"lost$signal.log" 2>&1 &
  job=$!
  for ((i = 0; i < 600; ++i)); do
    [[ ! -e "lost$signal/epoch_3.bin" ]] || break
    sleep 0.1
  done
  victim="$(pgrep -P "$job" -x posegrad | tail -n 1)"
  kill "-$signal" "$victim"
  begin=$SECONDS
  if wait "$job"; then fail "a run that lost a process by $signal says that it succeeded"; fi
  ((SECONDS - begin < 30)) || fail "it took $((SECONDS - begin)) s to end after $signal"
  last="$(ls "lost$signal" | sed -n 's/^epoch_\([0-9]\+\)\.bin$/\1/p' | sort -n | tail -n 1)"
  ((last < 100)) || fail "the process was lost too late"
  run "lost$signal" 1 --resume "epoch_$last.bin" -e 100
  same "lost$signal/epoch_100.bin" kept/epoch_100.bin
done

# Other data on one of them.
"$program" synth --frames 60 --takes 1 -a Walking,Boxing --subjects S1,S5,S9 --seed 2 --out other >synth.log
terms=(-k gt -str S1,S5 -ste S9 -b 64 -ch 16 -arc 3,3 -e 1 --shards 2 -c x)
refuse "the processes were given different things: the first batch" \
  mpirun -n 1 "$program" run "${terms[@]}" : -n 1 "$program" run "${terms[@]}" --data other
refuse "the processes were given different things: the first of them" \
  mpirun -n 1 "$program" run "${terms[@]}" -ch 16 --evaluate ../plain1/epoch_2.bin : \
  -n 1 "$program" run "${terms[@]}" -ch 16 --evaluate ../plain1/epoch_2.bin --data other
cp -r data elsewhere
mpirun -n 1 "$program" run "${terms[@]}" : -n 1 "$program" run "${terms[@]}" --data elsewhere >elsewhere.log 2>&1 || fail elsewhere

# Several inputs are shared out; one of them is none.
"$program" run -k coco -str S1,S5 -ste S9 -b 64 -ch 16 -arc 3,3 -e 1 -c coco >coco.log
for name in a b c; do cp data/data_2d_h36m_coco.npz "$name.npz"; done
echo nonsense >d.npz
reconstruct=(wild a.npz b.npz c.npz d.npz --checkpoint coco/epoch_1.bin --subject S9 --action "Walking 1" --size 1000x1002 --fps 50)
"$program" "${reconstruct[@]}" -o 'alone/{name}.npy' >alone.log 2>&1 && fail "a file of nonsense is no error"
mpirun -n 2 "$program" "${reconstruct[@]}" -o 'shared/{name}.npy' >shared.log 2>&1 && fail "a file of nonsense is no error"
for name in a b c; do same "alone/$name.npy" "shared/$name.npy"; done
[[ "$(grep -c "^[abcd].npz  *[-1] " shared.log)" == 4 ]] || fail "the table has not 4 rows"
grep -q "^d.npz .*nonsense" shared.log || fail "no row of d.npz"

timeout 60 mpirun -n 2 "$program" bench mpi -arc 3,3 -ch 64 -b 64 --repeats 3 --threads 1 >bench.log 2>&1 || fail "bench mpi"
grep -q "2 ranks of 1 thread" bench.log || fail "bench mpi says nothing"
echo "mpi: all the same."
