#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every instruction of every suite's program that a record names, classified and held against LLVM.

usage: suite_classes_test.py SOURCE_TREE BUILD_FOLDER RECORD

One call of plugin/classes_test.py for each architecture, with all of its programs, so that llvm-mca
answers for each instruction once. Programs whose classification was found right are remembered by their hash, together with that
of the decoders and of the rules: the next run asks again only about what has changed.
"""

import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys

# The plugin's own names of architectures.
NAMES = {"armhf": "arm"}


def digest(*paths):
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()


def main(source, build, record):
    plugin = source / "harness/emulate/plugin"
    classes = build / "plugin/assay_classes"
    rules = digest(plugin / "classes_test.py", plugin / "classes_differences.toml",
                   *sorted(plugin.glob("*.c")))
    remembered = build / "journeys/classes.json"
    known = json.loads(remembered.read_text()) if remembered.exists() else {}
    if known.get("rules") != rules:
        known = {"rules": rules, "programs": []}
    programs = {}
    for cell in json.loads(record.read_text(encoding="utf-8"))["cells"]:
        if program := cell.get("program"):
            arch = NAMES.get(program["arch"], program["arch"])
            programs[program["sha256"]] = (arch, program["path"])
    new = collections.defaultdict(list)
    for sha256, (arch, path) in programs.items():
        if sha256 not in known["programs"]:
            new[arch].append(f"{arch}={path}")
    print(f"{len(programs)} programs, {sum(map(len, new.values()))} of them new", flush=True)
    if not programs:
        sys.exit(f"{record} names no program")

    def check(words):
        return subprocess.run([sys.executable, plugin / "classes_test.py", "--classes", classes,
                               *words], check=False).returncode

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        if any(list(pool.map(check, new.values()))):
            sys.exit(1)
    known["programs"] = sorted(programs)
    remembered.write_text(json.dumps(known))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*map(pathlib.Path, sys.argv[1:]))
