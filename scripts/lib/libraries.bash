# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with the other parts of scripts/setup
# Part of the tool root: the sources of Highway and of the libraries that suites have rows of (docs/suites.md, "Libraries"). One that
# can't be had is left out: its rows then say so, and the next scripts/setup tries again.

# name | source package | suite | file | its SHA-256, beyond what apt's signatures say: the same rows from the same sources
library_sources() {
  cat <<'TABLE'
highway|highway|trixie|highway_1.2.0.orig.tar.gz|7e0be78b8318e8bdbf6fa545d2ecb4c90f947df03f7aadc42c1967f019e63343
lz4|lz4|bookworm|lz4_1.9.4.orig.tar.gz|0b0e3aa07c8c063ddf40b082bdf7e37a1562bda40a0ff5272957f3e987e0e54b
zstd|libzstd|bookworm|libzstd_1.5.4+dfsg2.orig.tar.xz|8cf4bbb65e77ec348d052c8d6230eba66d435bddf64c8b5be2fcb16880c19953
zlib|zlib|bookworm|zlib_1.2.13.dfsg.orig.tar.bz2|71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1
libdeflate|libdeflate|bookworm|libdeflate_1.14.orig.tar.gz|89e7df898c37c3427b0f39aadcf733731321a278771d20fc553f92da8d4808ac
xxhash|xxhash|bookworm|xxhash_0.8.1.orig.tar.gz|3bb6b7d6f30c591dd65aaaff1c8b7a5b94d81687998ca9400082c739a690436c
isa-l|libisal|bookworm|libisal_2.30.0.orig.tar.xz|f363f1be3d657d5676cef5253ee2233e60116e2fa9c9de86881185bf81e0e4b8
simdjson|simdjson|bookworm|simdjson_3.0.1.orig.tar.gz|156b1bc5eb0561b2bd166b46d191fd3d95a3e709cc63761477d3b7aec2b6e9ed
eigen|eigen3|bookworm|eigen3_3.4.0.orig.tar.bz2|b4c198460eba6f28d34894e3a5710998818515104d6e74e5cc331ce31e46e626
TABLE
}

libraries_ready() { [[ "$(library_sources)" == "$(cat "$tool_root/sources/libraries/VERSION" 2>/dev/null)" ]]; }

libraries_make() {
  local folder=$making/libraries lines=() line name package file sha256
  rm -rf "$folder" && mkdir -p "$folder"
  while IFS= read -r line; do
    IFS='|' read -r name package suite file sha256 <<<"$line"
    if has_source && bring_source; then
      watched "unpacking $file" "If the disk is full, make room: nothing half-made counts as done." \
        unpack_source "$folder/$name" "$tool_root/downloads/$file"
      lines+=("$line")
    else
      say "left out: rows of $name; its source is not to be had ($file of $suite)"
    fi
  done < <(library_sources)
  printf '%s\n' "${lines[@]}" >"$folder/VERSION"
  put_in_place "$folder" "$tool_root/sources/libraries"
}

# Debian's mirrors only: other systems have other versions, which would be other rows.
has_source() { [[ $(os_release VERSION_CODENAME) == "$suite" ]] || { [[ $suite == trixie ]] && has_debian_mirror; }; }

# A file that was fetched before is not fetched again, so that this works without a network.
bring_source() {
  source_is_pinned || { (fetch "fetching the source of $name" source "$package") && source_is_pinned; }
}

source_is_pinned() { sha256sum --check --status <<<"$sha256  $tool_root/downloads/$file" 2>/dev/null; }

unpack_source() { mkdir -p "$1" && tar -xf "$2" --strip-components=1 -C "$1"; }
