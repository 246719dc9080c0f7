# SPDX-License-Identifier: Apache-2.0
"""Strings, vectors and PostgreSQL's page checksum: Python's codecs and Unicode data, exact integers."""

import unicodedata

from expected import MASK, VARIANTS, Random, fnv1a64, pack, random_bytes, seed


def ascii_character(word):
    letter = (word & 0xFFFFFFFF) % 26
    kind = word >> 60
    return " " if kind == 0 else chr((65 if kind < 4 else 97) + letter)


def cjk_character(word):
    kind = word >> 60
    if 11 <= kind < 13:
        return ascii_character(word << 4 & MASK)
    first, count = (0x4E00, 0x5200) if kind < 11 else {13: (0xC0, 64), 14: (0x3040, 192), 15: (0x20000, 0xA000)}[kind]
    return chr(first + (word & 0xFFFFFFFF) % count)


def weight(character):
    """utf8mb4_general_ci: letters of Latin-1 without case and accent."""
    code = ord(character)
    if code > 255:
        return min(code, 0xFFFD)
    return ord(unicodedata.normalize("NFD", character)[0].upper()[0])


def general_ci_hash(text):
    first, second = 1, 4
    for byte in b"".join(weight(c).to_bytes(2, "little") for c in text.rstrip(" ")):
        first ^= ((first & 63) + second) * byte + (first << 8) & MASK
        second += 3
    return first, second


def strings(out):
    for script, draw in (("ascii", ascii_character), ("cjk", cjk_character)):
        random = Random(seed(0x1B0))
        places, hashes, keys = [], [], b""
        read, with_weights = 0, 0  # bytes
        for _ in range(256):
            blanks = 1 + random.below(8) if random.below(4) == 0 else 0
            count = 16 + random.below(97)
            text = "".join(draw(random.next()) for _ in range(count)) + " " * blanks
            places.append(len(text[:random.below(count + 1)].encode("utf-8")))
            hashes += general_ci_hash(text)
            keys += b"".join(weight(c).to_bytes(2, "big") for c in text[:64].ljust(64))
            read += len(text.encode("utf-8"))
            with_weights += len(text[:64].encode("utf-8"))
        for variant in VARIANTS:
            out.add(f"utf8mb4/charpos/{script}/{variant}/256", fnv1a64(pack("I", places) + pack("Q", [sum(places)])),
                    "Python's strings")
        out.add(f"utf8mb4/hash_sort/{script}/256", fnv1a64(pack("Q", hashes + [read])), "weights by unicodedata")
        out.add(f"utf8mb4/strnxfrm/{script}/256", fnv1a64(keys + pack("Q", [with_weights])), "weights by unicodedata")


def distances(out):
    def parts(count, seed_value, size, first):
        values = [byte - first for byte in random_bytes(count * size, seed_value)]
        return [values[i:i + size] for i in range(0, len(values), size)]

    def l2(a, b):
        return sum(x * x for x in a) + sum(y * y for y in b) - 2 * sum(map(int.__mul__, a, b))

    def inner(a, b):
        return -sum(map(int.__mul__, a, b))

    for name, first, distance in (("l2_f32", 0, l2), ("ip_f32", 0, inner), ("l2_i8", 128, l2), ("ip_i8", 128, inner)):
        values = {}
        for size in (128, 100):
            (query,) = parts(1, seed(0x1C1), size, first)
            found = [distance(query, vector) for vector in parts(256, seed(0x1C0), size, first)]
            values[size] = fnv1a64(pack("i", found) + pack("I", [found.index(min(found))]))
        for variant in VARIANTS:
            for size, value in values.items():
                out.add(f"vector/{name}/{variant}/{size}", value, "integers; the binomial formula for L2")


STARTS = """5b1f36e9 b8525960 02ab50aa 1de66d2a 79ff467a 9bb9f8a3 217e7cd2 83e13d2c f8d4474f e39eb970 42c6ae16 993216fa
7b093b5d 98daff3c f718902a 0b1c9cdb e58f764b 187636bc 5d7b3bb1 e73de7de 92bec979 cca6c0b2 304a0979 85aa43d4 783125bb
6ca8eaa2 e407eac6 4b5cfc3e 9fbf8c76 15ca20be f2ca9fd3 959bd756"""


def postgres_checksum(page, number):
    """One column of words after the other, where the suite goes row by row."""
    result = number
    for column, start in enumerate(STARTS.split()):
        value = int(start, 16)
        words = [int.from_bytes(page[at:at + 4], "little") for at in range(4 * column, len(page), 128)]
        for word in words + [0, 0]:
            value ^= word
            value = value * 16777619 & 0xFFFFFFFF ^ value >> 17
        result ^= value
    return result % 65535 + 1


def page_checksums(out):
    page = (1 << 20).to_bytes(8, "little") + bytes(2) + random_bytes(8192, seed(0x1C8))[10:]
    value = fnv1a64(page[:8] + postgres_checksum(page, 0).to_bytes(2, "little"))
    for variant in VARIANTS:
        out.add(f"page_checksum/{variant}/8192", value, "the format's definition, column by column")


def values(out):
    strings(out)
    distances(out)
    page_checksums(out)
