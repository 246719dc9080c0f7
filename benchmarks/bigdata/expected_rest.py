# SPDX-License-Identifier: Apache-2.0
"""Sketches, sorting, words, SQL expressions, learning: definitions, sorted(), Counter, re, str.lower, datetime, exact
integers and fractions."""

import re
from collections import Counter
from datetime import datetime, timedelta
from fractions import Fraction

from expected import VARIANTS, Random, fnv1a64, mixed_bits, pack, random_integers, random_reals, seed, weighted_sum
from expected_parquet import drawn_bytes


def sketches(out):
    registers = [0] * 16384
    for key in random_integers(65536, 64, seed(0x580)):
        index, rest = divmod(mixed_bits(key), 1 << 50)
        registers[index] = max(registers[index], 51 - rest.bit_length())
    out.add("hll/add/65536", fnv1a64(bytes(registers)), "int.bit_length()")

    random = Random(seed(0x581))
    words = []
    for _ in range(8 * 16384 // 4):
        draw = random.next()
        words += [draw >> 16 * k & 0xFFFF for k in range(4)]
    ranks = [f"{word:016b}"[::-1].find("1") % 17 + 1 for word in words]  # -1 % 17 is 16: none
    merged = [max(ranks[i::16384]) for i in range(16384)]
    m = 16384
    estimate = 0.7213 / (1 + 1.079 / m) * m * m / float(sum(Fraction(1, 1 << rank) for rank in merged))
    value = fnv1a64(bytes(merged) + pack("q", [round(estimate * 2**20)]))
    for variant in VARIANTS:
        out.add(f"hll/merge/{variant}/131072", value, "strings of bits, fractions")


def record(row, random):
    key = drawn_bytes(10, random)
    return (key + b"\x00\x11" + f"{row:032X}".encode() + b"\x88" * 4 + bytes([65 + row % 26]) * 48 + b"\xcc" * 4)


def sorting(out):
    for count in (2048, 10000):
        random = Random(seed(0x590))
        value = fnv1a64(b"".join(sorted(record(row, random) for row in range(count))))
        for variant in ("radix", "merge"):
            out.add(f"terasort/{variant}/{count}", value, "sorted()")
    random = Random(seed(0x591))
    items = []
    for run in range(16):
        key = 0
        for _ in range(1024):
            key += random.below(1 << 21)
            items.append(key << 32 | run)
    out.add("sort_merge_kway/16384", fnv1a64(pack("Q", sorted(items))), "sorted()")


def zipf_text(size):
    random = Random(seed(0x5A0))
    words = [b""]
    for rank in range(1, 8192):
        draw = random.next()
        length = 2 + (rank.bit_length() - 1) // 2 + (draw >> 62)
        words.append(bytes(97 + (draw >> 4 * k & 15) for k in range(length)))
    random = Random(seed(0x5A1))
    text, length = [], 0
    while length + 12 < size:
        draw = random.next()
        first = 1 << ((draw >> 32) * 13 >> 32)
        text.append(words[first + (draw & first - 1)])
        length += len(text[-1]) + 1
    return b" ".join(text)


def word_counts(out):
    for size in (131072, 1048576):
        counts = Counter(zipf_text(size).split())
        data = b"".join(word + pack("I", [count]) for word, count in counts.items())
        out.add(f"wordcount/zipf/{size}", fnv1a64(pack("I", [len(counts)]) + data), "split(), Counter")


def decimals(out):
    random = Random(seed(0x5C0))

    def draw(one_in):
        bits, low = random.next(), random.next()
        value = low >> (bits >> 37 & 63)
        if (bits >> 43) % one_in == 0:
            value = ((bits & 0xFFFFFFFF) >> (bits >> 32 & 31)) << 64 | low
        return -value if bits >> 63 else value

    valid, products = [], []
    for row in range(16384):
        product = draw(2) * draw(8)
        product = {0: 10**38, 1: 10**38 - 1}.get(row, product)
        fits = abs(product) < 10**38
        valid.append(int(fits))
        products.append((product if fits else 0).to_bytes(16, "little", signed=True))
    out.add("decimal128_mul/16384", fnv1a64(bytes(valid) + b"".join(products)), "integers of Python")


def timestamps(out):
    random = Random(seed(0x5C1))
    times = [datetime(1970, 1, 1) + timedelta(microseconds=(random.next() >> 12) - 2**51) for _ in range(2048)]
    parts = pack("h", [t.year for t in times])
    for name in ("month", "day", "hour", "minute"):
        parts += bytes(getattr(t, name) for t in times)
    out.add("datetime_extract/2048", fnv1a64(parts), "datetime")


def like(out):
    random = Random(seed(0x5D0))
    pattern = re.compile(".*ab.c.*dd.*")
    matches = []
    for _ in range(7168):
        draw = random.next()
        text = "".join("abcd"[draw >> 2 * k & 3] for k in range(8 + (draw >> 60)))
        matches.append(int(pattern.fullmatch(text) is not None))
    out.add("like_match/7168", fnv1a64(bytes(matches)), "re.fullmatch")


def lower(out):
    random = Random(seed(0x5D1))
    text, size = [], 0
    while size + 2 <= 65536:
        draw = random.next()
        letter = draw & 63
        if draw >> 63:
            text.append(chr(64 + letter))
            size += 1
            continue
        kind = draw >> 32 & 3
        c = 0xC0 + letter if kind == 0 else 0x391 + letter if kind == 1 else 0x400 + letter + (draw >> 8 & 31)
        text.append(chr(0x3B1 if c in (0x3CF, 0x3D0) else c))
        size += 2
    # Letter by letter: a small sigma has another form at the end of a word.
    data = "".join(c.lower() for c in text).encode().ljust(65536, b" ")
    for variant in VARIANTS:
        out.add(f"utf8_lower/{variant}/65536", fnv1a64(data), "str.lower of each letter")


def pagerank(out):
    random = Random(seed(0x5F0))
    sources, out_degrees = [], Counter()
    for _ in range(4096):
        links = []
        for _ in range(1 + random.below(31)):
            draw = random.next()
            links.append((draw >> 52) * (draw >> 40 & 0xFFF) >> 12)
        sources.append(links)
        out_degrees.update(links)
    ranks = [1 + rank for rank in random_reals(4096, seed(0x5F1))]
    new = [0.15 + 0.85 * float(sum(Fraction(ranks[s]) / out_degrees[s] for s in links)) for links in sources]
    out.add("pagerank/iter/4096", weighted_sum(new), "fractions", tolerance="1e-9")


def kmeans(out):
    """In steps of 2^-10, so that all but the means are integers."""
    values = [int(value * 1024) for value in random_reals(896 * 32, seed(0x5F2))]
    points = [values[i:i + 32] for i in range(0, len(values), 32)]
    clusters = [[] for _ in range(8)]
    labels = []
    for point in points:
        distances = [sum((a - b) ** 2 for a, b in zip(point, centre)) for centre in points[:8]]
        labels.append(distances.index(min(distances)))
        clusters[labels[-1]].append(point)
    means = [sum(column) / len(cluster) / 1024 for cluster in clusters for column in zip(*cluster)]
    data = bytes(labels) + pack("I", map(len, clusters)) + pack("q", [round(mean * 2**20) for mean in means])
    for variant in VARIANTS:
        out.add(f"kmeans/step/{variant}/896", fnv1a64(data), "sums of integers")


THEMES = (sketches, sorting, word_counts, decimals, timestamps, like, lower, pagerank, kmeans)
