#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Expected checksums of the suite `memory`, found another way than the kernels do.

Nothing here walks memory as the kernels do: sums are closed forms, permutations are undone by
algebra, sorted lists come from sorted(), tables that were updated are dictionaries.
"""

import bisect
import itertools
import struct
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from expected import MASK, Checksums, Random, fnv1a64, pack, random_bytes, seed  # noqa: E402

M32 = (1 << 32) - 1
PRIME = 0x100000001B3
L1, L2, L3, MEMORY = 16 << 10, 256 << 10, 4 << 20, 64 << 20
LEVELS = (L1, L2, L3, MEMORY)


def hash32(values):
    return fnv1a64(pack("I", values))


def fold(values):
    folded = 0
    for value in values:
        folded = ((folded ^ value) * PRIME) & MASK
    return folded


def sampled(count):
    """The places of a large array that enter its checksum."""
    step = count // 65536 | 1
    return itertools.chain(range(0, count, step), [count - 1] if step > 1 else [])


def stream(out):
    def pattern(k):
        random = Random(seed(k))
        return [1 + random.below(1024) for _ in range(1024)]

    # The factors of the two arrays; both have i // 1024 added to the pattern.
    kernels = {"copy": (2, 1, 0), "scale": (2, 3, 0), "add": (3, 1, 1), "triad": (3, 1, 3)}
    for name, (arrays, of_a, of_b) in kernels.items():
        result = [of_a * x + of_b * y for x, y in zip(pattern(0x201), pattern(0x202))]
        for size in LEVELS:
            places = sampled(size // (8 * arrays) // 8 * 8)
            values = (result[i % 1024] + (of_a + of_b) * (i // 1024) for i in places)
            out(f"stream/{name}/{size}", fold(values))
    read, modify = pattern(0x203), pattern(0x205)
    value = Random(seed(0x204)).next()
    for size in LEVELS:
        times = size // 8 // 1024
        out(f"bandwidth/read/{size}", times * sum(read) + 1024 * (times * (times - 1) // 2))
    for size in LEVELS:
        out(f"bandwidth/write/{size}", fold(value for _ in sampled(size // 8)))
    for size in LEVELS:
        out(f"bandwidth/modify/{size}", fold(modify[i % 1024] + i // 1024 + i for i in sampled(size // 8)))


def shuffled(values, random):
    for left in range(len(values), 1, -1):
        other = random.below(left)
        values[left - 1], values[other] = values[other], values[left - 1]
    return values


def chase(out):
    def any_order(lines, random):
        return shuffled(list(range(lines)), random)

    def block_order(lines, random):
        blocks, inside, order = any_order(lines // 64, random), list(range(64)), []
        for block in blocks:
            order += [block * 64 + line for line in shuffled(inside, random)]
        return order

    def one_per_block(lines, random):
        return [block * 64 + random.below(64) for block in any_order(lines // 64, random)]

    def cycle(name, k, size, order):
        slots = [line * 16 for line in order(size // 64, Random(seed(k)))]
        slots.append(slots[len(slots) // 2] + 8)
        out(f"{name}/{size}", hash32([*slots[1:], slots[0]]))

    for size in LEVELS + (4 * MEMORY,):
        cycle("chase", 0x210, size, any_order)
    for size in (L2, L3, MEMORY):
        cycle("chase/in_block", 0x211, size, block_order)
    for size in (L2, L3, MEMORY):
        cycle("chase/per_block", 0x212, size, one_per_block)


def permuted(value, bits, key):
    mask = (1 << bits) - 1
    for _ in range(2):
        value = (value * 0x9E3779B1 + key) & mask
        value ^= value >> (bits // 2)
    return value


def unpermuted(value, bits, key):
    mask = (1 << bits) - 1
    inverse = pow(0x9E3779B1, -1, 1 << bits)
    shift = bits // 2
    for _ in range(2):
        undone = value
        for _ in range(bits // shift + 1):
            undone = value ^ (undone >> shift)
        value = ((undone - key) * inverse) & mask
    return value


def access(out):
    for step in (64, 128, 256, 4096):
        random = Random(seed(0x2000 + step))
        out(f"stride/{step}", sum(random.next() for _ in range(L2 // 64)) & MASK)

    for size in (L2, L3, MEMORY):
        mask = size // 8 - 1
        table = {}
        value = Random(seed(0x221)).next()
        seen = b""
        for _ in range(4096):
            value = (value << 1) & MASK ^ (7 if value >> 63 else 0)
            place = value & mask
            table[place] = table.get(place, place) ^ value
            seen += struct.pack("<Q", table[place])
        out(f"random_update/{size}", fnv1a64(seen))

    for name, k, place_of in (
        ("gather", 0x222, permuted),
        ("scatter", 0x223, unpermuted),
        ("gather/prefetch", 0x224, permuted),
    ):
        key = Random(seed(k)).next() & M32
        for size in LEVELS:
            count = size // 4
            bits = count.bit_length() - 1
            places = [*range(0, count, count // 4096), count - 1]
            source = (place_of(i, bits, key) for i in places)
            out(f"{name}/{size}", hash32((i * 0x85EBCA6B + key) & M32 for i in source))

    for name, k in (("records", 0x225), ("columns", 0x226)):
        for size in (L2, L3, MEMORY):
            random = Random(seed(k))
            out(f"layout/{name}/{size}", sum(random.next() >> 32 for _ in range(size // 64)) & M32)


def blocks(out):
    for name, k in (("plain", 0x230), ("tiled", 0x231)):
        key = Random(seed(k)).next() & M32
        for side in (128, 256, 1024, 4096):
            transposed = (i % side * side + i // side for i in sampled(side * side))
            out(f"transpose/{name}/{side}", fold((i * key + key) & M32 for i in transposed))

    key = Random(seed(0x232)).next() & M32
    for size in LEVELS:
        # 1 + 2 + ... + (i + 1), times the key
        sums = ((i + 1) * (i + 2) // 2 * key & M32 for i in sampled(size // 4))
        out(f"prefix_sum/{size}", fold(sums))

    for name, k in (("sorted", 0x233), ("tree", 0x234)):
        for size in (L1, L2, L3):
            random = Random(seed(k))
            keys = list(itertools.accumulate(1 + random.below(16) for _ in range(size // 4)))
            state, ranks = random.next(), []
            for _ in range(256):
                state = (state * 6364136223846793005 + 1442695040888963407) & MASK
                ranks.append(bisect.bisect_left(keys, (state >> 32) * (keys[-1] + 2) >> 32))
            out(f"search/{name}/{size}", hash32([*ranks, 0, len(keys)]))


def copy(out):
    sizes = (64, 4096, 65536)
    for name, k, step in (
        ("copy/bytes", 0x240, 1),
        ("copy/words", 0x241, 1),
        ("copy/backwards", 0x242, -1),
        ("reverse", 0x243, -1),
    ):
        for size in sizes:
            out(f"{name}/{size}", fnv1a64(random_bytes(size, seed(k))[::step]))
    for name, k in (("bytewise", 0x244), ("memcpy", 0x245)):
        page = random_bytes(7 * 585, seed(k))
        total = 0
        for value, _ in struct.iter_unpack(">I3s", page):
            total = (total * 31 + value) & M32
        out(f"unaligned_load/{name}", total)
    for name, k in (("whole", 0x246), ("halves", 0x247)):
        start = Random(seed(k)).next() & M32
        out(f"store_forward/{name}", (start + 3 * 1024) & M32)


def lists(out):
    for count in (16, 256):
        random = Random(seed(0x250))
        out(f"list/insert/{count}", hash32(sorted(random.next() >> 32 for _ in range(count))))

    def keys(k, shuffle):
        random = Random(seed(k))
        for _ in range(4095 if shuffle else 0):
            random.next()  # what the shuffle takes: keys follow the list, not the pool
        return [random.next() >> 32 for _ in range(4096)]

    out("list/reverse/4096", hash32(reversed(keys(0x251, True))))
    for name, k, shuffle in (("ordered", 0x252, False), ("shuffled", 0x253, True)):
        powers = sum(key * pow(31, 4095 - i, 1 << 32) for i, key in enumerate(keys(k, shuffle)))
        out(f"list/walk_{name}/4096", powers & M32)


def atomic(out):
    """The same operations on plain integers."""

    def run(k, step):
        random = Random(seed(k))
        cell, value = random.next() >> 32, random.next() >> 32
        for _ in range(256):
            cell, value = (x & M32 for x in step(cell, value))
        return hash32([value, cell])

    def cas(cell, value):
        return (value * 5 + 1, value * 5 + 1) if cell == value else (cell, cell)

    out("atomic/fetch_add", run(0x260, lambda cell, value: (cell + (value | 1), cell)))
    out("atomic/cas", run(0x261, cas))
    out("atomic/swap", run(0x262, lambda cell, value: (value + 7, cell)))
    out("atomic/load_acquire", run(0x263, lambda cell, value: (cell, value * 3 + cell)))
    for name, k in (("store_release", 0x264), ("store_seq_cst", 0x265), ("fence", 0x266)):
        out(f"atomic/{name}", run(k, lambda cell, value: (value, value * 3 + 1)))


def sharing(out):
    """The starting value, and 0 operations lost."""

    def nothing_amiss(k, mask=M32):
        return hash32([Random(seed(k)).next() >> 32 & mask, 0])

    for pair in ("same_cluster", "other_cluster", "other_socket"):
        out(f"atomic/fetch_add/contended/{pair}/threads:2", nothing_amiss(0x270))
        out(f"atomic/cas/contended/{pair}/threads:2", nothing_amiss(0x271))
        out(f"atomic/swap/contended/{pair}/threads:2", nothing_amiss(0x272))
        out(f"atomic/publish/{pair}/threads:2", nothing_amiss(0x273))
        for apart in (4, 64, 128, 256):
            out(f"false_sharing/{pair}/{apart}/threads:2", nothing_amiss(0x2700 + apart))
        out(f"ping_pong/{pair}/threads:2", nothing_amiss(0x275, M32 - 1))


# What the printed checksum of a row called .../memory is of: 256 KiB everywhere.
FIXED = {
    **{f"stream/{name}": L2 for name in ("copy", "scale", "add", "triad")},
    **{f"bandwidth/{name}": L2 for name in ("read", "write", "modify")},
    **{name: L2 for name in ("chase", "chase/in_block", "random_update", "gather", "scatter")},
    **{name: L2 for name in ("gather/prefetch", "layout/records", "layout/columns", "prefix_sum")},
    **{f"transpose/{name}": 256 for name in ("plain", "tiled")},
    **{f"search/{name}": L2 for name in ("sorted", "tree")},
}

PARTS = (
    (stream, "a pattern of 1024 plus the number of the repetition, taken in closed form"),
    (chase, "the order of the shuffle itself, not the ring made of it"),
    (access, "plain sums; a dictionary; the permutation, for scatter its algebraic inverse"),
    (blocks, "index arithmetic; triangular numbers; bisect"),
    (copy, "slices and struct"),
    (lists, "sorted(); powers of 31"),
    (atomic, "plain integers"),
    (sharing, "what a memory model that holds leaves: the start, and nothing lost"),
)


def main():
    out = Checksums("Expected checksums of the memory suite.")
    for part, source in PARTS:

        def add(name, value):
            out.add(name, value, source)
            kernel, _, size = name.rpartition("/")
            if size == str(FIXED.get(kernel)):
                out.add(f"{kernel}/memory", value, source)

        part(add)
    return out.main(__file__)


if __name__ == "__main__":
    sys.exit(main())
