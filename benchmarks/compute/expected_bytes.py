# SPDX-License-Identifier: Apache-2.0
"""Hashes, bits, vector loops, arrays, text: Python's own library, and hash functions checked with published vectors."""

import base64
import hashlib
import itertools
import struct
import sys
import zlib
from collections import Counter
from functools import lru_cache

from expected import (MASK, Random, ascii_text, fnv1a64, pack, random_bytes, random_integers, seed,
                      utf8_text)
from expected_numbers import OPERATIONS, exact_integers


def rotated(value, by, bits):
    return (value << by | value >> (bits - by)) & ((1 << bits) - 1)


def murmur3(key, start):
    low = 0xFFFFFFFF

    def scrambled(k):
        return rotated(k * 0xCC9E2D51 & low, 15, 32) * 0x1B873593 & low

    value, whole = start, len(key) // 4 * 4
    for (word,) in struct.iter_unpack("<I", key[:whole]):
        value = (rotated(value ^ scrambled(word), 13, 32) * 5 + 0xE6546B64) & low
    value ^= scrambled(int.from_bytes(key[whole:], "little")) ^ len(key)
    value = (value ^ value >> 16) * 0x85EBCA6B & low
    value = (value ^ value >> 13) * 0xC2B2AE35 & low
    return value ^ value >> 16


def siphash(message, key):
    k0, k1 = struct.unpack("<2Q", key)
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]

    def rounds(count):
        a, b, c, d = v
        for _ in range(count):
            a = (a + b) & MASK
            b = rotated(b, 13, 64) ^ a
            a = rotated(a, 32, 64)
            c = (c + d) & MASK
            d = rotated(d, 16, 64) ^ c
            a = (a + d) & MASK
            d = rotated(d, 21, 64) ^ a
            c = (c + b) & MASK
            b = rotated(b, 17, 64) ^ c
            c = rotated(c, 32, 64)
        v[:] = a, b, c, d

    padded = message + bytes(-(len(message) + 1) % 8) + bytes([len(message) & 255])
    for (word,) in struct.iter_unpack("<Q", padded):
        v[3] ^= word
        rounds(2)
        v[0] ^= word
    v[2] ^= 0xFF
    rounds(4)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def fold128(key):
    left, right = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB

    def folded(a, b):
        return (a * b & MASK) ^ (a * b >> 64)

    value, whole = 0, len(key) // 16 * 16
    for first, second in struct.iter_unpack("<2Q", key[:whole]):
        value = folded(first ^ left ^ value, second ^ right)
    for byte in key[whole:]:
        value = folded(value ^ byte, left)
    return folded(value ^ right, len(key) ^ left)


def hashes(out):
    assert murmur3(b"", 1) == 0x514E28B7 and murmur3(b"test", 0x9747B28C) == 0x704B81DC  # published
    key = bytes(range(16))
    assert siphash(bytes(range(15)), key) == 0xA129CA6149BE45E5  # the paper's appendix A
    for size in (16, 1024, 65536):
        message = random_bytes(size, seed(0x030))
        out.add(f"hash/fnv/{size}", fnv1a64(message), "RFC 9923's definition")
        out.add(f"hash/murmur3/{size}", murmur3(message, 0), "checked with published vectors")
        out.add(f"hash/siphash/{size}", siphash(message, key), "checked with the paper's vector")
        out.add(f"hash/fold128/{size}", fold128(message), "Python's integers")
    for size in (64, 4096):
        digest = hashlib.sha256(random_bytes(size, seed(0x050))).hexdigest()
        out.add(f"sha256/{size}", digest[:16], "hashlib")
    crc = zlib.crc32(random_bytes(4096, seed(0x051)))
    for kind in ("bitwise", "table", "slice8"):
        out.add(f"crc32/{kind}/4096", crc, "zlib")


def interleaved(word):
    low, high = f"{word & 0xFFFFFFFF:032b}", f"{word >> 32:032b}"
    return int("".join(h + l for h, l in zip(high, low)), 2)


def deposited(word):
    mask = f"{0x8421084210842109:064b}"[::-1]
    bits = iter(f"{word:064b}"[::-1])
    return int("".join(next(bits) if m == "1" else "0" for m in mask)[::-1], 2)


def bits(out):
    words = random_integers(OPERATIONS, 64, seed(0x060))
    out.add("bitops/popcount", sum(bin(w).count("1") for w in words), "binary digits counted")
    out.add("bitops/clz", sum(64 - (w >> (w & 63)).bit_length() for w in words), "int.bit_length")
    out.add("bitops/bswap", sum(int.from_bytes(w.to_bytes(8, "little"), "big") for w in words), "int.to_bytes")
    out.add("bitops/morton", sum(map(interleaved, words)), "binary digits zipped")
    out.add("bitops/pdep_soft", sum(map(deposited, words)), "binary digits dealt out")


def vectors(out):
    for size in (64, 65536):
        x = exact_integers(size // 4, Random(seed(0x070)))
        y = exact_integers(size // 4, Random(seed(0x071)))
        out.add(f"simd/saxpy/{size}", fnv1a64(pack("i", (p + 2 * q for p, q in zip(x, y)))), "integers")
        a = random_integers(size, 8, seed(0x072), signed=True)
        b = random_integers(size, 8, seed(0x073), signed=True)
        out.add(f"simd/dot_i8/{size}", sum(map(int.__mul__, a, b)), "integers")
        x = exact_integers(size // 4, Random(seed(0x074)))
        y = exact_integers(size // 4, Random(seed(0x075)))
        out.add(f"simd/dot_f32/{size}", sum(map(int.__mul__, x, y)) / 1024, "integers")
        counts = Counter(random_bytes(size, seed(0x076)))
        out.add(f"simd/hist/{size}", fnv1a64(pack("I", (counts[v] for v in range(256)))), "collections.Counter")
        sbox = bytes.fromhex("637c777bf26b6fc53001672bfed7ab76")
        table = bytes(sbox[b & 15] ^ sbox[b >> 4] for b in range(256))
        out.add(f"simd/lut4/{size}", fnv1a64(random_bytes(size, seed(0x077)).translate(table)), "bytes.translate")
        text = ascii_text(size, seed(0x078)).decode("ascii")
        out.add(f"simd/ascii_to_utf16/{size}", fnv1a64(text.encode("utf-16-le")), "Python's codecs")
        out.add(f"simd/base64/{size}", fnv1a64(base64.b64encode(random_bytes(size, seed(0x079)))), "base64")


def arrays(out):
    values = random_integers(16384, 32, seed(0x080))
    sums = (s & 0xFFFFFFFF for s in itertools.accumulate(values))
    out.add("prefix_sum", fnv1a64(pack("I", sums)), "itertools.accumulate")
    random = Random(seed(0x081))
    counts = Counter(random.below(16) * random.below(16) for _ in range(16384))
    out.add("histogram", fnv1a64(pack("I", (counts[v] for v in range(256)))), "collections.Counter")
    for n in (1024, 65536):
        value = fnv1a64(pack("I", sorted(random_integers(n, 32, seed(0x082)))))
        for kind in ("std", "radix"):
            out.add(f"sort/{kind}/{n}", value, "sorted()")


def first_fault(text):
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as fault:
        return fault.start
    return len(text)


def distance(a, b):
    """By the recursion that defines it."""
    @lru_cache(maxsize=None)
    def between(i, j):
        if i == 0 or j == 0:
            return i + j
        return min(between(i - 1, j - 1) + (a[i - 1] != b[j - 1]), between(i - 1, j) + 1, between(i, j - 1) + 1)
    return between(len(a), len(b))


def longest_match(text, at):
    """Length and place of the longest earlier occurrence, the nearest of equal ones, by bytes.rfind."""
    length, place = 0, at
    while at + length < len(text):
        found = text.rfind(text[at:at + length + 1], 0, at + length)
        if found < 0:
            break
        length, place = length + 1, found
    return length, place


def text(out):
    valid = utf8_text(16384, seed(0x090))
    faults = [first_fault(valid)]
    random = Random(seed(0x091))
    for wrong in (0xFF, 0xC0, 0xED, 0x80, 0xC1, 0xE0, 0xF0, 0xF4, 0xF5):
        for _ in range(32):
            changed = bytearray(valid[:256])
            changed[random.below(256)] = wrong
            faults.append(first_fault(bytes(changed)))
    out.add("utf8_validate/16384", fnv1a64(pack("I", faults)), "Python's decoder")

    sys.setrecursionlimit(10000)
    random = Random(seed(0x092))
    pairs = [[random.below(4) for _ in range(256)] for _ in range(8)]
    out.add("levenshtein/128", fnv1a64(pack("I", (distance(tuple(p[:128]), tuple(p[128:])) for p in pairs))),
            "the defining recursion")

    words = ascii_text(1024, seed(0x093))
    random = Random(seed(0x094))
    data = bytearray()
    while len(data) < 4096:
        word = random.below(64) * 16
        length = 3 + random.below(14)
        data += bytes(words[word + k % 16] for k in range(length))
    data = bytes(data[:4096])
    tokens = matched = order = at = 0
    while at < len(data):
        length, place = longest_match(data, at)
        if length < 4:
            length, place = 1, at
        else:
            matched += length
        tokens += 1
        order = (order * 0x100000001B3 + (length << 32 | at - place)) & MASK
        at += length
    out.add("lz77/4096", fnv1a64(pack("I", [tokens, matched]) + pack("Q", [order])), "bytes.rfind")
