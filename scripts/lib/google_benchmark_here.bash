# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # root is the caller's

# Google Benchmark for this machine, built and installed once a compiler, by one script at a time; prints where.
google_benchmark() {
  local place=$root/build/suites/google-benchmark-$1 lock
  mkdir -p "$root/build/suites"
  exec {lock}>"$place.lock"
  flock "$lock"
  if [[ ! -e $place/installed ]]; then
    {
      cmake -S "${XDG_CACHE_HOME:-$HOME/.cache}/assay/sources/google-benchmark" -B "$place/build" -G Ninja \
        -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER="$1" -DCMAKE_CXX_COMPILER_LAUNCHER=ccache \
        -DBENCHMARK_ENABLE_TESTING=OFF -DCMAKE_INSTALL_PREFIX="$place" &&
        ninja -C "$place/build" install && sync -f "$place" && touch "$place/installed"
    } >&2
  fi
  exec {lock}>&-
  echo "$place"
}

# The programs that scripts/evaluate compares.
build_kernels() {
  cmake -S "$root/harness/bench/evaluate/kernels" -B "$root/build/kernels" -G Ninja -DCMAKE_CXX_COMPILER=clang++-19 \
    -DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_PREFIX_PATH="$(google_benchmark clang++-19)"
  ninja -C "$root/build/kernels"
}
