#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Validates records against their JSON Schema, and the schema against broken variants of them.

usage: schema_test.py SCHEMA RECORD...

An independent validator (Debian's python3-jsonschema) reads both. Of each record one benchmark a
domain is taken, broken in one place after the other, and must be refused at that place. Exit code 1
with the path of each fault: a record that is refused, a broken one that is not, or records without
any sample, which would leave the most important part untried.
"""

import copy
import json
import sys

import jsonschema

# Every key that is always there; the places are those of `places`.
REQUIRED = {
    "record": ["schema", "id", "created", "session", "provenance", "harness", "host", "cells"],
    "harness": ["version", "commit", "dirty"],
    "host": ["fingerprint", "features", "class", "evidence"],
    "cell": ["target", "toolchain", "os", "suite", "runner", "domain", "outcome", "benchmarks"],
    "emulator": ["name", "version", "sha256", "cpu"],
    "program": ["path", "sha256", "flags"],
    "benchmark": ["name", "outcome", "threads"],
    "emu_count": ["iterations", "environment_bytes", "instructions", "loads", "stores", "branches",
                  "vector"],
    "hw_time": ["iterations", "wall_ns", "cpu_ns", "process", "repetition"],
    "size": ["bytes"],
}

# Values that no record may hold, at a place and key.
WRONG = [
    ("record", "schema", "assay.record/2"),
    ("record", "id", "the newest"),
    ("record", "created", "2026-11-24 05:00:00"),
    ("record", "provenance", "guessed"),
    ("record", "cells", {}),
    ("harness", "dirty", "no"),
    ("host", "class", "fast"),
    ("host", "fingerprint", {"cpus": 8}),
    ("cell", "outcome", "fine"),
    ("cell", "outcome", None),
    ("cell", "domain", "model"),
    ("cell", "target", ""),
    ("emulator", "sha256", "560C20F9"),
    ("program", "sha256", "z" * 64),
    ("program", "sha256", "0" * 63),
    ("program", "flags", "-O2 -static"),
    ("program", "linkage", "both"),
    ("benchmark", "outcome", "passed"),
    ("benchmark", "outcome", "failed"),  # without a code
    ("benchmark", "code", "signal"),     # although it is ok
    ("benchmark", "name", "matmul"),     # without its suite
    ("benchmark", "checksum", 42),
    ("benchmark", "determinism", "mostly"),
    ("benchmark", "threads", 0),
    ("benchmark", "work_amount", -1),
    ("emu_count", "iterations", 0),
    *(("emu_count", key, value)
      for key in REQUIRED["emu_count"] for value in (-1, 2**60, 0.5, "7")),
    ("emu_count", "wall_ns", 1.5),  # of the other domain
    ("hw_time", "wall_ns", -0.5),
    ("hw_time", "cpu_ns", "1.5"),
    ("hw_time", "process", 0),
    ("hw_time", "iterations", 2**60),
    ("hw_time", "instructions", 1000),
    ("size", "bytes", -1),
    ("size", "wall_ns", 1.5),
]


def faults(validator, record):
    """(path, sentence) of each fault; the path as a list of keys and positions."""
    return [(list(error.absolute_path), error.message) for error in validator.iter_errors(record)]


def text_of(path):
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path) or "."


def reduced(record):
    """The record with one good benchmark that has samples a domain; maybe no cell is left."""
    cells = {}
    for cell in record["cells"]:
        for benchmark in cell["benchmarks"]:
            if benchmark["outcome"] == "ok" and benchmark.get("samples"):
                one = {**benchmark, "samples": benchmark["samples"][:1]}
                cells.setdefault(cell["domain"], {**cell, "benchmarks": [one]})
                break
    return {**record, "cells": list(cells.values())}


def places(record):
    """(kind, path) of every place that can be broken."""
    yield from (("record", []), ("harness", ["harness"]), ("host", ["host"]))
    for i, cell in enumerate(record["cells"]):
        at = ["cells", i]
        yield "cell", at
        yield from ((key, [*at, key]) for key in ("emulator", "program") if key in cell)
        yield "benchmark", [*at, "benchmarks", 0]
        yield cell["domain"], [*at, "benchmarks", 0, "samples", 0]


def broken(record):
    """(path of the fault, what was done, the record with it)."""
    for kind, path in places(record):
        changes = [(key, None, False) for key in REQUIRED[kind]]
        changes += [(key, value, True) for where, key, value in WRONG if where == kind]
        for key, value, put in changes:
            variant = copy.deepcopy(record)
            place = variant
            for part in path:
                place = place[part]
            if put:
                place[key] = value
            else:
                del place[key]
            what = f"{key} = {json.dumps(value)}" if put else f"{key} left out"
            yield path, what, variant


def untouched_by_more_keys(validator, record):
    """Adding a key keeps the version: whoever knows the schema must not mind it."""
    more = copy.deepcopy(record)
    for _, path in places(record):
        place = more
        for part in path:
            place = place[part]
        place["a_key_of_later"] = [1]
    return faults(validator, more)


def check(validator, name, record):
    """Prints each fault; returns (how many, how many broken variants were tried)."""
    found = faults(validator, record)
    for path, sentence in found:
        print(f"{name}: {text_of(path)}: {sentence[:300]}")
    if found:
        return len(found), 0
    small = reduced(record)
    tried = 0
    for path, what, variant in broken(small):
        tried += 1
        if not any(where[:len(path)] == path for where, _ in faults(validator, variant)):
            found.append(path)
            print(f"{name}: {text_of(path)}: {what}: not refused by the schema")
    for path, sentence in untouched_by_more_keys(validator, small):
        found.append(path)
        print(f"{name}: {text_of(path)}: a key more is refused: {sentence[:300]}")
    return len(found), tried


def main(arguments):
    if len(arguments) < 2:
        sys.exit("usage: schema_test.py SCHEMA RECORD...")
    with open(arguments[0], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    wrong, with_samples = 0, False
    for name in arguments[1:]:
        with open(name, encoding="utf-8") as file:
            record = json.load(file)
        count, tried = check(validator, name, record)
        wrong += count
        with_samples = with_samples or (count == 0 and bool(reduced(record)["cells"]))
        print(f"{name}: {count} faults, {tried} broken variants tried")
    if wrong == 0 and not with_samples:
        print(f"{', '.join(arguments[1:])}: no sample in any of them")
        return 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
