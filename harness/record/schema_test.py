#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Validates records against their JSON Schema, and the schema against broken variants of them.

usage: schema_test.py SCHEMA RECORD...
       schema_test.py SCHEMA --edits EDITS FOLDER

An independent validator (Debian's python3-jsonschema) reads both. Of each record one benchmark a
domain is taken, broken in one place after the other, and must be refused at that place. Exit code 1
with the path of each fault: a record that is refused, a broken one that is not, or records without
any sample, which would leave the most important part untried.

EDITS holds one JSON document in each line: a record of FOLDER ("of"), a place in it ("at", a JSON
pointer), whether that place must be there ("required"; null: that depends), and values that are
"wrong" or "right" there. The reader's test asks the program the same questions. Every key of the
schema must be the place of one of them, and the schema must take every record of FOLDER as it is.
"""

import copy
import json
import pathlib
import sys

import jsonschema

# Every key that is always there; the places are those of `places`.
REQUIRED = {
    "record": ["schema", "id", "content", "created", "provenance", "harness", "hosts", "places",
               "cells"],
    "harness": ["version", "commit", "dirty"],
    "host": ["session", "class", "evidence", "fingerprint", "features"],
    "place": ["host", "runner"],
    "cell": ["target", "toolchain", "os", "suite", "place", "domain", "outcome", "benchmarks"],
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
    ("record", "schema", "assay.record/3"),
    ("record", "id", "the newest"),
    ("record", "created", "2026-11-24 05:00:00"),
    ("record", "provenance", "guessed"),
    ("record", "cells", {}),
    ("record", "content", "0" * 63),
    ("record", "hosts", []),
    ("place", "host", -1),
    ("place", "runner", "ssh"),
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
    yield from (("record", []), ("harness", ["harness"]))
    yield from (("host", ["hosts", i]) for i in range(len(record["hosts"])))
    for i, place in enumerate(record["places"]):
        yield "place", ["places", i]
        if "emulator" in place:
            yield "emulator", ["places", i, "emulator"]
    for i, cell in enumerate(record["cells"]):
        at = ["cells", i]
        yield "cell", at
        if "program" in cell:
            yield "program", [*at, "program"]
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


def edited(part, steps, value=None, remove=False):
    """`part` with `value` at the place, or without the place; shares what is not changed."""
    if not steps:
        return value
    step = int(steps[0]) if isinstance(part, list) else steps[0]
    result = copy.copy(part)
    if not remove or len(steps) > 1:
        inner = part[step] if len(steps) > 1 else None
        result[step] = edited(inner, steps[1:], value, remove)
    elif isinstance(part, list) or step in part:
        del result[step]
    return result


def keys_of(schema, part, above=""):
    """Every key that the schema names, as the places where it stands, without positions."""
    found = set()
    if "$ref" in part:
        found |= keys_of(schema, schema["$defs"][part["$ref"].rpartition("/")[2]], above)
    for inner in part.get("allOf", []):
        if "$ref" in inner:
            found |= keys_of(schema, inner, above)
    for key, inner in part.get("properties", {}).items():
        found.add(f"{above}/{key}")
        found |= keys_of(schema, inner, f"{above}/{key}")
    if "items" in part:
        found |= keys_of(schema, part["items"], above)
    return found


def check_edits(schema, validator, edits, folder):
    """How many edits the schema does not answer as it should, and how many keys none tries."""
    wrong, places = 0, set()
    for path in sorted(folder.glob("*.json")):
        if not validator.is_valid(json.loads(path.read_text(encoding="utf-8"))):
            wrong += 1
            print(f"{path.stem}: refused")
    for line in edits.read_text(encoding="utf-8").splitlines():
        edit = json.loads(line)
        record = json.loads((folder / f"{edit['of']}.json").read_text(encoding="utf-8"))
        steps = edit["at"].split("/")[1:]
        places.add("".join(f"/{step}" for step in steps if not step.isdigit()))
        tried = [("removed", edited(record, steps, remove=True), not edit["required"])]
        if edit["required"] is None:
            tried = []
        tried += [(json.dumps(value), edited(record, steps, value), good)
                  for good in (False, True) for value in edit["right" if good else "wrong"]]
        for what, variant, good in tried:
            if validator.is_valid(variant) != good:
                wrong += 1
                print(f"{edit['of']}: {edit['at']}: {what}: {'refused' if good else 'taken'}")
    samples = ("count_sample", "time_sample", "size_sample")
    named = keys_of(schema, schema).union(
        *(keys_of(schema, schema["$defs"][each], "/cells/benchmarks/samples") for each in samples))
    # Both sides of a pair are cells, and sentinels are benchmarks.
    again = ("/counted/base/", "/counted/head/", "/paired/sentinels/")
    untried = {key for key in named - places if not key.startswith(again)}
    for key in sorted(untried):
        print(f"{key}: no edit tries it")
    return wrong + len(untried)


def main(arguments):
    if len(arguments) < 2:
        sys.exit(__doc__)
    with open(arguments[0], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    if arguments[1] == "--edits":
        return check_edits(schema, validator, *map(pathlib.Path, arguments[2:])) > 0
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
