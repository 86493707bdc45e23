#!/usr/bin/env bash
# What a program's results are, bit for bit: does a list of jobs with it and prints a line for every file that they write and for
# what they say, SHA-256 and name. Two programs agree when these lists do:
#   scripts/hash_results.sh BEFORE/posegrad >before.txt; scripts/hash_results.sh build/release/posegrad | diff before.txt -
# What a job says is kept in OUT/say (default: a folder that is removed), without durations, rates and sizes of memory.
# Usage: scripts/hash_results.sh PROGRAM [OUT]     some 10 seconds
set -euo pipefail
program="$(realpath "$1")"
if [[ $# -ge 2 ]]; then
  mkdir -p "$2" && out="$(realpath "$2")"
else
  out="$(mktemp -d)" && trap 'rm -rf "$out"' EXIT
fi
models="$(realpath -- "$(dirname -- "${BASH_SOURCE[0]}")/../models")"
mkdir -p "$out/say" && cd "$out"
export OMP_NUM_THREADS=2 OMP_WAIT_POLICY=passive SOURCE_DATE_EPOCH=0 POSEGRAD_MODELS="$models"

# What a clock or the machine decides is taken out of texts and of the log.
without_clock() {
  sed -E -e 's/[0-9.]+(e[-+]?[0-9]+)? ?(ms|us|ns|s|min|h|GFLOP\/s|GB\/s|GB|MB|MiB|GiB|frames\/s|samples\/s|steps\/s)\b/#\2/g' \
    -e 's/time [0-9.]+/time #/g' -e 's/"(seconds|time|[a-z_]*_per_second|time_[a-z]*|memory[a-z_]*)": ?[-+0-9.e]+/"\1": #/g' \
    -e 's/in [0-9.]+ (minutes|seconds)/in # \1/g' -e '/^Most expensive/,/^$/d' -e "s#$out#OUT#g" -e "s#$models#MODELS#g" -e '/ [0-9:]+ left( |$)/d' -e "s#${program%/*}#BIN#g"
}

# job NAME ARGUMENT...: what it says goes into say/NAME, its exit status at the end.
job() {
  local name="$1" status=0
  shift
  "$program" "$@" >"say/$name.raw" 2>&1 </dev/null || status=$?
  { without_clock <"say/$name.raw"; echo "exit $status"; } >"say/$name"
  rm "say/$name.raw"
}

job synth synth --out data --seed 3 --frames 120 --takes 1 -a Walking,Waving,Turning
common=(--data data -k coco -ch 32 -b 256 --threads 2)

train=(run "${common[@]}" -str "S1,S5" -ste S9 -e 2 --checkpoint-frequency 1)
job train "${train[@]}" -c plain --log plain.jsonl
job train_unfused "${train[@]}" -c unfused --plain-training --plain-evaluation -no-tta
job train_dilated "${train[@]}" -c dilated --disable-optimizations -s 27 -drop 0.1 -lr 0.002 -lrd 0.9
job train_causal "${train[@]}" -c causal --causal -arc 3,3 -no-da --downsample 2
job train_dense "${train[@]}" -c dense --dense -arc 3,3 --by-subject --subset 0.5
job train_trajectory "${train[@]}" -c trajectory --trajectory --no-eval
job train_gt run --data data -k gt -ch 32 -b 256 --threads 2 -str S1 -ste S9 -e 5 -arc 3,3 -c gt --export-training-curves
job train_semi run --data data -k gt -ch 32 -b 128 --threads 2 -str S1 -ste S9 -sun S5,S6 -e 3 --warmup 1 -arc 3,3 -c semi
job train_semi_linear run --data data -k gt -ch 32 -b 128 --threads 2 -str S1 -ste S9 -sun S5 -e 2 -arc 3,3 -c linear \
  --linear-projection --no-bone-length
mkdir -p resumed && cp plain/epoch_1.bin resumed/
job resume "${train[@]}" -c resumed -r epoch_1.bin
mkdir -p compat && cp plain/epoch_1.bin compat/
job resume_compat "${train[@]}" -c compat -r epoch_1.bin --compat-resume

job evaluate run "${common[@]}" -ste S9,S11 -c plain --evaluate epoch_2.bin
job evaluate_plain run "${common[@]}" -ste S9,S11 -c plain --evaluate epoch_2.bin --plain-evaluation --by-subject
job evaluate_semi run --data data -k gt -ste S9,S11 -c semi --evaluate epoch_3.bin -ch 32 -arc 3,3
for end in npy npz csv json png html gif; do
  option=--viz-output
  [[ "$end" == npy ]] && option=--viz-export
  job "render_$end" run "${common[@]}" -ste S9 -c plain --evaluate epoch_2.bin --render --viz-subject S9 --viz-action Waving \
    --viz-camera 1 --viz-limit 24 "$option" "render.$end"
done

wild=(wild data/data_2d_h36m_coco.npz --subject S9 --action Waving --size 1000x1002 --fps 50 --threads 2)
job wild "${wild[@]}" -o wild.npz -o wild.csv -o wild.json -o wild.npy -o wild.png -o wild.html --viz-limit 40
job wild_causal "${wild[@]}" --causal -o wild_causal.npz
job wild_own "${wild[@]}" --checkpoint trajectory/epoch_2.bin -o wild_own.npz --space camera
job wild_plain "${wild[@]}" --no-steady --plain-evaluation -no-tta --no-resample -o wild_plain.npz
job prepare_custom prepare custom data/data_2d_h36m_coco.npz -o ./mine.npz --size 1000x1002 --fps 50 --subject S9 --action Waving
job inspect_detections inspect data/data_2d_h36m_coco.npz --json
job inspect_checkpoint inspect plain/epoch_2.bin
job inspect_data inspect data/data_3d_h36m.npz

job convert_bin convert plain/epoch_2.bin -o convert.bin
job convert_half convert plain/epoch_2.bin -o convert_half.safetensors --half
job gradcheck gradcheck --json gradcheck.json
job gradcheck_model gradcheck model -ch 8 --elements 8
job ops ops --json ops.json
job ops_markdown ops --markdown
job models models
job models_card models --json
job audit audit --elements 64 -o audit --trace trace.json run "${common[@]}" -str S1 -ste S9 -e 1 -arc 3,3 -c audited
job audit_wild audit --elements 64 -o audit_wild "${wild[@]}" -o audit_wild.npz
for command in '' run wild inspect models convert audit prepare 'prepare custom' 'prepare mocap' 'prepare pose-statistics' bench gradcheck ops synth; do
  # shellcheck disable=SC2086
  job "help_${command// /_}" $command --help
done
job wrong_option run --epoch 3 --colour
job wrong_value run -e many
job wrong_command walk
job missing_file run --data nowhere
job bad_device run --device gpu
job bad_size wild data/data_2d_h36m_coco.npz -o x.npz --size 10by10

# The second column of the figures of an epoch is its time.
for figures in */history.csv; do
  cut -d, -f2 --complement "$figures" >"$figures.cut" && mv "$figures.cut" "$figures"
done
# Reports of the audit hold times in every record: of them only what was checked counts.
rm -f audit.html audit_wild.html trace.json
for report in audit.json audit_wild.json gradcheck.json *.jsonl; do
  without_clock <"$report" | tr ',' '\n' | grep -vE 'seconds|time|gflops|bytes_per|per_s|_ms|"start|"duration|memory|second' >"$report.sorted" || true
  mv "$report.sorted" "$report"
done
find . -type f | LC_ALL=C sort | xargs sha256sum
