# SPDX-License-Identifier: Apache-2.0
"""Group-by, joins, TPC-H, bitmaps, CSV, shuffle: Python's dictionaries, integers, csv module and sorted()."""

import csv
import io
import struct
from collections import Counter, defaultdict
from datetime import date

from expected import VARIANTS, Random, fnv1a64, pack, random_integers, seed

ROWS = 65536
LOW = 0xFFFFFFFF


def hash_of_key(key):
    """The finaliser of MurmurHash3 for 32 bits."""
    key = (key ^ key >> 16) * 0x85EBCA6B & LOW
    key = (key ^ key >> 13) * 0xC2B2AE35 & LOW
    return key ^ key >> 16


def grouped(seed_value, rows, possible):
    random = Random(seed_value)
    counts, sums = Counter(), defaultdict(int)
    for _ in range(rows):
        draw = random.next()
        key = ((draw >> 32) * possible >> 32) * 2654435761 & LOW
        counts[key] += 1
        sums[key] += (draw & 0xFFFFFF) - 0x800000
    groups = b"".join(struct.pack("<IIq", key, count, sums[key]) for key, count in counts.items())
    return fnv1a64(pack("I", [len(counts)]) + groups)


def aggregates(out):
    out.add("hash_agg/lowcard/32768", grouped(seed(0x500), 32768, 4), "dictionaries")
    out.add("hash_agg/highcard/32768", grouped(seed(0x501), 32768, 16384), "dictionaries")


def joins(out):
    none, size = LOW, 16384

    def key_of_number(number):
        return number * 2654435761 + (seed(0x510) >> 16) & LOW

    buckets = defaultdict(list)
    for row in range(size):
        buckets[hash_of_key(key_of_number(row)) >> 18].append(row)
    first = [buckets[bucket][-1] if bucket in buckets else none for bucket in range(size)]
    following = {row: rows[i - 1] for rows in buckets.values() for i, row in enumerate(rows) if i > 0}
    chains = [following.get(row, none) for row in range(size)]
    out.add("hash_join/build/16384", fnv1a64(pack("I", first + chains)), "a list of each bucket")

    random = Random(seed(0x511))
    numbers = [random.below(2 * size) for _ in range(ROWS)]
    left = [row for row, number in enumerate(numbers) if number < size]
    right = [numbers[row] for row in left]
    out.add("hash_join/probe/65536", fnv1a64(pack("I", [len(left)] + left + right)),
            "the numbers that keys are made of")


def lineitems(rows, seed_value):
    """Ship date, quantity, price, discount, tax and group of each row."""
    random = Random(seed_value)
    for _ in range(rows):
        draw = random.next()
        quantity = 1 + ((draw >> 32 & 0xFFFF) * 50 >> 16)
        yield (((draw >> 48) * 2526 >> 16), quantity, quantity * (90000 + (draw & 0xFFFF)),
               (draw >> 16 & 0xFFFF) * 11 >> 16, draw >> 40 & 7, (draw >> 24 & 0xFFFF) * 6 >> 16)


def tpch(out):
    groups = defaultdict(list)
    for day, quantity, price, discount, tax, group in lineitems(28672, seed(0x520)):
        if day <= 2525 - 90:
            groups[group].append((1, quantity, price, price * (100 - discount),
                                  price * (100 - discount) * (100 + tax), discount))
    sums = [sum(column) for group in range(6) for column in zip(*groups[group])]
    for variant in VARIANTS:
        out.add(f"q1_columnar/{variant}/28672", fnv1a64(pack("q", sums)), "rows by group, sum()")

    revenue = sum(price * discount for day, quantity, price, discount, _, _ in lineitems(65536, seed(0x521))
                  if day // 365 == 2 and discount in (5, 6, 7) and quantity < 24)
    for variant in VARIANTS:
        out.add(f"q6_filter_sum/{variant}/65536", revenue, "sum() of the chosen rows")


def bitmaps(out):
    def bitmap(k):
        return int.from_bytes(pack("Q", random_integers(2048, 64, seed(k))), "little")

    a, b = bitmap(0x530), bitmap(0x531)
    for name, result in (("and", a & b), ("or", a | b), ("andnot", a & ~b)):
        for variant in VARIANTS:
            out.add(f"bitmap/{name}/{variant}/131072", fnv1a64(result.to_bytes(16384, "little")),
                    "one integer of 131,072 bits")
    for variant in VARIANTS:
        out.add(f"bitmap/card/{variant}/131072", bitmap(0x532).bit_count(), "int.bit_count()")


def csv_text():
    random = Random(seed(0x5B0))
    rows, size = [], 0
    while size <= 262144 - 80:
        draw = random.next()
        number = str((draw & LOW) >> (draw >> 59))
        cents = draw >> 32 & 0xFFFFFF
        sign = "-" if draw >> 58 & 1 else ""
        of_text, date_draw = random.next(), random.next()
        quoted, letters = of_text >> 63, ""
        for k in range(of_text >> 59 & 15):
            bits = of_text >> 3 * k
            letters += (chr(97 + (bits & 15)) if not quoted or bits & 3 else "," if bits & 12 else '""')
        text = f'"{letters}"' if quoted else letters
        day = (f"{1992 + (date_draw & 7)}-{1 + ((date_draw >> 8 & 255) * 12 >> 8):02}"
               f"-{1 + ((date_draw >> 16 & 255) * 28 >> 8):02}")
        rows.append(f"{number},{sign}{cents // 100}.{cents % 100:02},{text},{day}\n")
        size += len(rows[-1])
    return "".join(rows)


def columns(out):
    rows = list(csv.reader(io.StringIO(csv_text())))
    ids = [int(row[0]) for row in rows]
    cents = [int(row[1].replace(".", "")) for row in rows]
    ends, end = [], 0
    for row in rows:
        end += len(row[2])
        ends.append(end)
    days = [(date.fromisoformat(row[3]) - date(1970, 1, 1)).days for row in rows]
    text = "".join(row[2] for row in rows).encode()
    out.add("csv_to_columns/262144",
            fnv1a64(pack("I", ids) + pack("q", cents) + pack("I", ends) + pack("i", days) + text),
            "csv.reader, datetime.date")


def murmur3(key, start):
    """MurmurHash3_x86_32 of whole words."""
    value = start
    for (word,) in struct.iter_unpack("<I", key):
        word = word * 0xCC9E2D51 & LOW
        value ^= (word << 15 | word >> 17) * 0x1B873593 & LOW
        value = (value << 13 | value >> 19) & LOW
        value = value * 5 + 0xE6546B64 & LOW
    return hash_of_key(value ^ len(key))


def shuffles(out):
    # As in the table of test vectors in Wikipedia's article "MurmurHash".
    assert murmur3(b"test", 0) == 0xBA6BD213
    rows = [struct.pack("<QQ", key, i) for i, key in enumerate(random_integers(16384, 64, seed(0x5E0)))]
    number = {row: murmur3(row[:8], 42) % 256 for row in rows}
    counts = Counter(number.values())
    starts = [sum(counts[i] for i in range(k)) for k in range(256)]
    out.add("shuffle/partition256/16384", fnv1a64(pack("I", starts) + b"".join(sorted(rows, key=number.get))),
            "sorted() by a hash checked with a published value")


THEMES = (aggregates, joins, tpch, bitmaps, columns, shuffles)
