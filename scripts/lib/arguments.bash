# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with the other parts of scripts/setup
# The words of the command line become variables.

action=install dry_run=no quiet=no qemu_build=yes
benchmark_source='' debian_mirror=''
wanted_sysroots=() wanted_musls=()
wanted_architectures=() # empty: all

read_arguments() {
  while (($#)); do
    case $1 in
      -h | --help) usage && exit 0 ;;
      --dry-run | --list) dry_run=yes ;;
      --remove) action=remove ;;
      -q | --quiet) quiet=yes ;;
      --no-qemu-build) qemu_build=no ;;
      --benchmark-source=* | --debian-mirror=* | --target=* | --sysroot=*)
        read_value "${1%%=*}" "${1#*=}"
        ;;
      --benchmark-source | --debian-mirror | --target | --sysroot)
        (($# > 1)) || fail 2 "$1 needs a value; see scripts/setup --help"
        read_value "$1" "$2"
        shift
        ;;
      *) fail 2 "unknown argument '$1'; see scripts/setup --help" ;;
    esac
    shift
  done
}

read_value() {
  local name=$1 value=$2
  case $name in
    --benchmark-source)
      [[ -f $value && -r $value ]] || fail 2 "--benchmark-source: no readable file '$value'"
      benchmark_source=$(readlink -f -- "$value")
      ;;
    --debian-mirror)
      [[ $value == *:/* && $value != *[[:space:]]* ]] || fail 2 "--debian-mirror: '$value' is not a URL"
      debian_mirror=${value%/}
      ;;
    --target)
      local target architecture targets
      [[ $value != all ]] || value=$(all_targets | paste -sd,)
      [[ ,$value, != *,,* ]] || fail 2 "--target: '$value' lacks a name; the targets are the files in targets/"
      IFS=, read -ra targets <<<"$value"
      for target in "${targets[@]}"; do
        architecture=$(architecture_of "$target")
        wanted_architectures+=("$architecture")
      done
      ;;
    --sysroot)
      if [[ $value =~ ^openharmony-small:(x86_64|aarch64|riscv64|loongarch64)$ ]]; then
        wanted_musls+=("${BASH_REMATCH[1]}")
      elif [[ $value =~ ^debian-13:([a-z0-9]+)$ ]]; then
        wanted_sysroots+=("${BASH_REMATCH[1]}")
      else
        fail 2 "--sysroot: '$value' is not debian-13:ARCHITECTURE (arm64, riscv64, armhf, amd64, loong64 ...) nor" \
          "openharmony-small:ARCHITECTURE (x86_64, aarch64, riscv64, loongarch64); debian-12's come with the cross compilers"
      fi
      ;;
  esac
}

all_targets() { grep -l '^\[target\]' "$lib"/../../targets/*.toml | sed 's|.*/||; s|\.toml$||'; }

# A target's architecture stands in its own file.
architecture_of() {
  local file=$lib/../../targets/$1.toml found
  [[ $1 =~ ^[a-z0-9._-]+$ && -f $file ]] || fail 2 "unknown target '$1'; the targets are the files in targets/"
  found=$(sed -n 's/^arch *= *"\([a-z0-9_-]*\)".*/\1/p' "$file")
  [[ -n $found ]] || fail 2 "$file has no line arch = \"...\""
  echo "$found"
}

# serves SCOPE: is something meant for SCOPE (all, image, test, or an architecture) wanted in this run? Images and tests
# are only where all targets are.
serves() {
  local architecture
  [[ $1 == all || ${#wanted_architectures[@]} == 0 ]] && return 0
  for architecture in "${wanted_architectures[@]}"; do
    [[ $architecture == "$1" ]] && return 0
  done
  return 1
}
