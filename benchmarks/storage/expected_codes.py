# SPDX-License-Identifier: Apache-2.0
"""Erasure codes, parity and CRCs, from polynomials over GF(2) as Python's integers."""

import struct
import zlib
from functools import lru_cache, reduce

from expected import Random, fnv1a64, pack, random_bytes, random_integers, seed


def product(a, b):
    """Of polynomials over GF(2): bit k is the coefficient of x^k."""
    result = 0
    while b:
        result ^= a * (b & -b)
        b &= b - 1
    return result


def remainder(a, by):
    while (beyond := a.bit_length() - by.bit_length()) >= 0:
        a ^= by << beyond
    return a


FIELD = 0x11D


def times(a, b):
    return remainder(product(a, b), FIELD)


@lru_cache(maxsize=None)
def inverse(a):
    return next(b for b in range(256) if times(a, b) == 1)


@lru_cache(maxsize=None)
def multiples(factor):
    return bytes(times(factor, value) for value in range(256))


def sum_of_products(factors, chunks):
    """One chunk: as integers of as many bytes, multiplied by bytes.translate."""
    terms = (int.from_bytes(chunk.translate(multiples(factor)), "little") for factor, chunk in zip(factors, chunks))
    return reduce(int.__xor__, terms).to_bytes(len(chunks[0]), "little")


def chunks_of(data, size):
    return [data[at:at + size] for at in range(0, len(data), size)]


def erasure(out):
    for data, parity in ((4, 2), (8, 3), (10, 4)):
        for size in (4096, 262144):
            chunks = chunks_of(random_bytes(data * size, seed(data)), size)
            encoded = b"".join(sum_of_products([inverse((data + i) ^ j) for j in range(data)], chunks)
                               for i in range(parity))
            for kind in ("log", "split/scalar", "split/auto", "split/highway", "log/lib=isa-l"):
                out.add(f"ec/encode_{data}_{parity}/{kind}/{size}", fnv1a64(encoded), "Cauchy matrix by definition")
                out.add(f"ec/decode_{data}_{parity}/{kind}/{size}", fnv1a64(b"".join(chunks[:2])), "what was lost")


def raid(out):
    for size in (4096, 65536):
        words = random_integers(size, 64, seed(0x010))
        p = sum_of_products([1] * 8, chunks_of(pack("Q", words), size))
        chunks = chunks_of(pack("Q", random_integers(size, 64, seed(0x011))), size)
        powers = [remainder(1 << disk, FIELD) for disk in range(8)]
        p_and_q = sum_of_products([1] * 8, chunks) + sum_of_products(powers, chunks)
        for kind in ("scalar", "auto", "highway", "lib=isa-l"):
            out.add(f"raid5_xor/{kind}/{size}", fnv1a64(p), "Python's integers")
            out.add(f"raid6_pq/{kind}/{size}", fnv1a64(p_and_q), "Q by its definition")


def mirrored(value, bits):
    return int(f"{value:0{bits}b}"[::-1], 2)


def crc_low_first(message, bits, polynomial):
    """Begins with ones and inverts all bits at the end; the polynomial is written as the suite's, mirrored."""
    ones = (1 << bits) - 1
    dividend = int.from_bytes(bytes(mirrored(byte, 8) for byte in message), "big") << bits
    dividend ^= ones << 8 * len(message)
    return mirrored(remainder(dividend, 1 << bits | mirrored(polynomial, bits)), bits) ^ ones


def t10(message):
    return remainder(int.from_bytes(message, "big") << 16, 0x18BB7)


CRC32C, CRC64_NVME = (32, 0x82F63B78), (64, 0x9A6C9329AC4BC9B5)


def crcs(out):
    check = b"123456789"
    assert crc_low_first(check, 32, 0xEDB88320) == zlib.crc32(check)
    assert crc_low_first(check, *CRC32C) == 0xE3069283  # RFC 3720's polynomial; the catalogue of CRCs
    assert crc_low_first(bytes(32), *CRC32C) == 0x8A9136AA  # RFC 3720, appendix B.4
    assert crc_low_first(check, *CRC64_NVME) == 0xAE8B14860A799888  # the catalogue of CRCs
    assert crc_low_first(bytes(4096), *CRC64_NVME) == 0x6482D367EB22B64E  # NVM Command Set Specification
    assert t10(check) == 0xD0DB  # the catalogue of CRCs
    page = random_bytes(4096, seed(0x020))
    for kind in ("table", "slice8", "table/lib=isa-l"):
        for size in (512, 4096):
            out.add(f"crc/16_t10dif/{kind}/{size}", t10(page[:size]), "polynomial division")
        out.add(f"crc/32/{kind}/4096", zlib.crc32(page), "zlib")
        out.add(f"crc/32c/{kind}/4096", crc_low_first(page, *CRC32C), "polynomial division")
        if kind != "table/lib=isa-l":
            out.add(f"crc/64_nvme/{kind}/4096", crc_low_first(page, *CRC64_NVME), "polynomial division")


def protected(sectors, first):
    return [sector + struct.pack(">HHI", t10(sector), 0x4153, (first + k) & 0xFFFFFFFF)
            for k, sector in enumerate(sectors)]


def protection(out):
    first = 0xFFFFFFC0
    sectors = protected(chunks_of(random_bytes(65536, seed(0x021)), 512), first)
    out.add("t10_dif/insert", fnv1a64(b"".join(sectors)), "polynomial division, struct")
    random = Random(seed(0x023))
    faults = []
    for _ in range(128):
        faults.append((1, 2, 0, 0, 0, 0, 0, 0)[random.below(8)])
        random.next()
    out.add("t10_dif/verify", fnv1a64(bytes(faults)), "what was changed")
