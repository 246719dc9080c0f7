#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every instruction of every suite's program that a record names, classified and held against LLVM.

usage: suite_classes_test.py SOURCE_TREE BUILD_FOLDER RECORD

One call of plugin/classes_test.py with all programs, so that llvm-mca answers for each instruction
once. Programs whose classification was found right are remembered by their hash, together with that
of the decoders and of the rules: the next run asks again only about what has changed.
"""

import hashlib
import json
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
    plugin = source / "harness/run/plugin"
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
            programs[program["sha256"]] = f"{arch}={program['path']}"
    new = {sha256: word for sha256, word in programs.items() if sha256 not in known["programs"]}
    print(f"{len(programs)} programs, {len(new)} of them new")
    assert programs, f"{record} names no program"
    if new:
        subprocess.run([sys.executable, plugin / "classes_test.py", "--classes", classes,
                        *new.values()], check=True)
    known["programs"] = sorted(programs)
    remembered.write_text(json.dumps(known))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    try:
        main(*map(pathlib.Path, sys.argv[1:]))
    except subprocess.CalledProcessError as fault:
        sys.exit(fault.returncode)
