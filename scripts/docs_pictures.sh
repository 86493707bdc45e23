#!/usr/bin/env bash
# Makes the pictures of the docs again, each by the command that is written here.
# Usage: scripts/docs_pictures.sh [--check] [NAME...]     default: all that can be made here; NAME as in docs/images
#   --check   changes nothing: compares with what is there and exits with 1 where a picture is another
# Drawings are compared byte for byte, pictures by their pixels (30 dB: other fonts and processors draw a little differently).
# audit.png     a screen shot by chromium, with times of the machine: only when named, and never compared
# What needs data is made where they are named:
# REAL=FOLDER   with mn_single_c2.json, the real man of docs/default_model.md: real_person.png
# MOCAP=FILE    the motion capture that the default model was made of (docs/default_model.md): held_out.png
# CMU=FOLDER    the set of docs/reproduction.md; it trains for some minutes: poses.png
# What needs another program, or shows times of one machine, has a script of its own:
#   export_blender.png  scripts/blender_picture.py, by Blender (docs/export.md)
#   scaling.svg         bench/scaling.py (docs/performance.md)
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
posegrad="${POSEGRAD:-build/release/posegrad}"
check=0 failed=0
names=()
for argument in "$@"; do
  case "$argument" in
    --check) check=1 ;;
    -h | --help) sed -n '2,/^set/{/^set/!s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    -*) printf 'docs_pictures.sh: unknown option %s\n' "$argument" >&2; exit 2 ;;
    *) names+=("$argument") ;;
  esac
done
command -v ffmpeg >/dev/null || { echo "skipped: there is no ffmpeg"; exit 77; }
work="$(mktemp -d)"
trap 'rm -rf -- "$work"' EXIT

wanted() {
  [[ ${#names[@]} == 0 ]] || printf '%s\n' "${names[@]}" | grep -qx -- "$1"
}

# Means of the squared differences of all numbers, as decibels; "inf" for the same pixels.
likeness() {
  ffmpeg -nostdin -hide_banner -i "$1" -i "$2" -lavfi "[0]format=rgb24[a];[1]format=rgb24[b];[a][b]psnr" -f null - 2>&1 |
    sed -n 's/.*average:\([0-9.inf]*\).*/\1/p' || true  # of another size: nothing
}

# made NAME FILE: puts a picture in its place, or compares it.
made() {
  local there="docs/images/$1" decibels
  if ((!check)); then
    cp -- "$2" "$there"
    printf '%-18s made\n' "$1"
  elif cmp -s -- "$2" "$there"; then
    printf '%-18s the same\n' "$1"
  else
    decibels="$(likeness "$2" "$there")"
    if [[ "$decibels" == inf ]] || { [[ -n "$decibels" ]] && awk -v d="$decibels" 'BEGIN { exit !(d > 30) }'; }; then
      printf '%-18s alike, %s dB\n' "$1" "$decibels"
    else
      printf '%-18s NOT CURRENT (%s)\n' "$1" "${decibels:-another size} dB"
      failed=1
    fi
  fi
}

drawings() {
  local how=()
  ((!check)) || how=(--check)
  if python3 "scripts/$2" "${how[@]}"; then printf '%-18s current\n' "$1"; else failed=1; fi
}

# quietly COMMAND...: what it says only where it fails.
quietly() {
  "$@" >"$work/said" 2>&1 || { cat -- "$work/said" >&2; return 1; }
}

throwing() {
  [[ -f "$work/data/data_2d_h36m_coco.npz" ]] ||
    quietly "$posegrad" synth --out "$work/data" --seed 1 --subjects S9 --actions Throwing
  quietly "$posegrad" wild "$work/data/data_2d_h36m_coco.npz" --subject S9 --action "Throwing 1" --size 1000x1002 --fps 50 "$@"
}

wanted tutorial && drawings tutorial tutorial_figures.py
wanted input && drawings input input_pictures.py
if wanted sheet.png; then
  throwing --viz-size 3 -o "$work/sheet.png"
  made sheet.png "$work/sheet.png"
fi
if wanted wild.png; then
  throwing --viz-size 4 --viz-limit 52 -o "$work/wild.mp4" --viz-bitrate 20000
  ffmpeg -nostdin -v error -i "$work/wild.mp4" -vf "select=eq(n\,50)" -frames:v 1 "$work/wild.png"
  made wild.png "$work/wild.png"
fi
if [[ -n "${REAL:-}" ]] && wanted real_person.png; then
  cp -- "$REAL/mn_single_c2.json" "$work/real_person.json"
  quietly "$posegrad" wild "$work/real_person.json" --size 1088x1920 --fps 60 -o "$work/large.png"
  ffmpeg -nostdin -v error -i "$work/large.png" -vf "scale=1296:902:flags=lanczos" -frames:v 1 "$work/real_person.png"
  made real_person.png "$work/real_person.png"
fi
if [[ -n "${MOCAP:-}" ]] && wanted held_out.png; then
  python3 scripts/film_motion.py "$MOCAP" jump_data__vae__txt__cmu86-94__90__90_17 "$work/held_out.json"
  quietly "$posegrad" wild "$work/held_out.json" --size 1280x720 --fps 50 -o "$work/large.png"
  ffmpeg -nostdin -v error -i "$work/large.png" -frames:v 1 \
    -vf "scale=1296:902:flags=lanczos,split[a][b];[a]palettegen=max_colors=200[p];[b][p]paletteuse=dither=none" \
    "$work/held_out.png"
  made held_out.png "$work/held_out.png"
fi
if [[ -n "${CMU:-}" ]] && wanted poses.png; then
  model=(--data "$CMU" -k gt -arc 3,3,3 -ch 128 -c "$work/cmu")
  quietly "$posegrad" run "${model[@]}" -e 20 -b 256 --lr-decay 0.9 --seed 1 --no-eval
  quietly "$posegrad" run "${model[@]}" --evaluate epoch_20.bin --render --viz-subject S11 --viz-action "Basketball 11" \
    --viz-camera 0 --viz-limit 112 --viz-size 4 --viz-bitrate 20000 --viz-output "$work/poses.mp4"
  ffmpeg -nostdin -v error -i "$work/poses.mp4" -vf "select=eq(n\,110)" -frames:v 1 "$work/poses.png"
  made poses.png "$work/poses.png"
fi
if [[ ${#names[@]} != 0 ]] && wanted audit.png && ((!check)); then
  data=(--data "$work/audited" -k gt -str S1,S5 -ste S9 -arc 3,3,3 -ch 64 -c "$work/checkpoint")
  quietly "$posegrad" synth --out "$work/audited" --subjects S1,S5,S9 --actions Walking,Waving
  quietly "$posegrad" run "${data[@]}" -b 128 -e 2
  quietly "$posegrad" audit -o "$work/audit" run "${data[@]}" --evaluate epoch_2.bin
  # What was run, without this machine's folders.
  sed -i "s|$work/||g" "$work/audit.html"
  quietly chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=1400,1500 --virtual-time-budget=4000 \
    --screenshot="$work/audit.png" "file://$work/audit.html"
  made audit.png "$work/audit.png"
fi
exit "$failed"
