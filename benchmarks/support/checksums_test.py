#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a suite's program three times, one pass a benchmark, and looks at every checksum and loop.

usage: checksums_test.py PROGRAM CHECKSUMS_TOML

The first time each must be the one expected, and every expected one must be printed. The second time
ASSAY_PERTURB=1 changes one bit of every input, and every checksum must be another: one that stays the
same would not notice a wrong result. The third time ASSAY_SPOIL_LOOP=1 changes what every timed loop
left, and every benchmark must say so, but those that say that their loop leaves nothing. What says
that this machine can't do it (SkipWithMessage: no right to make a namespace, no io_uring) is listed,
and is not a fault. Where several inputs come in turn, suite.toml must count a multiple of as many passes
as there are in a counted run, which are at most 8.
"""

import fnmatch
import json
import os
import pathlib
import subprocess
import sys
import tomllib


def entries_of(program, **variables):
    """What it reports of one pass of each benchmark."""
    command = [program, "--benchmark_min_time=1x", "--benchmark_format=json"]
    ended = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True,
                           check=False)
    if ended.returncode != 0:
        sys.exit(f"{program}: exit status {ended.returncode}\n{ended.stderr}")
    return json.loads(ended.stdout)["benchmarks"]


def checksums(entries):
    """The checksum each benchmark prints, '' of one that prints none, and why others were skipped."""
    found, skipped = {}, {}
    for entry in entries:
        words = entry.get("label", "").split()
        texts = [word.removeprefix("checksum=") for word in words if word.startswith("checksum=")]
        # What Google Benchmark adds to a name is not part of the benchmark's.
        name = entry["run_name"].split("/iterations:")[0].removesuffix("/real_time")
        if entry.get("error_occurred"):
            found[name] = "an error, " + entry.get("error_message", "")
        elif entry.get("skipped"):
            skipped[name] = entry.get("skip_message", "")
        else:
            found[name] = texts[0] if texts else ""
    return found, skipped


def unspoilt(program):
    """The benchmarks that don't notice that their loop has left something else."""
    found = []
    for entry in entries_of(program, ASSAY_SPOIL_LOOP="1"):
        noticed = entry.get("error_message", "").startswith("wrong-result-in-loop: ")
        if not noticed and not entry.get("skipped") and "loop=nothing" not in entry.get("label", ""):
            found.append(entry["run_name"])
    return found


def uneven(entries, rules):
    """The benchmarks whose counted passes don't take all of their inputs equally often."""
    found = []
    for entry in entries:
        given = [rule["iterations"] for rule in rules
                 if "iterations" in rule and fnmatch.fnmatchcase(entry["run_name"], rule["match"])]
        inputs = min(int(entry.get("inputs", 1)), 8)
        if inputs > 1 and (not given or given[0] % inputs != 0):
            found.append(entry["run_name"])
    return found


def is_right(text, expected):
    if "tolerance" not in expected or text.startswith("an error"):
        return text == expected["value"]
    value = float(expected["value"])
    return abs(float(text) - value) <= float(expected["tolerance"]) * abs(value)


def main(program, toml):
    with open(toml, "rb") as file:
        expected = tomllib.load(file)["checksums"]
    with open(pathlib.Path(toml).with_name("suite.toml"), "rb") as file:
        rules = tomllib.load(file).get("benchmark", [])
    entries = entries_of(program)
    plain, skipped = checksums(entries)
    perturbed, _ = checksums(entries_of(program, ASSAY_PERTURB="1"))
    faults = [f"{name}: expected, and no such benchmark ran"
              for name in expected.keys() - plain.keys() - skipped.keys()]
    for name, text in plain.items():
        if name not in expected:
            faults.append(f"{name}: not in {toml}")
        elif not text:
            faults.append(f"{name}: prints no checksum")
        elif not is_right(text, expected[name]):
            faults.append(f"{name}: {text}, expected {expected[name]['value']}")
        elif text == perturbed.get(name):
            faults.append(f"{name}: {text} with other input too")
    faults += [f"{name}: does not notice what its loop left" for name in unspoilt(program)]
    faults += [f"{name}: iterations of suite.toml are no multiple of its inputs"
               for name in uneven(entries, rules)]
    print(*sorted(faults), sep="\n")
    print(*(f"{name}: skipped, {why}" for name, why in sorted(skipped.items())), sep="\n")
    print(f"{len(plain)} checksums, {len(skipped)} skipped, {len(faults)} faults")
    return 1 if faults or not plain else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
