# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # root is the caller's

# Functions that are still too large. Each is to be divided; the list only gets shorter.
functions_still_large() {
  cat <<'TABLE'
harness/present/markdown.cc table_text
harness/present/show.cc cells_text
harness/present/table.cc block_text
harness/present/terminal.cc table_text
harness/present/terminal_explanation.cc pieces_text
harness/present/terminal_explanation.cc terminal_text
harness/present/terminal_gate.cc rows_text
harness/present/terminal_matrix.cc terminal_text
harness/present/wording.cc column_legend
TABLE
}

# Refuses functions of harness/ that are larger than .clang-tidy allows, and lines of the list above that are not needed.
# Needs build/dev built, which tells how files are compiled and what they include.
check_function_sizes() {
  local results=$root/build/functions status=0 file name
  mkdir -p "$results"
  write_rules "$results"
  ninja -C "$root" -f "$results/build.ninja" -k 0
  ninja -C "$root" -f "$results/build.ninja" -t targets rule tidy | (cd "$root" && xargs cat) |
    sed -n "/ error: /s|^$root/||p" | sort -u >"$results/found"
  sed -E "s/^([^:]*):[0-9]+:[0-9]+: error: (function '([^']*)'.*|(.*))$/\1 \3\4/" "$results/found" | sort -u >"$results/names"
  functions_still_large | sort >"$results/known"
  while read -r file name; do
    grep -F "$file:" "$results/found" | grep -F "$name"
    status=1
  done < <(comm -23 "$results/names" "$results/known")
  ((status == 0)) || printf 'divide a function that is too large: its second idea gets a function of its own\n'
  while read -r file name; do
    printf '%s: %s is no longer too large: delete its line in scripts/lib/function_sizes.bash\n' "$file" "$name"
    status=1
  done < <(comm -13 "$results/names" "$results/known")
  return "$status"
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
  printf '#include <%s>\n' gmock/gmock.h | replace "$results/test.h"
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
build $results/test.pch: precompile $results/test.h
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
          pch = source ~ /\.c$/ ? "" : results (source ~ /_test\.cc$/ ? "/test.pch" : "/plain.pch")
          printf "build %s/%s.txt: tidy %s | .clang-tidy %s %s\n", results, source, source, pch, needed[source]
          if (pch != "") print "  precompiled = --extra-arg=-include-pch --extra-arg=" pch
          print "  needs =" needed[source]
        }
      }' <(compiled_sources) RS='' FS='\n' <(needed_headers)
  } >"$results/build.ninja"
}

compiled_sources() {
  sed -n "s|^ *\"file\": \"$root/\(harness/[^\"]*\)\".*|\1|p" "$root/build/dev/compile_commands.json"
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
