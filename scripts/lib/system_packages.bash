# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with the other parts of scripts/setup
# Packages of the distribution: which are missing, and installing them with apt.

require_apt() {
  local id
  id=$(os_release ID)
  [[ " $id $(os_release ID_LIKE) " =~ \ (debian|ubuntu)\  ]] && command -v apt-get >/dev/null && return
  echo "This system (${id:-unknown}) has no apt. Please install what these Debian packages hold:"
  system_packages | while IFS='|' read -r package _ why; do printf '  %-24s %s\n' "$package" "$why"; done
  echo "and put these into $tool_root:"
  tool_root_parts | while IFS='|' read -r part _ _ why; do printf '  %-24s %s\n' "$part" "$why"; done
  fail 3 "only Debian and Ubuntu can be set up by this script"
}

os_release() { sed -n "s/^$1=//p" /etc/os-release 2>/dev/null | tr -d \"; }

list_missing_packages() {
  local installed package scope
  # shellcheck disable=SC2016  # the variables are dpkg-query's
  # It fails when it doesn't know one of the names; those are then simply not installed.
  installed=$(system_packages | cut -d '|' -f 1 |
    xargs dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null || true)
  while IFS='|' read -r package scope _; do
    if serves "$scope" && [[ $'\n'$installed$'\n' != *$'\n'"installed $package"$'\n'* ]]; then
      echo "$package"
    fi
  done < <(system_packages)
}

print_package_plan() {
  (($#)) || return 0
  local tool=apt-get
  ((EUID == 0)) || tool='sudo apt-get'
  echo "packages to install with $tool ($#):"
  local package scope why
  while IFS='|' read -r package scope why; do
    [[ " $* " != *" $package "* ]] || printf '  %-24s %s\n' "$package" "$why"
  done < <(system_packages)
}

install_packages() {
  (($#)) || return 0
  local as_root=() settings=(-q -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3)
  local install=(apt-get "${settings[@]}" install -y --no-install-recommends "$@")
  if ((EUID != 0)); then
    command -v sudo >/dev/null || fail 3 "not root, and there is no sudo; as root: ${install[*]}"
    say "installing $# packages with sudo"
    sudo -v || fail 3 "sudo was refused; as root: ${install[*]}"
    as_root=(sudo)
  fi
  # One dead source among several must not stop us: what matters is whether the packages can be had.
  downloading attempt "asking the distribution's mirror for its package lists" "${as_root[@]}" apt-get "${settings[@]}" update ||
    say "  apt-get update failed: $(tail -n 1 "$log"); continuing with the existing lists"
  local advice="If the mirror doesn't answer, try again later; if a package has no candidate, this release is too old or its universe component is not enabled."
  downloading watched "fetching $# packages and what they need" "$advice" "${as_root[@]}" "${install[@]}" --download-only
  keep_sshd_from_starting "$@"
  watched "installing $#: $*" "$advice" "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}"
}

# Debian's package starts a server for the whole network as soon as it is installed, and at every boot. Only the tests need the
# program. This file is what Debian's own start scripts ask; where somebody had the server before, it is not written.
keep_sshd_from_starting() {
  [[ " $* " == *" openssh-server "* && ! -e /etc/ssh/sshd_not_to_be_run ]] || return 0
  say "sshd is not to be started by the system: /etc/ssh/sshd_not_to_be_run says so; delete that file if you want a server"
  watched "writing /etc/ssh/sshd_not_to_be_run" "" "${as_root[@]}" sh -c 'mkdir -p /etc/ssh && : >/etc/ssh/sshd_not_to_be_run'
}
