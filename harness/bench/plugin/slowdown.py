#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How much the counting plugin slows QEMU down: CPU time with it over CPU time without.

Runs each program in turn with and without the plugin; the best of the rounds counts on each side,
since other work on the machine only adds. Prints one line per program.
"""

import argparse
import os
import pathlib
import tempfile


def cpu_seconds(command):
    """User and system time of one run, whose output is thrown away."""
    null = os.open(os.devnull, os.O_WRONLY)
    child = os.posix_spawnp(command[0], command, os.environ,
                            file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
    os.close(null)
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(command)}: status {status}")
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--qemu", required=True)
    parser.add_argument("--plugin", required=True, help="libassay-counts.so")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("programs", nargs="+", help="statically linked, for QEMU's architecture")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder, "out")
        counting = ["-d", "plugin", "-D", "/dev/null", "-plugin", f"{given.plugin},out={out}"]
        for program in given.programs:
            plain, counted = [], []
            for _ in range(given.rounds):
                plain.append(cpu_seconds([given.qemu, program]))
                counted.append(cpu_seconds([given.qemu, *counting, program]))
            print(f"{pathlib.Path(program).name:16} {min(plain):6.3f} s {min(counted):6.3f} s "
                  f"ratio {min(counted) / min(plain):.3f}", flush=True)


if __name__ == "__main__":
    main()
