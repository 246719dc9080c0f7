# SPDX-License-Identifier: Apache-2.0
"""The two parts of networks by their definitions in double, row by row."""

import math
from operator import mul

from expected_outputs import coarse, positive, reals, shown
from expected_rows import rows_of, turned, weights_of


class Weights:
    """depth x columns, held by columns."""

    def __init__(self, k, depth, columns, most):
        values = reals(coarse(k), depth * columns, most)
        self.columns = [values[c::columns] for c in range(columns)]

    def times(self, row):
        return [sum(map(mul, row, column)) for column in self.columns]


def last_sum(name, out, rows, weights, residual, terms):
    """Residual plus product: only what is shown is computed."""
    n = len(weights.columns)

    def at(i):
        row, c = divmod(i, n)
        return residual[row][c] + sum(map(mul, rows[row], weights.columns[c]))

    value = shown(len(rows) * n, terms, at, lambda: sum(at(i) for i in range(len(rows) * n)))
    out.add(name, value, "the definition in double", "1e-4")


def mobilenet(out):
    def relu6(row):
        return [min(max(x + b, 0.0), 6.0) for x, b in zip(row, bias)]

    for side, n in ((9, 18), (14, 96)):
        wide, pixels = 6 * n, side * side
        image = rows_of(reals(positive(0x160), pixels * n), n)
        expand, project = Weights(0x161, n, wide, 0.5), Weights(0x163, wide, n, 0.25)
        filters = rows_of(reals(coarse(0x162), 9 * wide), wide)
        bias = reals(positive(0x164), wide)
        expanded = [relu6(expand.times(pixel)) for pixel in image]
        filtered = []
        for pixel in range(pixels):
            y, x = divmod(pixel, side)
            sums = [0.0] * wide
            for k, factors in enumerate(filters):
                row, column = y + k // 3 - 1, x + k % 3 - 1
                if 0 <= row < side and 0 <= column < side:
                    sums = [s + a * b for s, a, b in zip(sums, expanded[row * side + column], factors)]
            filtered.append(relu6(sums))
        products = pixels * wide * (2 * n + 9)
        last_sum(f"mobilenet_v2_block/{side}/{n}", out, filtered, project, image, products // (pixels * n))


def normed(row, scale):
    root = math.sqrt(math.fsum(x * x for x in row) / len(row) + 1e-5)
    return [x / root * s for x, s in zip(row, scale)]


def transformer(out):
    for n, heads, positions in ((48, 2, 18), (256, 4, 32)):
        wide, most, size = n * 43 // 16, 0.25 if n < 128 else 0.125, n // heads
        rows = rows_of(reals(coarse(0x180), positions * n), n)
        norm1, norm2 = reals(positive(0x181), n), reals(positive(0x182), n)
        query, key, value, output = (Weights(k, n, n, most) for k in range(0x183, 0x187))
        gate, up, down = Weights(0x187, n, wide, most), Weights(0x188, n, wide, most), Weights(0x189, wide, n, most)

        def heads_of(row):
            return rows_of(row, size)

        first = [normed(row, norm1) for row in rows]
        queries, keys = ([[turned(head, p) for head in heads_of(w.times(row))] for p, row in enumerate(first)]
                         for w in (query, key))
        values = [heads_of(value.times(row)) for row in first]
        residual, gated = [], []
        for p, row in enumerate(rows):
            seen = []
            for h in range(heads):
                weights = weights_of(queries[p][h], [k[h] for k in keys[:p + 1]])
                seen += [sum(map(mul, weights, column)) for column in zip(*(v[h] for v in values[:p + 1]))]
            residual.append([a + b for a, b in zip(row, output.times(seen))])
            second = normed(residual[-1], norm2)
            gated.append([g / (1 + math.exp(-g)) * u for g, u in zip(gate.times(second), up.times(second))])
        products = positions * n * (4 * n + 3 * wide + positions)
        last_sum(f"transformer_layer/{n}/{heads}/{positions}", out, gated, down, residual, products // (positions * n))
