# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with the other parts of scripts/setup
# Files of a suite the system doesn't use, by an apt with sources, lists and cache of its own. Proxies and credentials of the
# system's apt hold here too. apt checks signatures and hashes, also of files that were fetched before.

suite='' # what the apt functions below speak to: trixie, or the system's own

# fetch LABEL download|source NAME...: brings files into downloads/; their paths are then in the array `fetched`.
fetch() {
  local label=$1 verb=$2
  shift 2
  local command=(apt-get -q -c "$tool_root/downloads/apt/$suite/apt.conf" "$verb")
  [[ $verb == download ]] || command+=(--download-only --only-source)
  [[ -d $tool_root/downloads/apt/$suite/lists ]] || update_lists
  cd "$tool_root/downloads" || exit
  if ! downloading attempt "$label" "${command[@]}" "$@"; then
    update_lists # a version that the lists name may have left the mirror
    downloading watched "$label" "Try again later; if it stays so, the mirror lacks these packages of $suite." "${command[@]}" "$@"
  fi
  cd / # apt names only files that the current folder doesn't have
  mapfile -t fetched < <("${command[@]}" --print-uris "$@" | sed -n "s/^'[^']*' \([^ ]*\) .*/\1/p")
  ((${#fetched[@]} >= $#)) || fail 1 "apt did not say which files it fetched for: $*"
  fetched=("${fetched[@]/#/$tool_root/downloads/}")
}

# unpack_fetched FOLDER: nothing is installed, no script of a package runs.
unpack_fetched() {
  local package
  rm -rf "$1" && mkdir -p "$1"
  for package in "${fetched[@]}"; do
    watched "  unpacking $(basename "$package")" "If the disk is full, make room: nothing half-made counts as done." \
      dpkg-deb -x "$package" "$1"
  done
}

update_lists() {
  local home=$tool_root/downloads/apt/$suite
  write_settings "$home"
  downloading watched "reading the package lists of $suite from $(find_mirror "$home")" \
    "Check the network; if this mirror has no $suite, give another: scripts/setup --debian-mirror URL." \
    apt-get -q -c "$home/apt.conf" update -o "Dir::State::Lists=$home/lists.new" -o APT::Update::Error-Mode=any
  put_in_place "$home/lists.new" "$home/lists"
}

write_settings() {
  local home=$1 components=main keyring=/usr/share/keyrings/debian-archive-keyring.gpg mirror
  if [[ $suite != trixie && -f /usr/share/keyrings/ubuntu-archive-keyring.gpg ]]; then
    components='main universe' keyring=/usr/share/keyrings/ubuntu-archive-keyring.gpg
  fi
  mkdir -p "$home/cache/archives/partial" "$home/lists.new/partial"
  mirror=$(find_mirror "$home")
  printf "%s [signed-by=$keyring] $mirror $suite $components\n" deb deb-src >"$home/sources.list"
  cat >"$home/apt.conf" <<CONF
Dir::Etc::sourcelist "$home/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State::Lists "$home/lists";
Dir::State::status "/dev/null";
Dir::Cache "$home/cache";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
APT::Get::AllowUnauthenticated "false";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowWeakRepositories "false";
Acquire::AllowDowngradeToInsecureRepositories "false";
Acquire::Retries "3";
Acquire::Languages "none";
Acquire::GzipIndexes "true";
APT::Sandbox::User "";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
CONF
}

has_debian_mirror() { [[ -n $debian_mirror || $(os_release ID) == debian ]]; }

# The mirror is the one the system's own apt takes its release from, in whatever format that is configured.
find_mirror() {
  local own found
  own=$(os_release VERSION_CODENAME)
  if [[ $suite == trixie && -n $debian_mirror ]]; then
    echo "$debian_mirror"
  elif [[ $suite == trixie ]] && ! has_debian_mirror; then
    fail 3 "this system's sources name no Debian mirror; give one: scripts/setup --debian-mirror URL"
  else
    found=$(apt-get -o "Dir::State::Lists=$1/lists.new" --print-uris update |
      sed -n "s|^'\(.*\)/dists/$own/InRelease'.*|\1|p")
    [[ -n $found ]] || fail 3 "apt's sources name no mirror of $own; give one: scripts/setup --debian-mirror URL"
    echo "${found%%$'\n'*}"
  fi
}
