# SPDX-License-Identifier: Apache-2.0
"""Parquet: bit-packed values are the digits of one large integer; pages are never written, the values are computed
from what was drawn."""

from itertools import accumulate

from expected import MASK, VARIANTS, Random, fnv1a64, pack, random_bytes, random_integers, seed, unzigzag

VALUES = 16384


def unpacked(data, width):
    """The digits of a little-endian integer to the base 2^width."""
    digits = bin(int.from_bytes(data, "little") | 1 << 8 * len(data))[3:]
    return [int(digits[end - width:end], 2) for end in range(len(digits), 0, -width)]


def packed(out):
    for width in (1, 4, 7, 12, 20):
        data = random_bytes(VALUES // 8 * width, seed(0x540 + width))
        value = fnv1a64(pack("I", unpacked(data, width)))
        for variant in VARIANTS:
            out.add(f"parquet/bitunpack_w{width}/{variant}/{VALUES}", value, "digits of one integer")
    indices = unpacked(random_bytes(VALUES // 8 * 10, seed(0x560)), 10)
    dictionary = random_integers(1024, 64, seed(0x561))
    value = fnv1a64(pack("Q", [dictionary[i] for i in indices]))
    for variant in VARIANTS:
        out.add(f"parquet/dict_decode/{variant}/{VALUES}", value, "digits of one integer")
    streams = random_bytes(4 * VALUES, seed(0x562))
    joined = bytearray(4 * VALUES)
    for k in range(4):
        joined[k::4] = streams[k * VALUES:(k + 1) * VALUES]
    for variant in VARIANTS:
        out.add(f"parquet/byte_stream_split/{variant}/{VALUES}", fnv1a64(joined), "slices of bytes")


def drawn_bytes(size, random):
    """As fill_bytes, which takes whole numbers from the generator."""
    return pack("Q", [random.next() for _ in range(-(-size // 8))])[:size]


def hybrid(random, width):
    values = []
    while len(values) < VALUES:
        draw = random.next()
        groups, left = 1 + (draw & 3), VALUES - len(values)
        if draw >> 63 and 8 * groups <= left:
            values += unpacked(drawn_bytes(groups * width, random), width)
        else:
            values += [draw >> 32 & (1 << width) - 1] * min(8 + (draw & 63), left)
    return values


def runs(out):
    values = hybrid(Random(seed(0x570)), 6)
    out.add(f"parquet/rle_hybrid/{VALUES}", fnv1a64(pack("I", values)), "the runs that were drawn")
    levels = hybrid(Random(seed(0x571)), 1)
    dense = iter(random_integers(VALUES + 1, 64, seed(0x572)))
    places = [next(dense) if level else 0 for level in levels]
    out.add(f"parquet/def_levels/{VALUES}", fnv1a64(pack("I", [sum(levels)]) + pack("Q", places)),
            "the runs that were drawn")


def deltas(out):
    random = Random(seed(0x573))
    steps = [unzigzag(random.next())]
    while len(steps) < VALUES:
        draw = random.next()  # before the shift: an operand of >> comes first
        least = unzigzag(draw >> 40 + random.below(20))
        for _ in range(4):
            width = random.below(21)
            data = drawn_bytes(4 * width, random)
            steps += [least + step for step in (unpacked(data, width) if width else [0] * 32)]
    values = [value & MASK for value in accumulate(steps)][:VALUES]
    out.add(f"parquet/delta_bp/{VALUES}", fnv1a64(pack("Q", values)), "accumulate() of what was drawn")


THEMES = (packed, runs, deltas)
