# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with the other parts of scripts/setup
# Part of the tool root: what assay-kit is made of beside Assay's own sources, for one architecture: the headers of eight libraries, and five of
# these (fmt, simdjson, libsodium, RE2, zlib) as one static archive, compiled with clang. Nothing else of this machine's goes in but the C and
# C++ libraries.

# What they are made of, beyond what apt's signatures say: the same kits from the same sources. A new version of Debian's is looked at by
# a person, who writes its SHA-256 here. Of toml++, which is headers alone, the installed package is packed: not every mirror has its source.
pinned_sources() {
  cat <<'TEXT'
84ce1c2d0be3a9863935137969dcec6970125caac032f82474640bfc81463583  fmtlib_9.1.0+ds1.orig.tar.gz
156b1bc5eb0561b2bd166b46d191fd3d95a3e709cc63761477d3b7aec2b6e9ed  simdjson_3.0.1.orig.tar.gz
d59323c6b712a1519a5daf710b68f5e7fde57040845ffec53850911f10a5d4f4  libsodium_1.0.18.orig.tar.gz
3bc61251da3b0b97be40a8a127818c517c62516e4eda11fc901d29496663df54  re2_20220601+dfsg.orig.tar.xz
71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1  zlib_1.2.13.dfsg.orig.tar.bz2
8143d20b688e98ccce8e24562d3b68e5f47c12e896c42c7ca8553dbde5bed55d  cli11_2.1.2+ds.orig.tar.xz
d69f9deb6a75e2580465c6c4c5111b89c4dc2fa94e3a85fcd2ffcd9a143d9273  nlohmann-json3_3.11.2.orig.tar.gz
645408a3eda52713a4de45b79c84aecac88562db7a9ef4224b360361938e2688  tomlplusplus_3.3.0+ds.headers.tar
5efef23bbb1c6a133ecbdd63a2cfa07159ccacf5466a49e2426101c5ecd691fc  unicode-data_15.0.0-1_all.deb
TEXT
}

static_libraries_ready() { [[ "$(library_recipe)" == "$(cat "$tool_root/static/$1/VERSION" 2>/dev/null)" ]]; }

# Other sources want other libraries, and so does another way of making them.
library_recipe() {
  declare -f pinned_sources static_libraries_make make_tables take_headers compile_static_libraries static_target static_flags | sha256sum
}

static_libraries_make() {
  local architecture=$1 source=$making/static-sources folder=$making/static path name
  suite=$(os_release VERSION_CODENAME)
  fetch "fetching Unicode's tables" download unicode-data
  unpack_fetched "$making/unicode"
  fetch "fetching the sources of what kits are made of" source fmtlib simdjson libsodium re2 zlib cli11 nlohmann-json3
  tar --sort=name --format=ustar --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
    -cf "$tool_root/downloads/tomlplusplus_3.3.0+ds.headers.tar" -C /usr include/toml++
  pinned_sources | (cd "$tool_root/downloads" && sha256sum --check --quiet --strict) >&2 ||
    fail 1 "a source is missing or is another one than scripts/lib/static_libraries.bash pins (above)"
  rm -rf "$source" "$folder" && mkdir -p "$source" "$folder"
  for name in $(pinned_sources | sed -n 's/.*  \(.*\.tar.*\)/\1/p'); do
    path=$tool_root/downloads/$name
    mkdir -p "$source/${name%%_*}"
    tar -C "$source/${name%%_*}" --strip-components=1 -xf "$path"
  done
  watched "taking the headers" "If the disk is full, make room: nothing half-made counts as done." take_headers "$source" "$folder/include"
  watched "making RE2's tables" "The generator's own words are above." make_tables "$source/re2/re2" "$making/unicode/usr/share/unicode"
  watched "compiling fmt, simdjson, libsodium, RE2 and zlib for $architecture" "The compiler's own words are above." \
    compile_static_libraries "$architecture" "$source" "$folder"
  library_recipe >"$folder/VERSION"
  put_in_place "$folder" "$tool_root/static/$architecture"
  rm -rf "$source" "$making/unicode"
}

# make_tables RE2 UNICODE: the source package comes without what can be made, as Debian's build makes it. six is for Python 2.
make_tables() (
  cd "$1" || exit
  sed -i "s|^from six.moves import urllib|import urllib.request|; s|^_UNICODE_DIR = .*|_UNICODE_DIR = \"$2\"|" unicode.py
  python3 -B make_unicode_casefold.py >unicode_casefold.cc && python3 -B make_unicode_groups.py >unicode_groups.cc &&
    perl make_perl_groups.pl >perl_groups.cc
)

# take_headers SOURCES INCLUDE: what development packages install. libsodium's configure would make version.h; the one for another compiler
# says the same.
take_headers() (
  mkdir -p "$2/re2" && cd "$1" && cp libsodium/builds/msvc/version.h libsodium/src/libsodium/include/sodium/ &&
    cp -r {cli11/include/CLI,fmtlib/include/fmt,nlohmann-json3/include/nlohmann,tomlplusplus/toml++} \
      libsodium/src/libsodium/include/sodium{,.h} simdjson/singleheader/simdjson.h zlib/{zlib,zconf}.h "$2" &&
    cp re2/re2/{filtered_re2,re2,set,stringpiece}.h "$2/re2"
)

# compile_static_libraries ARCHITECTURE SOURCES FOLDER. No two files have one name.
compile_static_libraries() (
  local sodium=$2/libsodium/src/libsodium re2=$2/re2 zlib=$2/zlib flags files
  mapfile -t flags < <(static_flags "$1" && echo "-ffile-prefix-map=$2=libraries") # no folder of this machine's user
  mapfile -t files < <(find "$sodium" -name '*.c')
  mkdir -p "$3/objects" && cd "$3/objects" || exit
  { clang-19 "${flags[@]}" -I"$sodium/include" -I"$sodium/include/sodium" -c "${files[@]}" &&
    clang-19 "${flags[@]}" -c "$zlib"/{adler32,crc32,deflate,inffast,inflate,inftrees,trees,zutil}.c; } &
  clang++-19 "${flags[@]}" -std=c++17 -I"$2/fmtlib/include" -I"$re2" -c "$2/fmtlib/src/format.cc" "$2/simdjson/singleheader/simdjson.cpp" \
    "$re2"/re2/*.cc "$re2"/util/{rune,strutil}.cc && wait "$!" && llvm-ar-19 rcs "$3/libassay-static.a" ./*.o && rm -rf "$3/objects"
)

static_target() { [[ $1 == armhf ]] && echo arm-linux-gnueabihf || echo "$1-linux-gnu"; }

# What libsodium's configure would find on Linux with glibc: its source package comes without one.
static_flags() {
  printf '%s\n' "--target=$(static_target "$1")" -O2 -w -ffunction-sections -fdata-sections
  printf -- '-D%s=1\n' CONFIGURED _GNU_SOURCE NATIVE_LITTLE_ENDIAN SODIUM_STATIC HAVE_WEAK_SYMBOLS HAVE_ATOMIC_OPS \
    HAVE_C11_MEMORY_FENCES HAVE_EXPLICIT_BZERO HAVE_GETPID HAVE_INTTYPES_H HAVE_SYS_MMAN_H HAVE_SYS_RANDOM_H HAVE_GETRANDOM \
    HAVE_LINUX_COMPATIBLE_GETRANDOM HAVE_SYS_AUXV_H HAVE_GETAUXVAL HAVE_MLOCK HAVE_MPROTECT HAVE_MADVISE HAVE_MMAP \
    HAVE_POSIX_MEMALIGN HAVE_NANOSLEEP HAVE_ALLOCA_H HAVE_CLOCK_GETTIME
  # Of simdjson one kernel, which runs on every CPU of the architecture: the others are chosen as a program starts.
  printf -- '-DSIMDJSON_IMPLEMENTATION_%s=0\n' ICELAKE HASWELL WESTMERE ARM64
  if [[ $1 == armhf ]]; then
    echo -D_FILE_OFFSET_BITS=64
  else
    echo -DHAVE_TI_MODE=1
  fi
  if [[ $1 == loongarch64 ]]; then echo "--sysroot=$tool_root/sysroots/debian-13"; fi
}
