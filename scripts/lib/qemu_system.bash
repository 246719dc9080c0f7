# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with the other parts of scripts/setup
# Part of the tool root: Debian 13's system emulators, unpacked with all the libraries they need and started through their own
# loader. One version on every machine gives one answer; Debian 12's own starts no LoongArch kernel.

qemu_system_ready() {
  local program
  [[ -s $tool_root/tools/qemu-system/VERSION ]] || return 1
  for program in $(qemu_system_programs); do
    [[ -x $tool_root/tools/qemu-system/usr/bin/$program && -x $tool_root/tools/bin/$program ]] || return 1
  done
}

qemu_system_programs() { printf 'qemu-system-%s\n' aarch64 loongarch64 riscv64 x86_64; }

qemu_system_make() {
  local folder=$making/qemu-system bin=$tool_root/tools/bin names program
  suite=trixie
  [[ -d $tool_root/downloads/apt/$suite/lists ]] || update_lists
  mapfile -t names < <(with_dependencies qemu-system-arm qemu-system-misc qemu-system-x86)
  ((${#names[@]} > 3)) || fail 1 "apt does not say what qemu-system needs"
  fetch "fetching Debian 13's system emulators (${#names[@]} packages)" download "${names[@]}"
  unpack_fetched "$folder"
  only_wanted "$folder"
  printf '%s\n' "${fetched[@]##*/}" >"$folder/VERSION"
  put_in_place "$folder" "$tool_root/tools/qemu-system"
  mkdir -p "$bin"
  for program in $(qemu_system_programs); do
    write_qemu_wrapper "$program" >"$making/wrapper"
    chmod +x "$making/wrapper"
    mv "$making/wrapper" "$bin/$program"
    watched "  trying $program" "The unpacked emulator doesn't start; scripts/setup --remove and again." \
      "$bin/$program" --version
  done
}

# with_dependencies NAME...: these packages and all they depend on, one a line. Nothing is installed.
with_dependencies() {
  apt-get -c "$tool_root/downloads/apt/$suite/apt.conf" -o Debug::NoLocking=1 --no-install-recommends --print-uris -qq \
    install "$@" | sed -n "s|^'[^']*' \([^_]*\)_.*|\1|p"
}

# The packages hold 800 MB of emulators and firmware; these are what four machines start from.
only_wanted() {
  local program keep=()
  for program in $(qemu_system_programs); do keep+=(! -name "$program"); done
  find "$1/usr/bin" -mindepth 1 "${keep[@]}" -delete
  rm -rf "$1"/usr/share/{doc,man,locale,icons,applications,bash-completion,lintian}
  find "$1/usr/share/qemu" -name '*edk2*' -delete
}

# Option ROMs are links to other packages' folders, so all of these are searched.
write_qemu_wrapper() {
  cat <<SCRIPT
#!/bin/sh
# Debian 13's $1 under its own C library. It finds its folder by its own path, so the tool root can be moved.
self=\$(readlink -f "\$0")
root=\${self%/bin/*}/qemu-system/usr
for loader in "\$root"/lib*/ld-linux-*.so.* "\$root"/lib/*-linux-gnu*/ld-linux-*.so.*; do
  [ -e "\$loader" ] || continue
  libraries=
  for folder in "\$root"/lib/*-linux-gnu* "\$root"/lib/*-linux-gnu*/*/; do libraries=\$libraries:\$folder; done
  exec "\$loader" --argv0 $1 --library-path "\${libraries#:}" "\$root/bin/$1" \\
    -L "\$root/share/qemu" -L "\$root/share/seabios" -L "\$root/lib/ipxe/qemu" "\$@"
done
echo "$1: no loader in \$root" >&2
exit 1
SCRIPT
}
