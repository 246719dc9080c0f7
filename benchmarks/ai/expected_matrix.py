# SPDX-License-Identifier: Apache-2.0
"""Products of matrices and vectors: integers, 64 outputs each; the sum of all is the product of the sums of the left
matrix's columns and the right one's rows."""

from operator import mul

from expected import VARIANTS
from expected_outputs import Words, positive, positive_bf16, shown, shown_integers, signed_bytes

COUNTED, COUNTED_BF16 = ((38, 20, 264), (10, 36, 264)), (34, 20, 264)
BERT = ((128, 768, 768), (128, 3072, 768), (128, 768, 3072))


class Product:
    def __init__(self, left, right, rows, columns, depth):
        self.left, self.right = left, right
        self.rows, self.columns, self.depth = rows, columns, depth
        self.seen = {}

    def line(self, values, first, step):
        key = (values is self.left, first)
        if key not in self.seen:
            self.seen[key] = values.line(first, self.depth, step)
        return self.seen[key]

    def at(self, i):
        row, column = divmod(i, self.columns)
        return sum(map(mul, self.line(self.left, row * self.depth, 1), self.line(self.right, column, self.columns)))

    def total(self):
        left = self.left.first(self.rows * self.depth)
        right = self.right.first(self.depth * self.columns)
        return sum(sum(left[k::self.depth]) * sum(right[k * self.columns:(k + 1) * self.columns])
                   for k in range(self.depth))

    def shown(self, unit):
        return shown(self.rows * self.columns, self.depth, lambda i: self.at(i) * unit, lambda: self.total() * unit)


def each(out, kernel, size, value, source, tolerance=None, libraries=()):
    """The variants and libraries compute the same."""
    for variant in (*VARIANTS, *(f"lib={library}" for library in libraries)):
        out.add(f"{kernel}/{variant}/{size}", value, source, tolerance)


def name_of(shape):
    return "/".join(map(str, shape))


def gemm(out):
    source = "integers; the sum by sums of columns and rows"
    for shape in (*COUNTED, *BERT, *((n, n, n) for n in (64, 128, 256, 512, 1024))):
        value = Product(positive(0x100), positive(0x101), *shape).shown(2.0**-20)
        each(out, "gemm_f32", name_of(shape), value, source, "1e-5", ["eigen"])
    for shape in (COUNTED_BF16, *BERT):
        # Each output is rounded to 8 bits.
        value = Product(positive_bf16(0x102), positive_bf16(0x103), *shape).shown(2.0**-14)
        each(out, "gemm_bf16", name_of(shape), value, source, "2e-3")
    for shape in (*COUNTED, *BERT):
        product = Product(signed_bytes(0x104), signed_bytes(0x105), *shape)
        each(out, "gemm_i8", name_of(shape), shown_integers(shape[0] * shape[1], shape[2], product.at), "integers")


def gemv(out):
    source = "integers; the sum by sums of columns"
    for rows, depth in ((130, 1037), (4096, 4096), (11008, 4096)):
        # The weights as the left matrix, the vector as a matrix of one column.
        value = Product(positive(0x106), positive(0x107), rows, 1, depth).shown(2.0**-20)
        each(out, "gemv_f32", f"{rows}/{depth}", value, source, "1e-5", ["eigen"])
    for rows, depth in ((130, 1037), (4096, 4096), (11008, 4096)):
        product = Product(signed_bytes(0x108), signed_bytes(0x109), rows, 1, depth)
        each(out, "gemv_i8", f"{rows}/{depth}", shown_integers(rows, depth, product.at), "integers")
    words, scales, vector = Words(0x10A), positive(0x10B), positive(0x10C)
    for rows, depth in ((130, 1056), (4096, 4096), (11008, 4096)):
        x = vector.first(depth)

        def at(row):
            total = 0
            for group in range(row * depth // 32, (row + 1) * depth // 32):
                # 16 bytes of nibbles as one number: its hexadecimal digits are the weights.
                digits = f"{words[2 * group + 1]:016x}{words[2 * group]:016x}"[::-1]
                weights = [int(digit, 16) - 8 for digit in digits[0::2] + digits[1::2]]
                first = group * 32 % depth
                total += scales[group] * sum(map(mul, weights, x[first:first + 32]))
            return total * 2.0**-20

        value = shown(rows, depth, at, lambda: sum(map(at, range(rows))))
        each(out, "gemv_w4g32", f"{rows}/{depth}", value, "integers, weights as hexadecimal digits", "1e-5")
