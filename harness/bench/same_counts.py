# SPDX-License-Identifier: Apache-2.0
"""same_counts.py A B: do two records of the same suites say the same of every benchmark that is exact in one of them?"""

import json
import sys


def rows(path):
    """The class and the samples of each counted benchmark."""
    with open(path, encoding="utf-8") as file:
        record = json.load(file)
    found = {}
    for cell in record["cells"]:
        place = record["places"][cell["place"]]
        words = [cell[key] for key in ("target", "toolchain", "os")] + [place.get("emulator", {}).get("variant", "")]
        for benchmark in cell["benchmarks"]:
            if "determinism" in benchmark:
                found["/".join(word for word in words if word) + "/" + benchmark["name"]] = (
                    benchmark["determinism"], benchmark["samples"])
    return found


def main(one, other):
    ours, theirs = rows(one), rows(other)
    nothing = ("absent", None)
    exact = differ = 0
    for name in sorted(ours.keys() | theirs.keys()):
        first, second = ours.get(name, nothing), theirs.get(name, nothing)
        if "exact" not in (first[0], second[0]):
            continue
        exact += 1
        if first != second:
            differ += 1
            print(f"{name}: {first[0]} and {second[0]}")
    print(f"{len(ours)} and {len(theirs)} rows, {exact} of them exact in one: {differ} differ")
    return 1 if differ or not exact else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
