# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with the other parts of scripts/setup
# What is needed, as tables. Second column: who needs it: "all", one architecture, "image" (systems that boot) or "test".

# package | for | why
system_packages() {
  cat <<'TABLE'
g++|all|compiles the harness; gcc toolchain of x86-64 targets; builds QEMU
cmake|all|builds the harness and every cell
ninja-build|all|builds the harness and every cell, builds QEMU
ccache|all|a second build of the harness takes seconds
git|all|records name the commit of the harness
pkg-config|all|finds libsodium and RE2, and glib for QEMU
libfmt-dev|all|harness: text
libtomlplusplus-dev|all|harness: reads targets, toolchains, suites
libcli11-dev|all|harness: the command line
nlohmann-json3-dev|all|harness: writes records
libsimdjson-dev|all|harness: reads results
libsodium-dev|all|harness: SHA-256 and signatures
libre2-dev|all|harness: regular expressions
zlib1g-dev|all|harness: archives of submissions
libarchive-dev|all|harness: images' file systems, archives of sources
libgtest-dev|test|tests of the harness
libgmock-dev|test|tests of the harness
clang-19|all|one compiler for all targets
lld-19|all|links for all targets
llvm-19|all|llvm-objdump lists code for explain; archives musl; tests: oracle for the counters
qemu-user|all|runs and counts programs of all targets but LoongArch
g++-aarch64-linux-gnu|aarch64|C library, C++ library and gcc toolchain for aarch64
g++-riscv64-linux-gnu|riscv64|C library, C++ library and gcc toolchain for riscv64
g++-arm-linux-gnueabihf|armhf|C library, C++ library and gcc toolchain for armhf
debian-archive-keyring|all|checks the signatures of Debian 13's packages
xz-utils|all|unpacks source packages
bzip2|all|unpacks source packages
make|all|QEMU's configure asks for it; builds Linux
flex|image|builds Linux
bison|image|builds Linux
bc|image|builds Linux
libelf-dev|image|builds Linux: objtool
dnf|image|brings the packages of images of distributions that have it
libglib2.0-dev|loongarch64|QEMU is built with it
python3-venv|loongarch64|QEMU's configure makes a virtual environment
cpio|test|tests: reads the archives that kernels unpack
rpm|test|tests: makes small packages
createrepo-c|test|tests: makes repositories of them
gnupg|test|tests: signs them
procps|test|tests: pkill ends an emulator
python3|all|tests: independent references
python3-jsonschema|test|tests: independent check of records
python3-yaml|test|tests: reads the job files of scripts/ci
less|test|tests: the pager that people have
dpkg-dev|test|tests: finds what the Debian package depends on
file|test|tests: tells programs from scripts in the Debian package
groff-base|test|tests: the manual pages
man-db|test|tests: the manual pages
zsh|test|tests: completion; a login shell on another machine
fish|test|tests: completion; a login shell on another machine
tcsh|test|tests: a login shell on another machine
busybox-static|test|tests: a machine that has nothing else
openssh-client|test|tests: measuring on other machines
openssh-server|test|tests: these machines' sshd, started by the tests alone
iproute2|test|tests: networks of stand-in machines
nftables|test|tests: packets that are lost there
strace|test|tests: which files are read
uidmap|test|tests: namespaces with several users, for who is not root
mandoc|test|tests: the form of the manual pages
mmdebstrap|test|tests: a fresh Debian, in which scripts/ci/hosted is tried
libbenchmark-tools|test|oracle in tests: compare.py
python3-scipy|test|oracle in tests: compare.py's U test
clang-format-19|test|tests: layout of the sources
clang-tidy-19|test|tests: size of the functions
shellcheck|test|tests: the scripts
jq|test|tests: the job that posts a review
unzip|test|tests: the job that posts a review
hyperfine|test|scripts/evaluate: one of the tools the gate is held against
valgrind|test|tests: instructions a pass of slices(state) against the plain loop
TABLE
  [[ $(os_release ID) != debian ]] || echo "linux-source-6.12|image|Linux's source, for images"
}

# part of the tool root | for | MB of disk while it is made | what it is and why
tool_root_parts() {
  cat <<'TABLE'
google_benchmark|all|60|Google Benchmark's source, 1.8 or later: compiled for every target
libraries|all|60|sources of Highway, lz4, zstd, zlib and others, which suites have rows of (11 MB to fetch)
sysroot loong64|loongarch64|260|Debian 13's C and C++ libraries for loongarch64: Debian 12 has none (20 MB to fetch)
cross_linker|loongarch64|90|Debian 13's GNU ld for loongarch64: lld 19 links static programs that crash (8 MB to fetch)
musl riscv64|image|30|musl for riscv64, which small systems have instead of glibc (1 MB to fetch, a minute)
static_libraries x86_64|test|40|what assay-kit is made of, for x86_64: headers of eight libraries, and fmt, RE2 and others as static ones
static_libraries aarch64|test|40|the same for aarch64 (21 MB to fetch, a minute of CPU time for each)
static_libraries riscv64|test|40|the same for riscv64
static_libraries armhf|test|40|the same for armhf
static_libraries loongarch64|test|40|the same for loongarch64
qemu_system|image|900|Debian 13's system emulators, which images boot under: one version on every machine (110 MB to fetch)
qemu|loongarch64|450|QEMU >= 8.1 with plugins, compiled from Debian 13's source: no package has both (41 MB to fetch, some minutes)
TABLE
  local architecture
  for architecture in "${wanted_sysroots[@]}"; do
    [[ $architecture == loong64 ]] && serves loongarch64 && continue
    echo "sysroot $architecture|all|260|Debian 13's C and C++ libraries for $architecture, asked for by --sysroot"
  done
  for architecture in "${wanted_musls[@]}"; do
    [[ $architecture == riscv64 ]] && serves image && continue
    echo "musl $architecture|all|30|musl for $architecture, asked for by --sysroot"
  done
}

# Debian 13's cross packages that make a sysroot for one Debian architecture. The first holds GCC's licence, and nothing else.
sysroot_packages() {
  case $1 in
    loong64) echo gcc-14-cross-base-ports ;;
    *) echo gcc-14-cross-base ;;
  esac
  printf "%s-$1-cross\n" libc6 libc6-dev linux-libc-dev libstdc++6 libstdc++-14-dev libgcc-s1 libgcc-14-dev libatomic1
}

# Debian 13's GNU ld for LoongArch and the libraries it is linked to.
cross_linker_packages() {
  printf '%s\n' binutils-loongarch64-linux-gnu libc6 libjansson4 libsframe1 libzstd1 zlib1g
}
