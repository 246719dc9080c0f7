# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with the other parts of scripts/setup
# Part of the tool root: C and C++ libraries for one architecture, from Debian 13's cross packages, unpacked and not installed.
# All architectures share one folder, as they do in /usr; clang finds all it needs with --sysroot.

# With the licence of the C++ library, which kits hold.
sysroot_ready() {
  local place=$tool_root/sysroots/debian-13
  [[ -s $place/$1.VERSION && -s $place/usr/share/doc/libstdc++-14-dev-$1-cross/copyright ]]
}

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
