#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the checks of plausibility against records of this machine, which nobody forged.

usage: real_records.py ASSAY FOLDER NUMBER

Makes records in FOLDER until it holds NUMBER, each a short run of other benchmarks of a suite. Then
each becomes a submission with a key that is made for it, and is verified. Prints how many were
refused and how many remarks there were, by code, and how long verifying took. Exit code 1 when one
was refused. Records that FOLDER holds already are used as they are.
"""

import collections
import json
import pathlib
import subprocess
import sys
import time

# Short ones, of every kind: chains, working sets, stores, the C library, several threads.
CHOICES = [
    ("compute", "int/(chain_mul|crc_chain|div64)"),
    ("compute", "fp/|bitops/"),
    ("compute", "simd/(hist|base64|saxpy)"),
    ("compute", "(hash|crc32|sha256)/"),
    ("compute", "(matmul/.*/64|fft|iir|fir|sort/.*/1024)"),
    ("memory", "chase/(16384|262144|4194304)"),
    ("memory", "stream/.*/(16384|262144)"),
    ("memory", "(gather|scatter|random_update)/(16384|262144|4194304)"),
    ("memory", "(copy|reverse|store_forward|unaligned_load)/"),
    ("memory", "(atomic|list)/[a-z_]+(/[0-9]+)?$"),
    ("memory", "search/.*/(16384|262144)|prefix_sum/(16384|262144)"),
    ("libc", "string/.*/(8|1024)$"),
    ("libc", "(math|ctype)/"),
]


def assay(program, *words):
    return subprocess.run([program, *words, "--no-config"], capture_output=True, text=True,
                          check=False)


def make_record(program, file, number):
    suite, kernels = CHOICES[number % len(CHOICES)]
    done = assay(program, "run", "--target", "x86-64-v2", "--runner", "native", "--suite", suite,
                 "--filter", f"^{suite}/({kernels})", "-o", str(file))
    if done.returncode != 0:
        sys.exit(f"{suite} {kernels}: exit code {done.returncode}\n{done.stderr}")


def verify(program, folder, record):
    """What is said of the record's submission, and the seconds that took."""
    parcel = folder / "submission.assay"
    parcel.unlink(missing_ok=True)
    made = assay(program, "submission", "make", str(record), "--key", str(folder / "key"),
                 "-o", str(parcel))
    if made.returncode != 0:
        sys.exit(f"{record}: {made.stderr}")
    begin = time.monotonic()
    said = json.loads(assay(program, "verify", str(parcel), "--json").stdout)
    return said, time.monotonic() - begin


def main(arguments):
    if len(arguments) != 3:
        sys.exit(__doc__)
    program, folder, number = arguments[0], pathlib.Path(arguments[1]), int(arguments[2])
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "key").exists():
        assay(program, "submission", "key", str(folder / "key"))
    for index in range(number):
        if not (folder / f"{index}.json").exists():
            make_record(program, folder / f"{index}.json", index)
    reasons, remarks, refused, slowest, samples = collections.Counter(), collections.Counter(), 0, 0, 0
    for index in range(number):
        record = folder / f"{index}.json"
        samples += record.read_text(encoding="utf-8").count('"wall_ns"')
        said, seconds = verify(program, folder, record)
        slowest = max(slowest, seconds)
        refused += said["verdict"] == "refused"
        reasons.update(each["code"] for each in said["reasons"])
        remarks.update(each["code"] for each in said["remarks"])
        for each in said["reasons"] + said["remarks"]:
            print(f"{record}: {each['reason']} ({each['code']})")
    print(f"{number} records with {samples} samples: {refused} refused {dict(reasons)}, "
          f"{sum(remarks.values())} remarks {dict(remarks)}; verified in at most "
          f"{slowest * 1000:.0f} ms each")
    return refused > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
