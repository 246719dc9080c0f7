# SPDX-License-Identifier: Apache-2.0
"""After CoreMark, Dhrystone and Whetstone."""

import binascii
import math
import re
import struct
from collections import Counter

from expected import Random, fnv1a64, pack, seed, weighted_sum


def coremark_like(out):
    random = Random(seed(0x0A0))
    keys = [random.next() >> 52 for _ in range(128)]
    steps = [next((i for i, key in enumerate(keys) if key & 15 == wanted), 128) for wanted in range(16)]
    shown = steps + sorted(keys) + sorted(keys)[::-1] + keys
    out.add("coremark_like/list", binascii.crc_hqx(pack("H", shown), 0), "sorted(), binascii.crc_hqx")

    side, constant = 14, 7
    random = Random(seed(0x0A1))
    a = [random.below(512) - 256 + constant for _ in range(side * side)]
    b = [random.below(512) - 256 for _ in range(side * side)]
    rows = [a[i * side:(i + 1) * side] for i in range(side)]
    columns = [b[j::side] for j in range(side)]
    vector = b[:side]
    c = [value * constant for value in a]
    results = [c, [sum(map(int.__mul__, row, vector)) for row in rows] + c[side:],
               [sum(map(int.__mul__, row, column)) for row in rows for column in columns],
               [sum((p * q >> 2 & 15) * (p * q >> 5 & 127) for p, q in zip(row, column))
                for row in rows for column in columns]]
    sums = [sum(value * 3 ** (len(r) - 1 - i) for i, value in enumerate(r)) & 0xFFFFFFFF for r in results]
    out.add("coremark_like/matrix", binascii.crc_hqx(pack("I", sums), 0), "row by column, binascii.crc_hqx")
    out.add("coremark_like/state", binascii.crc_hqx(pack("I", state_counts()), 0), "regular expressions")


def state_counts():
    letters = "0123456789012345678901234567890123456789.......eeeeeEE+++--T,,,,"
    random = Random(seed(0x0A2))
    data = "".join(letters[random.below(64)] for _ in range(2048))
    # The well-formed beginning of a piece, one group for each state it can end in.
    number = re.compile(r"(?P<sign>[+-])?(?:(?P<integer>\d+)(?P<dot>\.)?|(?P<point>\.))?")
    names = ["start", "sign", "integer", "point", "fraction", "exponent", "exponent_sign", "power", "invalid"]
    ended, entered = Counter(), Counter()
    for index, piece in enumerate(pieces := data.split(",")):
        match = number.match(piece)
        path = [name for name in ("sign", "integer") if match[name]]
        rest = piece[match.end():]
        if match["dot"]:
            path.append("fraction")
            rest = rest[len(re.match(r"\d*", rest)[0]):]
        elif match["point"]:
            path.append("point")
            if digits := re.match(r"\d+", rest):
                path.append("fraction")
                rest = rest[digits.end():]
        if path and path[-1] in ("integer", "fraction"):
            power = re.match(r"(?:([eE])(?:([+-])?(\d+)?)?)?", rest)
            path += [n for n, group in zip(("exponent", "exponent_sign", "power"), power.groups()) if group]
            rest = rest[power.end():]
        if rest:
            path.append("invalid")
        entered.update(path)
        if index + 1 < len(pieces):  # the last piece has no comma after it
            ended[path[-1] if path else "start"] += 1
    return [ended[n] for n in names] + [entered[n] for n in names]


def remainder(value, by):
    """As C's %: the sign of the dividend."""
    return int(math.fmod(value, by))


def opposite(choice, number):
    return {0: 3, 1: 0 if number > 100 else 3, 2: 1, 3: 4, 4: 2}[choice]


def dhrystone_like():
    name = bytearray(b"DHRYSTONE PROGRAM, 1'ST STRING\0")
    number, later, other = 10, 0, 0
    row = [0] * 50
    table = {}
    own = 0
    for run in range(100):
        second = bytearray(b"DHRYSTONE PROGRAM, 2'ND STRING\0")
        second[10 + run % 7] = 65 + remainder(number + run, 26)
        later += second > name and second[2:20] != name[2:20]
        a, b = 2 + run % 3, 3
        if a < b:
            number = 5 * a - b
            a = b
        at = a + 5
        row[at] = row[at + 1] = number + run
        row[at + 30] = at
        table[at, at] = table[at, at + 1] = at
        table[at, at - 1] = table.get((at, at - 1), 0) + 1
        table[(at + 20) % 50, at] = row[at]
        number = 5
        choice = run % 5
        other = number + row[at]
        own = other + opposite(choice, other)
        for letter in b"ABC":
            if choice == opposite(1, letter + number):
                name[5] = letter
                b = run
        b = b * a + 1
        a = b // 3
        number = 7 * (b - a) - remainder(other, 100)
    cells = [table.get((i, k), 0) for i in range(50) for k in range(50)]
    return fnv1a64(struct.pack("<iIii", number, later, other, own) + name + pack("i", row + cells))


def whetstone_like():
    t = 0.499975
    e = [1.0, -1.0, -1.0, -1.0]
    for _ in range(12 + 14 * 6):
        e[0] = (e[0] + e[1] + e[2] - e[3]) * t
        e[1] = (e[0] + e[1] - e[2] + e[3]) * t
        e[2] = (e[0] - e[1] + e[2] + e[3]) * t
        e[3] = (-e[0] + e[1] + e[2] + e[3]) / 2.0
    totals = [math.fsum(map(abs, e))]
    integers = 0
    j, k, l = 1, 2, 3
    for i in range(345):
        j = 2 if j == 1 else 0 if i > 2 else 1
    for i in range(210):
        j = remainder((j + 1) * (k - j) * (l - k), 17)
        k = remainder(l * k - (l - j) * k + i, 19)
        l = remainder((l - k) * (k + j) + i, 23)
        integers += j + k * l
    x = y = 0.5
    for _ in range(32):  # sin(2x) for 2 sin(x) cos(x), 2 cos(x) cos(y) for the sum of the two cosines
        x = t * math.atan(math.sin(2 * x) / (2 * math.cos(x) * math.cos(y) + 1))
        y = t * math.atan(math.sin(2 * y) / (2 * math.cos(x) * math.cos(y) + 1)) + 0.25
    totals.append(x + y)
    z = 1.0
    for _ in range(899):
        first = t * (1.0 + z)
        z = (first + t * (first + z)) / 2.0
    totals.append(z)
    x = 0.75
    for _ in range(93):
        x = x ** (1 / (4 * t + 0.04))  # sqrt(exp(log(x) / (2 t + 0.02)))
    return weighted_sum(totals + [x, integers])
