#!/usr/bin/env bash
# A short run of scripts/default_model.sh on motion that the program invents: the same bits twice, also when it was interrupted, and
# a model that posegrad wild takes.
# Usage: default_model_test.sh POSEGRAD ROOT
set -euo pipefail
posegrad="$1" root="$2"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
export POSEGRAD="$posegrad" TEST=S9 EPOCHS=3 SAMPLES=4096 CHANNELS=16 VIEWS=200 NAME=short

fail() { echo "default_model_test: $*" >&2; exit 1; }

"$posegrad" synth --out "$work/synth" --seed 3 --frames 60 --takes 1 --subjects S1,S9 >"$work/synth.log"
motion="$work/synth/data_3d_h36m.npz"
make() { "$root/scripts/default_model.sh" "$motion" "$1" >"$1.log" 2>&1 || fail "$(tail -n 3 "$1.log")"; }

make "$work/whole"
# Killed as soon as an epoch is done, and started again.
setsid "$root/scripts/default_model.sh" "$motion" "$work/part" >"$work/killed.log" 2>&1 &
killed=$!
while kill -0 "$killed" 2>/dev/null && [[ ! -f "$work/part/checkpoint/epoch_1.bin" ]]; do sleep 0.05; done
kill -KILL -- "-$killed" 2>/dev/null || true
wait "$killed" 2>/dev/null || true
while kill -0 -- "-$killed" 2>/dev/null; do sleep 0.05; done  # what is killed holds its folder until it is gone
[[ -f "$work/part/checkpoint/epoch_1.bin" ]] || fail "no epoch came to an end"
make "$work/part"
cmp "$work/whole/short.bin" "$work/part/short.bin" || fail "another run has other weights"
cmp "$work/whole/short.json" "$work/part/short.json" || fail "another run has another card"
cmp "$work/whole/short.statistics.npz" "$work/part/short.statistics.npz" || fail "another run has other statistics"

export POSEGRAD_MODELS="$work/whole"
"$posegrad" models | grep -q '^\* short .* coco -> h36m' || fail "posegrad models does not list it"
"$posegrad" wild "$work/synth/data_2d_h36m_coco.npz" --subject S9 --action 'Walking 1' --size 1000x1002 --fps 50 \
  -o "$work/poses.npz" -o "$work/poses.json" >"$work/wild.log"
grep -q '"pose_distance": \[[0-9]' "$work/poses.json" || fail "posegrad wild does not find the model's statistics"
grep -q short "$work/wild.log" || fail "posegrad wild does not say which model it took"
echo "1 passed, 0 failed"
