# SPDX-License-Identifier: Apache-2.0
"""Convolutions, pooling, layouts and selection. Images are integers without a border: a window is cut off at the
edge."""

import struct
from operator import mul

from expected import Random, fnv1a64, pack, random_bytes, random_reals, seed
from expected_matrix import Product, each
from expected_outputs import positive, shown


class Image:
    """Height and width, channels; one element after the other."""

    def __init__(self, values, side, channels):
        self.values, self.side, self.channels = values, side, channels
        self.pixels = {}

    def pixel(self, y, x):
        """None beyond the edge."""
        if not (0 <= y < self.side and 0 <= x < self.side):
            return None
        if (y, x) not in self.pixels:
            first = (y * self.side + x) * self.channels
            self.pixels[y, x] = self.values.line(first, self.channels)
        return self.pixels[y, x]

    def window(self, y, x):
        """The pixels within it and their numbers, 0 to 8."""
        for k in range(9):
            pixel = self.pixel(y + k // 3 - 1, x + k % 3 - 1)
            if pixel is not None:
                yield k, pixel


def conv3x3(side, inputs, channels):
    image, weights = Image(positive(0x110), side, inputs), positive(0x111)
    columns = {}

    def column(k, c):
        if (k, c) not in columns:
            columns[k, c] = weights.line(k * inputs * channels + c, inputs, channels)
        return columns[k, c]

    def at(i):
        pixel, c = divmod(i, channels)
        y, x = divmod(pixel, side)
        return sum(sum(map(mul, p, column(k, c))) for k, p in image.window(y, x)) * 2.0**-20

    def total():
        """Of each input channel and place in the window: what it sees in all, times the sum of its weights."""
        seen = [[0] * inputs for _ in range(9)]
        for y in range(side):
            for x in range(side):
                for k, pixel in image.window(y, x):
                    seen[k] = [a + b for a, b in zip(seen[k], pixel)]
        w = weights.first(9 * inputs * channels)
        return sum(seen[k][i] * sum(w[(k * inputs + i) * channels:][:channels])
                   for k in range(9) for i in range(inputs)) * 2.0**-20

    return shown(side * side * channels, 9 * inputs, at, total)


def convolutions(out):
    source = "the definition in integers; the sum by sums of windows"
    resnet50 = ((56, 64, 64), (28, 128, 128), (14, 256, 256), (7, 512, 512))
    for shape in ((9, 32, 20), (5, 264, 6), (9, 10, 36), *resnet50):
        value, size = conv3x3(*shape), "/".join(map(str, shape))
        if shape in ((9, 32, 20), *resnet50):
            out.add(f"conv3x3_im2col/{size}", value, source, "1e-5")
        if shape in ((9, 32, 20), (5, 264, 6), *resnet50):
            out.add(f"conv3x3_winograd/{size}", value, source, "1e-5")
        if shape in ((9, 10, 36), *resnet50):
            each(out, "conv3x3_direct", size, value, source, "1e-5")
    for side, inputs, channels in ((7, 264, 20), (9, 66, 36), (56, 64, 256), (14, 1024, 256), (14, 96, 576), (7, 320, 1280)):
        value = Product(positive(0x110), positive(0x111), side * side, channels, inputs).shown(2.0**-20)
        source = "integers; the sum by sums of columns and rows"
        if side != 9:
            out.add(f"conv1x1_gemm/{side}/{inputs}/{channels}", value, source, "1e-5")
        if (side, inputs) != (7, 264):
            each(out, "conv1x1_direct", f"{side}/{inputs}/{channels}", value, source, "1e-5")


def over_windows(side, channels, step, k, output):
    """`output` makes one of the numbers in a window and their channel."""
    image = Image(positive(k), side, channels)
    across = (side + step - 1) // step

    def at(i):
        pixel, c = divmod(i, channels)
        y, x = divmod(pixel, across)
        return output({k: p[c] for k, p in image.window(y * step, x * step)}, c)

    outputs = across * across * channels
    return shown(outputs, 9, at, lambda: sum(map(at, range(outputs))))


def depthwise(out):
    for side, channels, step in ((19, 52, 1), (19, 52, 2), (112, 32, 1), (56, 144, 2), (28, 192, 1), (14, 576, 1),
                                 (7, 960, 1)):
        w = positive(0x113).first(9 * channels)
        value = over_windows(side, channels, step, 0x112,
                             lambda seen, c: sum(v * w[k * channels + c] for k, v in seen.items()) * 2.0**-20)
        each(out, "depthwise3x3", f"{side}/{channels}/{step}", value, "the definition in integers", "1e-5")


def pooling(out):
    for side, channels in ((19, 54), (112, 64)):
        largest = over_windows(side, channels, 2, 0x153, lambda seen, _: max(seen.values()) / 1024)
        mean = over_windows(side, channels, 2, 0x153, lambda seen, _: sum(seen.values()) / 9216)
        each(out, "pool/max3x3", f"{side}/{channels}", largest, "max()", "1e-5")
        each(out, "pool/average3x3", f"{side}/{channels}", mean, "sum()", "1e-5")
    for side, channels in ((5, 54), (7, 1280)):
        pixels = side * side
        values = positive(0x154).first(pixels * channels)
        value = shown(channels, pixels, lambda c: sum(values[c::channels]) / 1024 / pixels,
                      lambda: sum(values) / 1024 / pixels)
        each(out, "pool/global_average", f"{side}/{channels}", value, "sums of slices", "1e-5")


def bits(values):
    return fnv1a64(struct.pack(f"<{len(values)}f", *values))


def padded(values, step):
    return values + [[0.0] * len(values[0])] * (-len(values) % step)


def in_blocks(planes, step):
    """Planes of channels as blocks of so many, pixel by pixel."""
    planes = padded(planes, step)
    return [v for c in range(0, len(planes), step) for pixel in zip(*planes[c:c + step]) for v in pixel]


def from_blocks(values, channels, pixels, step):
    """Every step-th number of a block is a plane."""
    size = pixels * step
    return [values[c // step * size + c % step:(c // step + 1) * size:step] for c in range(channels)]


def layouts(out):
    for channels, side in ((50, 15), (64, 56)):
        pixels, name = side * side, f"{channels}/{side}"
        values = random_reals((channels + 7) // 8 * 8 * pixels, seed(0x150))
        planes = [values[c * pixels:(c + 1) * pixels] for c in range(channels)]
        each(out, "pack/nchw_to_nc4hw4", name, bits(in_blocks(planes, 4)), "zip() of planes")
        planes = from_blocks(values, channels, pixels, 4)
        each(out, "pack/nc4hw4_to_nchw", name, bits(sum(planes, [])), "slices with steps")
        planes = [values[c:channels * pixels:channels] for c in range(channels)]
        each(out, "pack/nhwc_to_nc8hw8", name, bits(in_blocks(planes, 8)), "zip() of slices with steps")
        planes = from_blocks(values, channels, pixels, 8)
        each(out, "pack/nc8hw8_to_nhwc", name, bits([v for pixel in zip(*planes) for v in pixel]),
             "slices with steps, zip()")
    for depth, columns in ((264, 46), (768, 768)):
        values = random_reals(depth * columns, seed(0x151))
        planes = padded([values[j::columns] for j in range(columns)], 8)
        blocks = [v for k in range(0, depth, 128) for v in in_blocks([p[k:k + 128] for p in planes], 8)]
        each(out, "pack/gemm_panels", f"{depth}/{columns}", bits(blocks), "zip() of columns")
    digits = random_bytes(32768, seed(0x152)).hex()
    weights = []
    for group in range(0, len(digits), 32):
        pair = digits[group:group + 32]
        weights += [int(digit, 16) - 8 for digit in pair[1::2] + pair[0::2]]
    each(out, "pack/int4_unpack", 65536, fnv1a64(pack("b", weights)), "hexadecimal digits")


def logits(keys):
    """The first input: each key's upper 24 bits with sign."""
    return [(key - (key >> 31 << 32)) >> 8 for key in keys]


def selection(out):
    random = Random(seed(0x170))
    values = logits([random.next() >> 32 for _ in range(32000)])
    best = sorted(range(32000), key=lambda token: (-values[token], token))[:40]
    out.add("top_k/32000/40", fnv1a64(pack("i", (v for token in best for v in (token, values[token])))), "sorted()")

    random, n = Random(seed(0x171)), 1000
    boxes = []
    for i in range(n):
        if i % 8 == 0:
            left, top = 16 + random.below(1024), 16 + random.below(1024)
            right, bottom = left + 32 + random.below(128), top + 32 + random.below(128)
        boxes.append([side + random.below(17) - 8 for side in (left, top, right, bottom)])
    scores = [random.next() >> 32 for _ in range(n)]

    def area(box):
        return max(0, box[2] - box[0]) * max(0, box[3] - box[1])

    def too_near(a, b):
        common = area([*map(max, a[:2], b[:2]), *map(min, a[2:], b[2:])])
        return common / (area(a) + area(b) - common) > 0.5

    left, kept = sorted(range(n), key=lambda i: (-scores[i], i)), []
    while left:  # the best, and away with what is too near to it
        kept.append(left[0])
        left = [i for i in left[1:] if not too_near(boxes[kept[-1]], boxes[i])]
    out.add("nms/1000", fnv1a64(pack("I", kept)), "struck off a sorted list")
