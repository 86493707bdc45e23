#!/usr/bin/env bash
# Downloads the packages of our libraries, to build where nothing can be installed: scripts/gpu_report.sh unpacks them.
# Usage: scripts/vendor.sh [FOLDER]    default: vendor. For machines with the same processor and a libc at least as new.
set -euo pipefail
mkdir -p "${1:-vendor}"
cd -- "${1:-vendor}"

packages=(libfmt-dev nlohmann-json3-dev libzip-dev zlib1g-dev libssl-dev libopenblas-openmp-dev libboost-program-options-dev
  libboost-test-dev pkgconf)
# What a machine with a compiler has of its own.
own='^(libc6|libc-|linux-|gcc-|g\+\+-|cpp-|libstdc|libgcc|libgomp|lib[a-z]*san|libatomic|libitm|libnsl|libtirpc|rpcsvc|libcrypt|libcom-err|'
own+='libgssapi|libk|debconf|dpkg|perl|libperl|tar)'
apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "${packages[@]}" |
  grep '^[a-z]' | sort -u | grep -Ev "$own" | xargs apt-get -q download
du -shc ./*.deb | tail -n 1
