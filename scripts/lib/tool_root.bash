# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with the other parts of scripts/setup
# The tool root: a folder in the cache with everything the distribution has too old. A part is made in .setup/ and renamed
# into place when it is whole, so what is in place is whole; its VERSION file says which one it is.

tool_root='' making=''

find_tool_root() {
  local cache=${XDG_CACHE_HOME:-}
  [[ $cache == /* ]] || cache=${HOME:?}/.cache # the XDG specification ignores relative paths
  tool_root=$cache/assay making=$cache/assay/.setup
}

wanted_parts() {
  local part scope rest
  while IFS='|' read -r part scope rest; do
    ! serves "$scope" || echo "$part|$scope|$rest"
  done < <(tool_root_parts)
}

list_missing_parts() {
  local part scope name argument
  while IFS='|' read -r part scope _; do
    [[ $part == qemu && $qemu_build == no ]] && continue
    [[ $scope != loongarch64 && $part != qemu_system && $part != musl* ]] || has_debian_mirror || continue
    read -r name argument <<<"$part"
    "${name}_ready" "$argument" || echo "$part"
  done < <(wanted_parts)
}

print_part_plan() {
  (($#)) || return 0
  echo "to be made in $tool_root (about $(megabytes_to_make) MB while it goes on):"
  local part why
  while IFS='|' read -r part _ _ why; do
    [[ "|$(join_lines "$@")|" != *"|$part|"* ]] || printf '  %-24s %s\n' "$part" "$why"
  done < <(wanted_parts)
}

make_parts() {
  local part name argument
  for part in "${missing_parts[@]}"; do
    read -r name argument <<<"$part"
    "${name}_make" "$argument"
  done
  rm -rf "$making"
}

say_left_out() {
  serves loongarch64 || return 0
  if ! has_debian_mirror; then
    cross_linker_ready '' ||
      say "left out: loongarch64; it needs Debian 13's packages, and this system's sources name no Debian mirror (--debian-mirror URL)"
  elif [[ $qemu_build == no ]]; then
    qemu_ready '' ||
      say "left out by --no-qemu-build: qemu-loongarch64; programs for loongarch64 are built but not run or counted"
  fi
}

# put_in_place FROM TO: the data reach the disk before the name does. What was there is renamed first: a removal that is
# killed would leave a part of it.
put_in_place() {
  mkdir -p "$(dirname "$2")" "$making"
  sync -f "$1"
  rm -rf "$making/outdated"
  [[ ! -e $2 ]] || mv -T "$2" "$making/outdated"
  mv -T "$1" "$2"
  sync "$(dirname "$2")"
  rm -rf "$making/outdated"
}

# at_least VERSION FILE: does FILE hold this version or a later one?
at_least() { [[ -s $2 ]] && dpkg --compare-versions "$(<"$2")" ge "$1"; }

join_lines() { local IFS='|' && echo "$*"; }

megabytes_in() { du -sm "$1" 2>/dev/null | cut -f 1; } # what others make or remove meanwhile is not counted

megabytes_to_make() {
  local part megabytes sum=0
  while IFS='|' read -r part _ megabytes _; do
    [[ "|$(join_lines "${missing_parts[@]}")|" != *"|$part|"* ]] || sum=$((sum + megabytes))
  done < <(wanted_parts)
  echo "$sum"
}

# Said before the work begins, not after minutes of it.
require_room() {
  ((${#missing_parts[@]})) || return 0
  if ! mkdir -p "$tool_root" 2>/dev/null || [[ ! -w $tool_root ]]; then
    fail 3 "$tool_root can't be written; set XDG_CACHE_HOME to a folder that can"
  fi
  local needed free
  needed=$(megabytes_to_make)
  free=$(df --output=avail -BM "$tool_root" | tail -n 1 | tr -dc 0-9)
  ((free >= needed)) ||
    fail 3 "$tool_root: $free MB are free, $needed MB are needed; make room, or set XDG_CACHE_HOME to another disk"
}

lock_tool_root() {
  mkdir -p "$tool_root"
  exec 9>"$tool_root/.setup.lock"
  flock -n 9 || { say "waiting for another scripts/setup to end" && flock 9; }
}

remove_tool_root() {
  local there=() part
  for part in downloads sources static sysroots tools .setup; do
    [[ ! -e $tool_root/$part ]] || there+=("$tool_root/$part")
  done
  ((${#there[@]})) || { say "nothing to remove in $tool_root" && return; }
  local megabytes
  megabytes=$(du -scm "${there[@]}" | tail -n 1 | cut -f 1)
  if [[ $dry_run == yes ]]; then
    printf 'would free %s MB:\n' "$megabytes"
    printf '  %s\n' "${there[@]}"
    return
  fi
  lock_tool_root
  rm -rf "$making"
  mkdir -p "$making"
  for part in "${there[@]}"; do
    [[ $part == "$making" ]] || mv -t "$making" "$part" # no part stays in its place when this is killed
  done
  rm -rf "$making"
  say "removed ${there[*]##*/} from $tool_root: $megabytes MB freed"
}
