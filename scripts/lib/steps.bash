# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What scripts/quickstart and scripts/test share: steps with a headline and the time each took. Output that is long goes to
# a file in build/logs and is shown when the step fails.

step_number=0
logs=${logs:-build/logs}

# step HEADLINE LOG COMMAND...: runs COMMAND with its output in build/logs/LOG; its last line is shown meanwhile, at once on a
# terminal and every 30 s elsewhere.
step() {
  local headline=$1 log=$logs/$2 begin=$SECONDS told=$SECONDS status=0 line pid
  shift 2
  step_number=$((step_number + 1))
  printf '[%d] %s\n' "$step_number" "$headline" >&2
  set -m # a process group of its own, so that Ctrl-C ends all of it
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  set +m
  trap 'kill -- -"$pid" 2>/dev/null || true; printf "interrupted; run the same command again to continue\n" >&2; exit 130' INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.5
    [[ -t 2 ]] || ((SECONDS - told >= 30)) || continue
    told=$SECONDS
    line=$(printf '%4d s %s' $((SECONDS - begin)) "$(tail -n 1 "$log" | tr -d '\r' | sed 's/^ *//' | cut -c 1-100)")
    if [[ -t 2 ]]; then printf '\r\033[K    %s' "$line" >&2; else printf '    %s\n' "$line" >&2; fi
  done
  wait "$pid" || status=$?
  trap - INT TERM
  [[ ! -t 2 ]] || printf '\r\033[K' >&2
  if ((status)); then
    printf '    failed after %d s (exit code %d); the end of %s:\n' $((SECONDS - begin)) "$status" "$log" >&2
    tail -n "${step_tail:-60}" "$log" | sed 's/^/    | /' >&2
    exit "$status"
  fi
  printf '    done in %d s\n' $((SECONDS - begin)) >&2
}
