# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with the other parts of scripts/setup
# Part of the tool root: Debian 13's GNU ld for LoongArch. lld 19 makes static programs that crash at start; lld 22 doesn't.

cross_linker_ready() { [[ -s $tool_root/tools/debian-13/VERSION && -x $tool_root/tools/bin/loongarch64-linux-gnu-ld ]]; }

cross_linker_make() {
  local folder=$making/debian-13 bin=$tool_root/tools/bin names
  mapfile -t names < <(cross_linker_packages)
  suite=trixie
  fetch "fetching Debian 13's GNU ld for LoongArch" download "${names[@]}"
  unpack_fetched "$folder"
  printf '%s\n' "${fetched[@]##*/}" >"$folder/VERSION"
  put_in_place "$folder" "$tool_root/tools/debian-13"
  mkdir -p "$bin"
  write_wrapper >"$making/wrapper"
  chmod +x "$making/wrapper"
  mv "$making/wrapper" "$bin/loongarch64-linux-gnu-ld"
  watched "  trying it" "The unpacked linker doesn't start; scripts/setup --remove and again." \
    "$bin/loongarch64-linux-gnu-ld" --version
}

# The linker needs a newer C library than the system's, so it is started through that library's own loader.
write_wrapper() {
  cat <<'SCRIPT'
#!/bin/sh
# Debian 13's GNU ld under its own C library. It finds its folder by its own path, so the tool root can be moved.
self=$(readlink -f "$0")
root=${self%/bin/*}/debian-13/usr
for loader in "$root"/lib/*-linux-gnu*/ld-linux*.so.*; do
  exec "$loader" --library-path "${loader%/*}" "$root/bin/loongarch64-linux-gnu-ld" "$@"
done
SCRIPT
}
