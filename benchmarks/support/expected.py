# SPDX-License-Identifier: Apache-2.0
"""What the reference.py of every suite shares: the generator, the seeds and fills of data.h, checksums as checksum.h
prints them, and the command line. Python's standard library only."""

import math
import re
import struct
import sys
from pathlib import Path

MASK = (1 << 64) - 1
VARIANTS = ("scalar", "auto", "highway")  # of a header that stands after VARIANTS and HIGHWAY


def seed(k):
    return 0x6173736179000000 + k


def mixed_bits(z):
    """splitmix64's finaliser, as in data.h."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


class Random:
    """splitmix64, as in data.h."""

    def __init__(self, seed_value):
        self.state = seed_value

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        return mixed_bits(self.state)

    def below(self, bound):
        return ((self.next() >> 32) * bound) >> 32

    def unit(self):
        return (self.next() >> 11) * 2.0**-53

    def coarse(self):
        return (self.below(2048) - 1024) / 1024


def random_bytes(size, seed_value):
    random = Random(seed_value)
    words = [random.next() for _ in range((size + 7) // 8)]
    return struct.pack(f"<{len(words)}Q", *words)[:size]


def random_integers(size, bits, seed_value, signed=False):
    random = Random(seed_value)
    values = [random.next() >> (64 - bits) for _ in range(size)]
    return [v - (1 << bits) if signed and v >> (bits - 1) else v for v in values]


def random_reals(size, seed_value):
    random = Random(seed_value)
    return [random.coarse() for _ in range(size)]


def ascii_text(size, seed_value):
    random = Random(seed_value)
    text = bytearray()
    while len(text) < size:
        word = random.next()
        letters = 1 + (word >> 32) % 12
        text += bytes(97 + (word >> 5 * k & 31) % 26 for k in range(letters))
        text += b" "
    return bytes(text[:size])


def utf8_text(size, seed_value):
    random = Random(seed_value)
    text = bytearray()
    while len(text) + 4 <= size:
        word = random.next()
        bits = word & 0xFFFFFFFF
        first, count = [(0x61, 26), (0x80, 0x800 - 0x80), (0x4E00, 0xA000 - 0x4E00), (0x10000, 0x100000)][word >> 62]
        text += chr(first + bits % count).encode("utf-8")
    return bytes(text.ljust(size, b" "))


def rotated(value, by):
    """A word of 64 bits, to the left."""
    return (value << by | value >> (64 - by)) & MASK


def varint(value):
    """Seven bits a byte, the lowest first."""
    return bytes([value]) if value < 128 else bytes([value & 127 | 128]) + varint(value >> 7)


def unzigzag(value):
    """0, -1, 1, -2 ..."""
    return -(value + 1) // 2 if value & 1 else value // 2


def fnv1a64(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def weighted_sum(values):
    """A sum that knows order and signs, as WeightedSum in checksum.h."""
    place, terms = 1, []
    for value in values:
        place = place * 48271 % 2147483647
        terms.append((1 + place / 2**31) * (-2 * value if value < 0 else value))
    return math.fsum(terms)


def pack(format_letter, values):
    """Integers as little-endian bytes; the letter is struct's: b h i q, upper case without sign."""
    values = list(values)
    return struct.pack(f"<{len(values)}{format_letter}", *values)


def hexadecimal(value):
    return f"{value & MASK:016x}"


def real(value):
    return f"{value:.17g}"


class Checksums:
    """The lines of a checksums.toml, in the order in which they are added."""

    def __init__(self, title):
        self.lines = [
            "# SPDX-License-Identifier: Apache-2.0",
            f"# {title}",
            "# Written by reference.py; `reference.py --check` compares. Tolerances are relative.",
            "",
            "[checksums]",
        ]
        self.entries = []

    def add(self, name, value, source, tolerance=None):
        """A value that is not a string is an integer (16 hexadecimal digits) or a real number."""
        text = value if isinstance(value, str) else hexadecimal(value) if isinstance(value, int) else real(value)
        limit = f', tolerance = "{tolerance}"' if tolerance else ""
        self.lines.append(f'"{name}" = {{ value = "{text}"{limit}, source = "{source}" }}')
        self.entries.append((name, text, tolerance))

    def text(self):
        return "\n".join(self.lines) + "\n"

    def main(self, script):
        """Prints the file; with --check compares with the one beside the script, and exits with 1 if it differs."""
        if sys.argv[1:] == []:
            print(self.text(), end="")
            return 0
        if sys.argv[1:] != ["--check"]:
            print("usage: reference.py [--check]", file=sys.stderr)
            return 2
        path = Path(script).resolve().with_name("checksums.toml")
        written = path.read_text(encoding="utf-8") if path.exists() else ""
        held = dict(re.findall(r'^"([^"]+)" = \{ value = "([^"]*)"', written, re.MULTILINE))
        wrong = 0
        for name, text, tolerance in self.entries:
            if not same(held.pop(name, None), text, tolerance):
                print(f"{path}: {name}: the reference gives {text}", file=sys.stderr)
                wrong += 1
        for name in held:
            print(f"{path}: {name}: the reference does not know it", file=sys.stderr)
            wrong += 1
        return 1 if wrong else 0


def same(held, text, tolerance):
    """Reals of a reference may move with Python's own mathematical library."""
    if held is None or tolerance is None:
        return held == text
    return abs(float(held) - float(text)) <= float(tolerance) * abs(float(text))


def main(script, themes):
    """All of a reference.py: each theme is a function that adds its checksums."""
    out = Checksums(f"Expected checksums of the {Path(script).resolve().parent.name} suite.")
    for theme in themes:
        theme(out)
    return out.main(script)
