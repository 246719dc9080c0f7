# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # root is the caller's

# Refuses functions of harness/ that are larger than .clang-tidy allows. Needs build/dev built, which tells how rooms are
# compiled. Of tests only the lines are counted, up to 100, since many are tables: half of all files are tests, and
# clang-tidy would take minutes for them.
check_function_sizes() {
  local found
  check_lines_of_tests || return 1
  if found=$(run-clang-tidy-19 -quiet -j "$(nproc)" -p "$root/build/dev" '/harness/(?!.*_(test|journeys)[.]dir/)' 2>&1); then
    return 0
  fi
  sed -n "/ error: /s|^$root/||p" <<<"$found" | sort -u | grep . || printf '%s\n' "$found"
  printf 'divide a function that is too large: its second idea gets a function of its own\n'
  return 1
}

# A function begins with a line that is not indented, and ends with a brace alone on its line; clang-format sees to both.
check_lines_of_tests() {
  (cd "$root" && git ls-files 'harness/*_test.cc' | xargs awk -v most=100 '
    FNR == 1 || /^}/ { if (/^}$/ && begin && FNR - begin - 1 > most) {
        printf "%s:%d: %d lines, and a function has at most %d\n", FILENAME, begin, FNR - begin - 1, most; found = 1 }
      begin = 0 }
    /^[A-Za-z]/ && /[({,]$/ && !begin { begin = FNR }
    END { exit found }')
}
