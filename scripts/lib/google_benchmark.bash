# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with the other parts of scripts/setup
# Part of the tool root: Google Benchmark's source. Regions need State::StartKeepRunning as 1.8 and later have it.

google_benchmark_ready() {
  [[ -z $benchmark_source ]] && # a given one is always taken
    at_least 1.8 "$tool_root/sources/google-benchmark/VERSION"
}

google_benchmark_make() {
  local archive=$benchmark_source folder=$making/google-benchmark version
  if [[ -z $archive ]]; then
    suite=$(benchmark_suite)
    fetch "fetching Google Benchmark's source package of $suite" source benchmark
    archive=$(printf '%s\n' "${fetched[@]}" | grep '\.orig\.tar\.[a-z0-9]*$')
  fi
  rm -rf "$folder" && mkdir -p "$folder"
  watched "unpacking $(basename "$archive")" "It should be a tar archive of Google Benchmark 1.8 or later." \
    tar -xf "$archive" --strip-components=1 -C "$folder"
  version=$(sed -n 's/^project *(benchmark VERSION \([0-9.]*\).*/\1/p' "$folder/CMakeLists.txt" 2>/dev/null || true)
  echo "$version" >"$folder/VERSION"
  at_least 1.8 "$folder/VERSION" ||
    fail 2 "$archive holds Google Benchmark ${version:-of no known version}; 1.8 or later is needed"
  put_in_place "$folder" "$tool_root/sources/google-benchmark"
  say "  Google Benchmark $version is in $tool_root/sources/google-benchmark"
}

# The distribution's own where it is new enough, else Debian 13's.
benchmark_suite() {
  local version
  version=$(apt-cache policy libbenchmark-dev | sed -n 's/^ *Candidate: *\([0-9][^ ]*\).*/\1/p')
  if [[ -n $version ]] && dpkg --compare-versions "$version" ge 1.8; then os_release VERSION_CODENAME; else echo trixie; fi
}
