# SPDX-License-Identifier: Apache-2.0
"""counts_test.py RECORD...: are the counts of all benchmarks in these records what benchmarks/README.md promises?

An iteration takes at most 3 million instructions. Seven rows may take 6 million by GCC on targets other than x86-64, where
GCC leaves loops plain that clang vectorises.

A chain is the same experiment on every target and with every compiler: it is named for one operation that waits for the one
before. Per step it takes 1 to 8 instructions (twice as many where a 64-bit value takes two registers), none of them a vector
instruction, and no branch but the loop's.

A row that compresses states how many `compressed_bytes` its first input becomes: the same number on all targets, or, of
a library's compressor, which may choose by `size_t`, on all targets with the same word size.
"""

import json
import re
import sys

MOST_OF_AN_ITERATION, MOST_OF_A_PLAIN_ONE = 3_000_000, 6_000_000  # instructions
PLAIN_BY_GCC = re.compile(r"ai/(conv3x3_im2col/9/32/20|conv3x3_winograd/(9/32/20|5/264/6)|conv1x1_gemm/7/264/20"
                          r"|mobilenet_v2_block/9/18|transformer_layer/48/2/18)$|bigdata/kmeans/step/scalar/896$")
CHAINS = re.compile(r"compute/(int|fp)/(chain_|crc_chain)|memory/chase/")
MOST, MOST_OF_32_BITS = 8, 16  # instructions per step
OF_A_PASS = 0.01               # per step: what a pass of a thousand steps or more costs beside them
MOST_BRANCHES = 1.1            # per step: the loop's, and those of calling it
COMPRESSORS = re.compile(r"storage/\w+/compress/|web/deflate/")


def word_bits(target):
    return 32 if target == "armhf" else 64


def slopes(samples):
    """What one iteration takes, by class of instructions, from executions at one place of the stack."""
    place = samples[0]["environment_bytes"]
    few, many = sorted((each for each in samples if each["environment_bytes"] == place),
                       key=lambda each: each["iterations"])[:2]
    more = many["iterations"] - few["iterations"]
    return {key: (many.get(key, 0) - few.get(key, 0)) / more for key in ("instructions", "branches", "vector")}


def counted(record):
    """Target, toolchain and benchmark of each row that was counted."""
    for cell in record["cells"]:
        for benchmark in cell["benchmarks"]:
            samples = benchmark.get("samples", [])
            if samples and "instructions" in samples[0]:
                yield cell["target"], cell["toolchain"], benchmark


def faults_of(target, toolchain, benchmark):
    slope = slopes(benchmark["samples"])
    plain = toolchain == "gcc" and not target.startswith("x86-64") and PLAIN_BY_GCC.match(benchmark["name"])
    most = MOST_OF_A_PLAIN_ONE if plain else MOST_OF_AN_ITERATION
    if slope["instructions"] > most:
        yield f"{slope['instructions']:,.0f} instructions per iteration, expected at most {most:,}"
    if CHAINS.match(benchmark["name"]):
        yield from faults_of_chain(target, benchmark, slope)


def faults_of_chain(target, benchmark, slope):
    per_step = {key: value / benchmark["work_amount"] for key, value in slope.items()}
    most = MOST_OF_32_BITS if word_bits(target) == 32 else MOST
    if not 1 <= per_step["instructions"] <= most + OF_A_PASS:
        yield f"{per_step['instructions']:.3f} instructions per step, expected 1 to {most}"
    if per_step["branches"] > MOST_BRANCHES:
        yield f"{per_step['branches']:.3f} branches per step"
    # The floating point of armhf is in the registers of its vectors.
    if per_step["vector"] > 0.01 and not (target == "armhf" and "/fp/" in benchmark["name"]):
        yield f"{per_step['vector']:.3f} vector instructions per step"


class CompressedSizes:
    """By row and the targets that must agree on it: each size that was stated, and where."""

    def __init__(self):
        self.found = {}

    def add(self, target, toolchain, benchmark):
        name = benchmark["name"]
        stated = benchmark.get("counters", {}).get("compressed_bytes", [])
        if not stated and not COMPRESSORS.match(name):
            return
        targets = f"{word_bits(target)}-bit targets" if "/lib=" in name else "targets"
        places = self.found.setdefault((name, targets), {})
        for size in stated or [None]:
            places.setdefault("none" if size is None else f"{size:,.0f}", set()).add(f"{target}/{toolchain}")

    def faults(self):
        for (name, targets), places in self.found.items():
            if len(places) > 1 or "none" in places:
                stated = "; ".join(f"{size} by {', '.join(sorted(where))}" for size, where in places.items())
                yield f"{name}: compressed_bytes, expected the same of all {targets}: {stated}"


def main(paths):
    rows = faults = 0
    sizes = CompressedSizes()
    for path in paths:
        with open(path, encoding="utf-8") as file:
            record = json.load(file)
        for target, toolchain, benchmark in counted(record):
            rows += 1
            for fault in faults_of(target, toolchain, benchmark):
                faults += 1
                print(f"{target}/{toolchain} {benchmark['name']}: {fault}")
            sizes.add(target, toolchain, benchmark)
    for fault in sizes.faults():
        faults += 1
        print(fault)
    print(f"{rows} rows counted, {len(sizes.found)} compressed sizes compared, {faults} faults")
    return 1 if faults or not rows else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
