#!/usr/bin/env bash
# Installs what posegrad is built with, from Debian's or Ubuntu's packages: only what is missing. Names are Debian 12's; Ubuntu 24.04's
# should be the same, but nobody has run this there yet. What a system has no package of is left out, and said.
# Usage: scripts/install.sh [--tests|--npm]    --tests: also what scripts/test.sh needs; --npm: also npm
set -euo pipefail

packages=(
  g++ cmake ninja-build pkg-config
  libopenblas-openmp-dev libzip-dev zlib1g-dev libssl-dev
  libfmt-dev nlohmann-json3-dev libcairo2-dev libarchive-dev libhdf5-dev libmatio-dev libtinygltf-dev
  libboost-program-options-dev libboost-test-dev ffmpeg
)
test_packages=(libopenmpi-dev openmpi-bin python3-numpy python3-dev pybind11-dev python3-torch python3-onnx clang-format clang-tidy libomp-dev
  dpkg-dev zsh fish)
# The browser that tests the HTML player. Node.js is often there from elsewhere, with an npm that Debian's would
# conflict with; and Ubuntu's chromium is a snap, no package: the test is skipped then.
command -v node >/dev/null || test_packages+=(nodejs)
command -v npm >/dev/null || test_packages+=(npm)
! grep -qx 'ID=debian' /etc/os-release 2>/dev/null || test_packages+=(chromium)

case "${1:-}" in
  "") ;;
  --tests) packages+=("${test_packages[@]}") ;;
  --npm) packages+=(npm) ;;
  *) echo "install.sh: unknown argument '$1'; expected --tests, --npm or nothing" >&2; exit 2 ;;
esac

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "This system has no apt-get. Going on in the hope that what these Debian packages hold is there:"
  echo "  ${packages[*]}"
  exit 0
fi

is_installed() {
  [[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

missing=()
for package in "${packages[@]}"; do
  is_installed "$package" || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  echo "All packages are installed."
  exit 0
fi
echo "Installing: ${missing[*]}"

as_root=()
if ((EUID != 0)); then
  if ! command -v sudo >/dev/null; then
    echo "install.sh: neither root nor sudo; ask somebody who may to run:" >&2
    echo "  apt-get update && apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
  # Without a terminal nobody could type a password.
  [[ -t 0 ]] || as_root+=(-n)
fi

log="$(mktemp)"
trap 'rm -f "$log"' EXIT
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -q "$@" >"$log" 2>&1 </dev/null && return
  cat "$log" >&2
  echo "install.sh: apt-get $1 failed" >&2
  exit 1
}
apt update
found=()
for package in "${missing[@]}"; do
  if apt-cache show "$package" >/dev/null 2>&1; then
    found+=("$package")
  else
    echo "There is no package $package here: going on without it."
  fi
done
((${#found[@]} == 0)) || apt install --no-install-recommends "${found[@]}"
echo "Installed ${#found[@]} packages."
