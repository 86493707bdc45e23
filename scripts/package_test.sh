#!/usr/bin/env bash
# Installs the packages of a build on a fresh Debian 12 and tries them there: in a folder that debootstrap makes and that is
# removed afterwards. Needs root, debootstrap and dpkg-dev.
# Usage: scripts/package_test.sh [--with-video] [--with-examples] [BUILD]     BUILD: build/release unless it is told
#   --with-video      also what the package recommends: ffmpeg draws a video
#   --with-examples   also libposegrad-dev, g++ and cmake: examples are compiled and run; of a build with POSEGRAD_CUDA=off
# Debian's packages come from where this machine gets its own; MIRROR=ADDRESS names another place.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."

build=build/release video=0 examples=0
for argument; do
  case "$argument" in
    --with-video) video=1 ;;
    --with-examples) examples=1 ;;
    -*) echo "package_test.sh: unknown argument '$argument'; expected --with-video, --with-examples or a build's folder" >&2; exit 2 ;;
    *) build="$argument" ;;
  esac
done

fail() { echo "package_test.sh: $1" >&2; exit 1; }
((EUID == 0)) || fail "it has to be root: debootstrap and chroot ask for it"
for program in debootstrap dpkg-shlibdeps cpack python3 unshare; do
  command -v "$program" >/dev/null || fail "there is no $program (apt-get install debootstrap dpkg-dev cmake python3)"
done
[[ -f "$build/CPackConfig.cmake" ]] || fail "$build: expected a build's folder with CPackConfig.cmake"
[[ -x "$build/posegrad" ]] || fail "$build: the program is not built there"

((!examples)) || "$build/posegrad" --version | grep -q '^GPU  *none' ||
  fail "--with-examples: $build has a GPU backend, and its libraries need the CUDA Toolkit, which Debian 12 does not have; configure with -DPOSEGRAD_CUDA=off"

work="$(mktemp -d)"
trap 'rm -rf --one-file-system -- "$work"' EXIT
root="$work/debian"

echo "== Packing $build"
cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work/packages" >"$work/cpack.log" 2>&1 || { cat "$work/cpack.log" >&2; exit 1; }
find "$work/packages" -maxdepth 1 -name '*.deb' -printf '%f %s bytes\n'

echo "== A fresh Debian 12"
sources="$(apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' 2>/dev/null |
  grep -E ' bookworm(-updates|-security)? main$' | sort -u || true)"
mirror="${MIRROR:-$(awk '$3 == "bookworm" { print $2; exit }' <<<"$sources")}"
[[ -n "$mirror" ]] || fail "apt has no source of Debian bookworm here; MIRROR=ADDRESS names one"
[[ -z "${MIRROR:-}" ]] || sources="deb $MIRROR bookworm main"
eval "$(apt-config shell proxy Acquire::http::Proxy)"
[[ -z "${proxy:-}" ]] || export http_proxy="$proxy"
debootstrap --variant=minbase --include=ca-certificates bookworm "$root" "$mirror" >"$work/debootstrap.log" 2>&1 ||
  { tail -n 20 "$work/debootstrap.log" >&2; fail "debootstrap failed"; }
echo "$sources" >"$root/etc/apt/sources.list"
apt-config dump | grep -iE '^Acquire::[a-z]*::?proxy' >"$root/etc/apt/apt.conf.d/90proxy" || true
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
cp "$work"/packages/*.deb "$root/tmp/"
python3 -B - "$root/tmp/keypoints.json" <<'PYTHON'
import sys
sys.path.insert(0, "tests/first_hour")
import stand_ins
stand_ins.coco_results(sys.argv[1])
PYTHON

cat >"$root/tmp/try.sh" <<'TRY'
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 HOME=/root
cd /tmp
apt() { apt-get -y -q "$@" >/tmp/apt.log 2>&1 </dev/null || { tail -n 30 /tmp/apt.log >&2; echo "apt-get $1 failed" >&2; exit 1; }; }
apt update
apt install --no-install-recommends ./posegrad_*.deb
echo "$(dpkg-query -W | wc -l) packages with posegrad and what it has to have; for compiling: $(dpkg-query -W | grep -c -e '-dev' || true)"
echo "== posegrad --version"
posegrad --version
echo "== posegrad doctor"
posegrad doctor >doctor.txt || true  # there are no weights of the detector, and no ffmpeg yet
cat doctor.txt
grep -q '^ok .*model .*in /usr/share/posegrad/models' doctor.txt
grep -q '^ok .*BLAS .*OpenMP' doctor.txt
echo "== posegrad wild"
posegrad wild keypoints.json --size 640x360 --fps 25 -o walk.json -o walk.html -o walk.bvh -o walk.png
ls -l walk.*
test -s walk.json && test -s walk.html && test -s walk.bvh && test -s walk.png
test -f /usr/share/man/man1/posegrad.1
if [[ "$1" == 1 ]]; then
  echo "== What it recommends"
  apt install ffmpeg fonts-dejavu-core
  posegrad doctor | grep -E 'video|pictures' || true
  posegrad wild keypoints.json --size 640x360 --fps 25 -o walk.mp4
  ffprobe -v error -show_entries stream=codec_name,width,height,nb_frames -of csv=p=0 walk.mp4
fi
if [[ "$2" == 1 ]]; then
  echo "== libposegrad-dev"
  apt install --no-install-recommends g++ cmake make ./libposegrad-dev_*.deb
  cmake -S /usr/share/doc/libposegrad-dev/examples -B examples -DCMAKE_BUILD_TYPE=Release >cmake.log
  cmake --build examples --target line lift >>cmake.log
  examples/line
  examples/lift /usr/share/posegrad/models/coco-27.bin keypoints.json 640x360
fi
echo "== Removing it"
apt purge posegrad
test ! -e /usr/bin/posegrad && test ! -e /usr/share/posegrad
TRY
echo "== Installing there"
# shellcheck disable=SC2016
unshare --mount bash -c 'mount -t proc proc "$1/proc" && exec chroot "$1" bash /tmp/try.sh "$2" "$3"' bash "$root" "$video" "$examples"
echo "The packages install on a fresh Debian 12 and work."
