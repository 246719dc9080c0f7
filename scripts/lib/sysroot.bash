# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with the other parts of scripts/setup
# Part of the tool root: C and C++ libraries for one architecture, from Debian 13's cross packages, unpacked and not installed.
# All architectures share one folder, as they do in /usr; clang finds all it needs with --sysroot.

sysroot_ready() { [[ -s $tool_root/sysroots/debian-13/$1.VERSION ]]; }

sysroot_make() {
  local architecture=$1 folder=$making/sysroot place=$tool_root/sysroots/debian-13 names path
  mapfile -t names < <(sysroot_packages "$architecture")
  suite=trixie
  fetch "fetching Debian 13's libraries for $architecture" download "${names[@]}"
  unpack_fetched "$folder"
  sync -f "$folder"
  for path in "$folder"/usr/*-linux-* "$folder"/usr/lib/gcc-cross/* "$folder"/usr/share/doc/*; do
    path=${path#"$folder/"}
    rm -rf "${place:?}/$path"
    mkdir -p "$(dirname "$place/$path")"
    mv -T "$folder/$path" "$place/$path"
  done
  printf '%s\n' "${fetched[@]##*/}" >"$folder/VERSION" # which packages, with their versions
  mv "$folder/VERSION" "$place/$architecture.VERSION"
  rm -rf "$folder"
}
