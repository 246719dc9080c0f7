# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with the other parts of scripts/setup
# Part of the tool root: the C library musl for one architecture, compiled with clang from Debian 13's source package. OpenHarmony's
# C library is a fork of it.

musl_ready() { [[ -s $tool_root/sysroots/openharmony-small/$1/VERSION ]]; }

musl_make() {
  local architecture=$1 source=$making/musl-source folder=$making/musl place=$tool_root/sysroots/openharmony-small/$1 path
  suite=trixie
  fetch "fetching musl's source" source musl
  rm -rf "$source" "$folder" && mkdir -p "$source" "$folder"
  for path in "${fetched[@]}"; do
    case $path in
      *.orig.tar.gz | *.orig.tar.xz) tar -C "$source" --strip-components=1 -xf "$path" ;;
      *.debian.tar.xz) tar -C "$making" -xf "$path" debian/patches ;;
    esac
  done
  while read -r path _; do
    # Inside somebody's git work tree, git would pass over the files of another folder without a word.
    [[ -z $path || $path == '#'* ]] || GIT_CEILING_DIRECTORIES=$making git -C "$source" apply "$making/debian/patches/$path"
  done <"$making/debian/patches/series"
  local libgcc
  libgcc=$(libgcc_of "$architecture") || fail 3 "no libgcc.a for $architecture: scripts/setup brings the cross compiler that has it"
  (
    cd "$source" || exit
    watched "configuring musl for $architecture" "Its config.log says more." \
      env CC="clang-19 --target=$architecture-linux-musl" AR=llvm-ar-19 RANLIB=llvm-ranlib-19 LIBCC="$libgcc" \
      ./configure --target="$architecture-linux-musl" --prefix=/usr --disable-shared
    watched "compiling musl for $architecture" "The compiler's own words are above." make -j"$(nproc)" install DESTDIR="$folder"
  )
  cp "$libgcc" "$folder/usr/lib/libgcc.a"
  cp "$source/VERSION" "$folder/VERSION"
  put_in_place "$folder" "$place"
  rm -rf "$source" "$making/debian"
}

# What compilers' own calls lead to, from the compiler that knows the architecture.
libgcc_of() {
  local path
  for path in /usr/lib/gcc-cross/"$1"-linux-gnu*/*/libgcc.a /usr/lib/gcc/"$1"-linux-gnu*/*/libgcc.a \
              "$tool_root"/sysroots/debian-13/usr/lib/gcc-cross/"$1"-linux-gnu*/*/libgcc.a; do
    [[ ! -e $path ]] || { echo "$path" && return; }
  done
  return 1
}
