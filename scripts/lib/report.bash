# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # variables are shared with the other parts of scripts/setup
# What a person sees. Progress goes to standard error, so that the plan of a dry run can be piped.

log='' ticker='' downloaded=0

say() { [[ $quiet == yes ]] || printf '%s\n' "$*" >&2; }

fail() {
  local code=$1
  shift
  printf 'scripts/setup: %s\n' "$*" >&2
  exit "$code"
}

start_report() {
  log=$(mktemp) || fail 3 "no temporary file can be made in ${TMPDIR:-/tmp}"
  trap 'stop_ticker; rm -f "$log"' EXIT
  trap 'say "interrupted; run the same command again to continue"; exit 130' INT
  trap 'exit 143' TERM
}

# attempt LABEL COMMAND...: runs a command with its output in a file, telling its last line every five seconds.
attempt() {
  local status=0
  say "$1"
  shift
  : >"$log"
  tell_last_line </dev/null >/dev/null &
  ticker=$!
  "$@" >"$log" 2>&1 </dev/null || status=$?
  stop_ticker
  return "$status"
}

# watched LABEL ADVICE COMMAND...: the same, but a failure ends the script and says what to do.
watched() {
  local label=$1 advice=$2
  shift 2
  attempt "$label" "$@" && return
  {
    printf 'scripts/setup: this failed:\n  %s\nits last lines:\n' "$*"
    tail -n 15 "$log" | sed 's/^/  | /'
    printf '%s\n' "$advice"
  } >&2
  exit 1
}

# downloading COMMAND...: the same command; the seconds it takes depend on the network, so they are counted by themselves.
downloading() {
  local begin=$SECONDS status=0
  "$@" || status=$?
  downloaded=$((downloaded + SECONDS - begin))
  return "$status"
}

# The sleep has no stream or lock of ours, so that nobody waits for it when the script ends.
tell_last_line() {
  local line last=''
  while sleep 5 2>/dev/null 9>&-; do
    line=$(tail -n 1 "$log" 2>/dev/null | tr -d '\r' | cut -c 1-100) || true
    [[ -z $line || $line == "$last" ]] || say "  $line"
    last=$line
  done
}

stop_ticker() {
  [[ -z $ticker ]] || { kill "$ticker" && wait "$ticker"; } 2>/dev/null || true
  ticker=''
}
