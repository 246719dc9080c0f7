# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with the other parts of scripts/setup
# Part of the tool root: QEMU's user mode with plugins, compiled from Debian 13's source package. Debian 12's 7.2 has plugins but
# can't run LoongArch's C library (its LSX needs 8.1); later packages are static and have no plugins.

qemu_ready() {
  local program
  at_least 8.1 "$tool_root/tools/qemu/VERSION" || return 1
  for program in $(qemu_programs); do
    [[ -x $tool_root/tools/qemu/bin/$program ]] || return 1
  done
}

# All of them where the distribution's QEMU can't load a plugin (Debian 13's and later can't).
qemu_programs() {
  echo qemu-loongarch64
  if command -v qemu-aarch64 >/dev/null && ! has_plugins qemu-aarch64; then
    printf 'qemu-%s\n' aarch64 arm riscv64 x86_64
  fi
}

# Without grep's -q: that would end before the help does, which pipefail takes for a failure.
has_plugins() { "$1" -h 2>/dev/null | grep -e '^-plugin' >/dev/null; }

# Steps leave their result under its final name only when they are complete: an interrupted build goes on where it was.
qemu_make() {
  local source=$making/qemu-source build=$making/qemu-build meson=$making/meson programs
  mapfile -t programs < <(qemu_programs)
  [[ -d $meson && -d $source ]] || fetch_qemu "$source" "$meson"
  export PYTHONPATH=$meson/usr/lib/python3/dist-packages
  [[ -f $build/configured && $(<"$build/configured") == "${programs[*]}" ]] || configure_qemu "$source" "$build"
  attempt "compiling ${programs[*]} ($(nproc) at a time)" \
    nice ninja -C "$build" "${programs[@]}" || give_up_on_qemu "$build"
  local folder=$making/qemu program
  rm -rf "$folder" && mkdir -p "$folder/bin"
  for program in "${programs[@]}"; do
    strip -o "$folder/bin/$program" "$build/$program"
    has_plugins "$folder/bin/$program" || fail 1 "the $program just built can't load plugins"
  done
  cp "$source/VERSION" "$folder/VERSION"
  put_in_place "$folder" "$tool_root/tools/qemu"
  say "  QEMU $(<"$tool_root/tools/qemu/VERSION") is in $tool_root/tools/qemu"
  rm -rf "$source" "$build" "$meson"
}

fetch_qemu() {
  local source=$1 meson=$2 archive
  suite=trixie
  fetch "fetching meson, which QEMU is built with" download meson
  rm -rf "$meson" "$source" "$source.new" && mkdir -p "$source.new"
  unpack_fetched "$meson.new"
  fetch "fetching QEMU's source package (41 MB)" source qemu
  archive=$(printf '%s\n' "${fetched[@]}" | grep '\.orig\.tar\.[a-z0-9]*$')
  watched "unpacking $(basename "$archive")" "Is the disk full?" \
    tar -xf "$archive" --strip-components=1 --exclude='*/roms/*' -C "$source.new"
  # Debian's archive lacks the firmware folder's parts, and pycotap is only for QEMU's own tests.
  sed -i '/^pycotap/d' "$source.new/pythondeps.toml"
  sed -i "s/^subdir('pc-bios')/roms = []/" "$source.new/meson.build"
  # The package has no program of that name in PATH; this is all that QEMU's build wants of it.
  mkdir -p "$meson.new/bin"
  printf '#!/usr/bin/python3\nfrom mesonbuild.mesonmain import main\nraise SystemExit(main())\n' >"$meson.new/bin/meson"
  chmod +x "$meson.new/bin/meson"
  mv -T "$meson.new" "$meson"
  mv -T "$source.new" "$source"
}

configure_qemu() {
  local source=$1 build=$2 targets
  targets=$(printf '%s-linux-user,' "${programs[@]#qemu-}")
  rm -rf "$build" && mkdir -p "$build"
  cd "$build" || exit
  watched "configuring QEMU for ${targets%,}" "If a library is missing, add its package to scripts/lib/packages.bash." \
    env -u CC -u CXX -u CFLAGS -u CXXFLAGS -u LDFLAGS PATH="$making/meson/bin:$PATH" \
    "$source/configure" --python=/usr/bin/python3 --disable-download --target-list="${targets%,}" --disable-system \
    --disable-tools --disable-docs --without-default-features --enable-plugins
  cd "$OLDPWD" || exit
  echo "${programs[*]}" >"$build/configured"
}

# What failed to compile is not kept: the next try begins anew, and the room is free.
give_up_on_qemu() {
  ! grep -q 'interrupted by user' "$log" || exit 130 # where SIGINT came to ninja alone
  tail -n 15 "$log" | sed 's/^/  | /' >&2
  rm -rf "$1"
  fail 1 "QEMU's build failed (ninja in $1); with --no-qemu-build everything else is set up"
}
