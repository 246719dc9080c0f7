# SPDX-License-Identifier: Apache-2.0
"""What the reference scripts of the suite libc share: the data of calls.h and numbers.h."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
import expected  # noqa: E402
from expected import fnv1a64, pack, seed  # noqa: E402

M32 = (1 << 32) - 1
LENGTHS = (8, 64, 512, 4096, 65536)
CASES = 8
CALLS = 64
POOL = 1024
RARE = ord("z")  # not among the letters


class Random(expected.Random):
    def __init__(self, k):
        super().__init__(seed(k))

    def bytes(self, count):
        words = [self.next() for _ in range((count + 7) // 8)]
        return pack("Q", words)[:count]

    def letters(self, size):
        """Letters from a to p and a zero byte."""
        text = bytearray(97 + (byte & 15) for byte in self.bytes(size))
        text[-1] = 0
        return text

    def letter(self):
        return 97 + self.below(16)

    def place(self, size):
        return size - 1 - self.below(min(size, 4096))

    def any_length(self, most):
        word = self.next()
        return word >> (63 - self.below(most))

    def signed(self):
        value = self.any_length(31)
        return -value if self.below(2) else value


def drawn(number):
    """A bijection of the numbers of 19 bits, as in fresh.h."""
    mask = (1 << 19) - 1
    number = number * 0x9E3779B1 & mask
    return (number ^ number >> 10) * 0x85EBCA6B & mask


def drawn_below(count, number):
    """Of `count` values, a power of two."""
    return drawn(number) * count >> 19


def text_hash(texts):
    return fnv1a64(b"".join(text.encode("ascii") + b"\0" for text in texts))
