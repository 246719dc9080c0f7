# SPDX-License-Identifier: Apache-2.0
"""Softmax, norms, activations, quantisation, attention and rotary positions, with Python's mathematical functions."""

import cmath
import math
import statistics
import struct
from functools import cache
from operator import mul

from expected import Random, fnv1a64, pack, seed
from expected_matrix import each
from expected_outputs import Words, coarse, positive, reals, shown, signed_bytes


def of_list(values):
    return shown(len(values), 1, values.__getitem__, lambda: math.fsum(values))


def rows_of(values, n):
    return [values[first:first + n] for first in range(0, len(values), n)]


def softmax(out):
    for rows, n in ((33, 261), (128, 768), (1, 32000)):
        values = []
        for row in rows_of(reals(coarse(0x120), rows * n, 8.0), n):
            powers = [math.exp(x) for x in row]
            total = math.fsum(powers)
            values += [power / total for power in powers]
        value = shown(rows * n, 1, values.__getitem__, lambda: rows)
        each(out, "softmax", f"{rows}/{n}", value, "math.exp; each row's sum is 1", "1e-5")


def norms(out):
    for rows, n in ((33, 261), (128, 768)):
        scales, shifts = reals(positive(0x122), n), reals(coarse(0x123), n)
        values = []
        for row in rows_of(reals(coarse(0x121), rows * n, 4.0), n):
            mean = math.fsum(row) / n
            deviation = math.sqrt(statistics.fmean((x - mean) ** 2 for x in row) + 1e-5)
            values += [(x - mean) / deviation * scale + shift for x, scale, shift in zip(row, scales, shifts)]
        each(out, "layer_norm", f"{rows}/{n}", of_list(values), "the definition, math.fsum", "1e-5")
        scales, values = reals(positive(0x125), n), []
        for row in rows_of(reals(coarse(0x124), rows * n, 4.0), n):
            root = math.hypot(*row, math.sqrt(1e-5 * n)) / math.sqrt(n)
            values += [x / root * scale for x, scale in zip(row, scales)]
        each(out, "rms_norm", f"{rows}/{n}", of_list(values), "math.hypot", "1e-5")


def activations(out):
    for n in (8195, 98304):
        values = [x * statistics.NormalDist().cdf(x) for x in reals(coarse(0x126), n, 4.0)]
        each(out, "gelu", n, of_list(values), "x times the normal distribution", "1e-5")
        values = [x / 2 * (1 + math.tanh(x / 2)) for x in reals(coarse(0x127), n, 8.0)]
        each(out, "silu", n, of_list(values), "x / 2 (1 + tanh(x / 2))", "1e-5")


def f32(value):
    """The nearest float: of a product or quotient of two floats in double, this is float's own operation."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def to_byte(value):
    return max(-128, min(127, value))


def quantisation(out):
    source = "Python's round(), floats by struct"
    inverse, scale = f32(1 / f32(0.03)), f32(0.03)
    for n in (8195, 98304):
        values = [to_byte(round(f32(x * inverse)) - 7) for x in reals(coarse(0x130), n, 4.5)]
        each(out, "quantise", n, fnv1a64(pack("b", values)), source)
        values = [(q + 7) * scale for q in signed_bytes(0x131).first(n)]
        each(out, "dequantise", n, fnv1a64(struct.pack(f"<{n}f", *values)), "floats by struct")
    for rows, channels in ((33, 261), (196, 576)):
        sums = [int((z >> 32) - (z >> 63 << 32)) for z in Words(0x132).first(rows * channels)]
        random = Random(seed(0x133))
        factors = [((1 << 30) + random.below(1 << 30), 1 << 31 + 10 + random.below(4)) for _ in range(channels)]
        values = []
        for i, s in enumerate(sums):
            above, below = factors[i % channels]
            values.append(to_byte((2 * int(s / 2048) * above + below) // (2 * below)))
        each(out, "requantise", f"{rows}/{channels}", fnv1a64(pack("b", values)), "quotients of integers")
    for rows, n in ((33, 261), (128, 768)):
        values, scales = [], []
        for r, row in enumerate(rows_of(reals(coarse(0x134), rows * n), n)):
            row[-1 - r] = -1.25
            row = [x * (1 + r % 5) for x in row]
            largest = max(map(abs, row))
            scales.append(largest / 127)
            values += [to_byte(round(f32(x * f32(127 / largest)))) for x in row]
        value = fnv1a64(pack("b", values) + struct.pack(f"<{rows}f", *scales))
        each(out, "quantise_rows", f"{rows}/{n}", value, source)


def weights_of(query, keys):
    """The softmax of a query's scores."""
    scores = [math.exp(sum(map(mul, query, key)) / math.sqrt(len(query))) for key in keys]
    total = math.fsum(scores)
    return [score / total for score in scores]


def attention(out):
    source, n = "the definition, math.exp", 64
    for heads, positions in ((2, 40), (12, 128)):
        size, row = positions * heads * n, heads * n
        q, k, v = coarse(0x140), coarse(0x141), positive(0x142)

        @cache
        def key(position, head):
            return [x / 512 for x in k.line(position * row + head * n, n)]

        @cache
        def weights(position, head):
            query = [x / 512 for x in q.line(position * row + head * n, n)]
            return weights_of(query, [key(p, head) for p in range(position + 1)])

        def at(i):
            position, column = divmod(i, row)
            return sum(map(mul, weights(position, column // n), v.line(column, position + 1, row))) / 1024

        value = shown(size, 2 * positions, at, lambda: sum(map(at, range(size))))
        each(out, "attention_prefill", f"{heads}/{positions}", value, source, "1e-5")
    for heads, groups, positions in ((8, 2, 70), (32, 8, 256), (32, 8, 1024)):
        queries = rows_of(reals(coarse(0x143), heads * 128, 2.0), 128)
        k, v = coarse(0x144), positive(0x145)

        @cache
        def keys(group):
            return rows_of([x / 512 for x in k.line(group * positions * 128, positions * 128)], 128)

        @cache
        def weights(head):
            return weights_of(queries[head], keys(head * groups // heads))

        def at(i):
            head, element = divmod(i, 128)
            first = head * groups // heads * positions * 128 + element
            return sum(map(mul, weights(head), v.line(first, positions, 128))) / 1024

        value = shown(heads * 128, 2 * positions, at, lambda: sum(map(at, range(heads * 128))))
        each(out, "attention_decode", f"{heads}/{groups}/{positions}", value, source, "1e-5")


def turned(row, position):
    """Pairs as complex numbers."""
    half = len(row) // 2
    pairs = [complex(a, b) * cmath.exp(1j * position * 10000.0 ** (-i / half))
             for i, (a, b) in enumerate(zip(row[:half], row[half:]))]
    return [pair.real for pair in pairs] + [pair.imag for pair in pairs]


def rotary(out):
    for positions, heads, n in ((10, 6, 44), (128, 12, 64), (1, 32, 128)):
        values = []
        for i, row in enumerate(rows_of(reals(coarse(0x146), positions * heads * n), n)):
            values += turned(row, i // heads)
        each(out, "rope", f"{positions}/{heads}/{n}", of_list(values), "complex numbers", "1e-5")
