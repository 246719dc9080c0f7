# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # root is the caller's

# Refuses functions of harness/ that are larger than .clang-tidy allows. Needs build/dev built, which tells how files are
# compiled and what they include. Of tests only the lines are counted, up to 100, since many are tables: half of all files
# are tests, and clang-tidy would take minutes for them.
check_function_sizes() {
  local results=$root/build/functions
  check_lines_of_tests || return 1
  mkdir -p "$results"
  write_rules "$results"
  ninja -C "$root" -f "$results/build.ninja" -k 0
  ninja -C "$root" -f "$results/build.ninja" -t targets rule tidy | (cd "$root" && xargs cat) |
    sed -n "/ error: /s|^$root/||p" | sort -u >"$results/found"
  [[ -s $results/found ]] || return 0
  cat "$results/found"
  printf 'divide a function that is too large: its second idea gets a function of its own\n'
  return 1
}

# Writes the rules of a build whose results are what clang-tidy says of each file. A file is looked at again when it, or
# a header of harness/ that it includes, has changed; a file that was found good is remembered by its content, so that a
# fresh clone need not look at it. Most of the time goes into headers of the system: those that are
# used most are precompiled, which saves a quarter of it.
write_rules() {
  local results=$1 good=${XDG_CACHE_HOME:-$HOME/.cache}/assay/functions
  mkdir -p "$good"
  find "$good" -type f -mtime +30 -delete
  printf '#include <%s>\n' fmt/format.h algorithm cmath filesystem map optional string vector | replace "$results/plain.h"
  {
    cat <<RULES
builddir = $results
rule precompile
  command = clang++-19 -std=c++20 -O1 -DFMT_SHARED -x c++-header \$in -o \$out -MD -MF \$out.d
  depfile = \$out.d
rule tidy
  command = scripts/lib/tidy_once $good \$out "\$needs" \$in \$precompiled
  description = clang-tidy \$in
build $results/plain.pch: precompile $results/plain.h
RULES
    awk -v root="$root" -v results="$results" '
      function exists(file,   line) { # what is not compiled yet may name headers that have moved
        if (!(file in known)) { known[file] = (getline line <file) >= 0; close(file) }
        return known[file]
      }
      FNR == NR { wanted[$1]; next }
      $1 in wanted {
        needed[$1] = ""
        for (i = 2; i <= NF; ++i) if (exists(root "/" $i)) needed[$1] = needed[$1] " " $i
      }
      END {
        for (source in wanted) {
          pch = source ~ /\.c$/ ? "" : results "/plain.pch"
          printf "build %s/%s.txt: tidy %s | .clang-tidy %s %s\n", results, source, source, pch, needed[source]
          if (pch != "") print "  precompiled = --extra-arg=-include-pch --extra-arg=" pch
          print "  needs =" needed[source]
        }
      }' <(compiled_sources) RS='' FS='\n' <(needed_headers)
  } >"$results/build.ninja"
}

compiled_sources() {
  sed -n "s|^ *\"file\": \"$root/\(harness/[^\"]*\)\".*|\1|p" "$root/build/dev/compile_commands.json" |
    grep -v '_test\.cc$'
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

# A paragraph for each object: its source, and the headers of harness/.
needed_headers() {
  ninja -C "$root/build/dev" -t deps | sed -n 's|^ *\.\./\.\./\(harness/.*\)|\1|p; /^$/p'
}

# Leaves a file alone that already holds what is read.
replace() {
  local text
  text=$(cat)
  [[ -e $1 && $(<"$1") == "$text" ]] || printf '%s\n' "$text" >"$1"
}
