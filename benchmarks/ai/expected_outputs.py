# SPDX-License-Identifier: Apache-2.0
"""Inputs of inputs.h, any element without those before it, and the checksums of golden.h. Positive inputs are
integers here, in units of 2^-10 (2^-7 for bfloat16), so that products of matrices are exact."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from expected import MASK, fnv1a64, pack, seed, weighted_sum  # noqa: E402

PLACES = 64


class Words:
    """The generator's k-th word is a function of seed + (k + 1) * increment: no need to make the others."""

    def __init__(self, k, value_of=lambda word: word):
        self.start, self.value_of = seed(k), value_of

    def line(self, first, count, step=1):
        """Elements first, first + step, ..."""
        increment = 0x9E3779B97F4A7C15
        start, value_of, values = self.start + increment, self.value_of, []
        for i in range(first, first + count * step, step):
            z = (start + i * increment) & MASK
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
            values.append(value_of(z ^ (z >> 31)))
        return values

    def __getitem__(self, i):
        return self.line(i, 1)[0]

    def first(self, n):
        return self.line(0, n)


def positive(k):
    """In units of 2^-10."""
    return Words(k, lambda word: 1 + (word >> 54))


def positive_bf16(k):
    """In units of 2^-7."""
    return Words(k, lambda word: 1 + (word >> 57))


def coarse(k):
    """In units of 2^-10."""
    return Words(k, lambda word: (word >> 53) - 1024)


def signed_bytes(k):
    return Words(k, lambda word: (word >> 56) - (word >> 63 << 8))


def reals(values, n, most=1.0):
    return [value * most / 1024 for value in values.first(n)]


def place(i, outputs):
    return i * (outputs - 1) // (PLACES - 1)


def is_small(outputs, terms):
    return outputs * terms <= 1 << 19


def shown(outputs, terms, at, total):
    """64 outputs, and the sum of all where they are cheap."""
    values = [at(place(i, outputs)) for i in range(PLACES)]
    if is_small(outputs, terms):
        values.append(total() * PLACES / outputs)
    return weighted_sum(values)


def shown_integers(outputs, terms, at):
    places = range(outputs) if is_small(outputs, terms) else (place(i, outputs) for i in range(PLACES))
    return fnv1a64(pack("i", (at(i) for i in places)))
