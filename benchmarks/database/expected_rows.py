# SPDX-License-Identifier: Apache-2.0
"""The B+tree, snapshots and rows: sorted lists, dictionaries and sets instead of trees and bit fields."""

import bisect
from itertools import accumulate

from expected import MASK, Random, fnv1a64, pack, random_integers, seed


def zipf_queries(keys, count, seed_value):
    """Keys with a probability of 1/rank, and lengths of scans."""
    below = list(accumulate((1 << 28) // rank for rank in range(1, len(keys) + 1)))
    random = Random(seed_value)
    queries = []
    for _ in range(count):
        rank = bisect.bisect_right(below, random.below(below[-1]))
        queries.append((keys[rank], 1 + random.below(100)))
    return queries


def trees(out):
    for count in (4096, 100000):
        pairs = sorted((key, key ^ MASK) for key in random_integers(count, 64, seed(0x120)))
        out.add(f"btree/insert/{count}", fnv1a64(pack("Q", (word for pair in pairs for word in pair))), "sorted()")
    for count in (4096, 100000):
        keys = random_integers(count, 64, seed(0x121))
        there = set(keys)
        found = [key ^ MASK if key in there else 0 for key, _ in zipf_queries(keys, 1024, seed(0x122))]
        out.add(f"btree/lookup/{count}", fnv1a64(pack("Q", found)), "a set")
    for count in (4096, 100000):
        keys = random_integers(count, 64, seed(0x123))
        order = sorted(keys)
        scanned = []
        for key, most in zipf_queries(keys, 128, seed(0x124)):
            at = bisect.bisect_left(order, key)
            read = order[at:at + most]
            scanned += [read[-1], sum(k ^ MASK for k in read) & MASK]
        out.add(f"btree/scan/{count}", fnv1a64(pack("Q", scanned)), "slices of a sorted list")


def mixed(out, name, kinds, operations, seed_value):
    """Pass 0 of a workload: a dictionary of the records, and a sorted list of its keys. `kinds` says of which percent on
    an operation is of that kind."""
    for count in (4096, 100000):
        keys = random_integers(count, 64, seed(0x125))
        values = {key: key ^ MASK for key in keys}
        order = sorted(keys)
        random = Random(seed_value)
        below = list(accumulate((1 << 28) // rank for rank in range(1, count + 1)))
        answers, fresh = [], []
        for number in range(operations):
            percent, most, new = random.below(100), 1 + random.below(100), random.next()
            key = keys[bisect.bisect_right(below, random.below(below[-1]))]
            kind = kinds[max(start for start in kinds if start <= percent)]
            if kind == "read":
                answers.append(values[key])
            elif kind == "scan":
                at = bisect.bisect_left(order, key)
                read = order[at:at + most]
                answers.append(sum(values[one] for one in read) & MASK ^ read[-1])
            else:
                if kind == "insert":
                    bisect.insort(order, new)
                    fresh.append(new)
                values[new if kind == "insert" else key] = number
                answers.append(1)
        for key in fresh:
            del values[key]
        assert len(values) == count
        left = (word for pair in sorted(values.items()) for word in pair)
        out.add(f"ycsb/{name}/{count}", fnv1a64(pack("Q", answers) + pack("Q", left)), "a dictionary, a sorted list")


def workloads(out):
    mixed(out, "a", {0: "read", 50: "update"}, 8192, seed(0x126))
    mixed(out, "c", {0: "read"}, 8192, seed(0x127))
    mixed(out, "e", {0: "scan", 95: "insert"}, 4096, seed(0x128))


def visibility(out):
    oldest, first_running, end = 100000, 100000 + 7680, 100000 + 8192
    random = Random(seed(0x130))
    running = {first_running + 8 * i + random.below(8) for i in range(64)}
    committed, aborted = set(), set()
    for xid in range(oldest, end + 64):
        fate = aborted if random.below(8) == 0 else committed
        if xid not in running:
            fate.add(xid)

    def transaction():
        return oldest + random.below(7680) if random.below(2) == 0 else first_running + random.below(544)

    def happened(xid):
        return xid in committed and xid < end

    visible = []
    for place in range(2048):
        xmin, xmax = transaction(), None
        if random.below(2) == 0:
            xmax = transaction()
            random.below(4)  # a hint says what is so anyway
        random.below(4)
        if happened(xmin) and not (xmax and happened(xmax)):
            visible.append(place)
    for how in ("linear", "binary"):
        out.add(f"mvcc_visibility/{how}/64", fnv1a64(pack("H", visible)), "sets of transactions, no hints")


def deformed(out):
    random = Random(seed(0x131))
    result = bytearray()
    for _ in range(256):
        has_nulls = random.below(2) == 0
        at, nulls, values = 32, 0, []
        for column, size in enumerate((4, 8, 1, 0, 2, 4, 0, 8, 8, 1, 0, 4, 8, 0, 1, 4)):
            is_null = random.below(8) == 0 and has_nulls
            value = random.next()
            if is_null:
                nulls |= 1 << column
                values.append(0)
            elif size == 0:
                length = random.below(24)
                values.append((at + 1) << 8 | length)
                at += 1 + length
            else:
                values.append(value % (1 << 8 * size))
                at = -(-at // size) * size + size
        result += pack("Q", values) + pack("H", [nulls])
    out.add("tuple_deform/16", fnv1a64(result), "the values that rows are formed of")


def rows(out):
    trees(out)
    workloads(out)
    visibility(out)
    deformed(out)
