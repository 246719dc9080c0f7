# SPDX-License-Identifier: Apache-2.0
"""Namespaces of a test's own, and starting programs in them."""

import os
import shutil
import subprocess
import sys
import time

NEEDED = {"/usr/sbin/sshd": "openssh-server", "ssh": "openssh-client", "nft": "nftables", "ip": "iproute2", "tcsh": "tcsh",
          "busybox": "busybox-static", "zsh": "zsh", "fish": "fish"}


def not_here():
    """Why no stand-in machine can be made on this machine, or nothing."""
    missing = sorted({package for program, package in NEEDED.items() if shutil.which(program) is None})
    if missing:
        return f"missing: {' '.join(missing)} (scripts/setup installs them)"
    if subprocess.run(["ldd", shutil.which("busybox")], capture_output=True, check=False).returncode == 0:
        return "busybox needs libraries: busybox-static does not"
    made = subprocess.run([*own_world(), "true"], capture_output=True, text=True, check=False)
    return "" if made.returncode == 0 else f"no namespaces: {made.stderr.strip()}"


def own_world():
    users = [] if os.geteuid() == 0 else ["--user", "--map-root-user", "--map-auto"]
    return ["unshare", *users, "--mount", "--pid", "--net", "--uts", "--ipc", "--fork", "--kill-child", "--mount-proc"]


def enter_own_world(argv):
    """Starts this program again in namespaces of its own. It ends with 77 where that can't be."""
    if "ASSAY_OWN_WORLD" in os.environ:
        del os.environ["ASSAY_OWN_WORLD"]
        done("ip", "link", "set", "lo", "up")
        return
    if reason := not_here():
        print(f"not tried: {reason}")
        sys.exit(77)
    words = [*own_world(), "/usr/bin/python3", *argv]
    os.execvpe(words[0], words, {**os.environ, "ASSAY_OWN_WORLD": "yes"})


def run(*argv, **settings):
    return subprocess.run([str(word) for word in argv], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                          **{"timeout": 120, "stdin": subprocess.DEVNULL, **settings})


def done(*argv, **settings):
    ended = run(*argv, **settings)
    if ended.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, argv))} ended with {ended.returncode}: {ended.stdout}")
    return ended.stdout


def until(condition, what, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.02)
