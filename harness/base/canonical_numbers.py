#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the SHA-256 of a million doubles as RFC 8785 writes them, one a line.

usage: canonical_numbers.py [COUNT]

The digits are those of Python's repr, an implementation that has nothing in common with ours; the form around them is that of
ECMA-262, Number::toString. canonical_json_test.cc has the hash. The doubles are the finite ones among the bits that SplitMix64
gives from the seed 8785.
"""

import decimal
import hashlib
import struct
import sys

MASK = (1 << 64) - 1


def finite_doubles(count, state=8785):
    while count > 0:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        bits = state
        bits = ((bits ^ bits >> 30) * 0xBF58476D1CE4E5B9) & MASK
        bits = ((bits ^ bits >> 27) * 0x94D049BB133111EB) & MASK
        bits ^= bits >> 31
        if bits >> 52 & 0x7FF == 0x7FF:
            continue
        count -= 1
        yield struct.unpack("<d", bits.to_bytes(8, "little"))[0]


def canonical(value):
    if value == 0:
        return "0"
    sign, digits, exponent = decimal.Decimal(repr(value)).normalize().as_tuple()
    text, point = "".join(map(str, digits)), len(digits) + exponent  # 0.text * 10^point
    if len(text) <= point <= 21:
        text += "0" * (point - len(text))
    elif 0 < point <= 21:
        text = f"{text[:point]}.{text[point:]}"
    elif -6 < point <= 0:
        text = "0." + "0" * -point + text
    else:
        text = text[0] + ("." + text[1:] if len(text) > 1 else "") + f"e{point - 1:+d}"
    return "-" * sign + text


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    digest = hashlib.sha256()
    for value in finite_doubles(count):
        digest.update(canonical(value).encode() + b"\n")
    print(digest.hexdigest())


if __name__ == "__main__":
    main()
