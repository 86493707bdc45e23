# shellcheck shell=bash
# For the other scripts, which source it in the project's root.

# configure PRESET [OPTION...]: quiet unless it fails; compiles through ccache where that is installed.
configure() {
  local launcher=() log preset="$1"
  shift
  if command -v ccache >/dev/null; then
    launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_CUDA_COMPILER_LAUNCHER=ccache)
    export CCACHE_SLOPPINESS=pch_defines,time_macros  # else nothing with a precompiled header is kept
    export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1   # another checkout finds what this one compiled
  fi
  mkdir -p build
  log="build/configure_$preset.log"
  if ! cmake --preset "$preset" "${launcher[@]}" "$@" >"$log" 2>&1; then
    cat "$log" >&2
    return 1
  fi
}
