# SPDX-License-Identifier: Apache-2.0
"""Pages, their checksums and CRC-32C: sorted lists, int.from_bytes, and the definitions bit by bit."""

import bisect
import struct

from expected import Random, fnv1a64, pack, random_bytes, seed

LOW = 0xFFFFFFFF


def page_search():
    random = Random(seed(0x100))
    names = []
    for _ in range(16):
        word = random.next()
        names.append(bytes(97 + (word >> 5 * k & 31) % 26 for k in range(8)))

    def draw():
        region = random.below(8)
        name = names[random.below(16)]
        return region, name, random.next()

    there = [draw() for _ in range(240)]
    wanted = [draw() if random.below(2) == 0 else there[random.below(240)] for _ in range(512)]
    order = sorted((key, 125 + 64 * place) for place, key in enumerate(there))
    found = []
    for key in wanted:
        at = bisect.bisect_right(order, (key, 1 << 16)) - 1
        nearest, origin = order[at] if at >= 0 else (None, 99)
        found.append(origin << 1 | (nearest == key))
    return fnv1a64(pack("H", found))


def crc32c(data):
    crc = LOW
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ LOW


def innodb_checksum(page):
    def fold(data):
        value = 0
        for byte in data:
            # Additions and shifts to the left only: the lower 32 bits need nothing of the upper ones.
            value = ((((value ^ byte ^ 1653893711) << 8) + value) ^ 1463735687) + byte & LOW
        return value
    return fold(page[4:26]) + fold(page[38:-8]) & LOW


def pages(out):
    for how in ("fieldwise", "memcmp"):
        out.add(f"btree_page_search/{how}/16384", page_search(), "sorted() and bisect")
    page = random_bytes(16384 + 8, seed(0x102))
    for how in ("bytewise", "memcpy"):
        for offset in range(8):
            value = sum(word for word, _ in struct.iter_unpack(">2I", page[offset:offset + 16384]))
            out.add(f"mach_read_4/{how}/{offset}", value, "struct")
    page = bytearray(random_bytes(16384, seed(0x103)))
    page[:24] = bytes([0xA5]) * 24
    page[16:24] = (1 << 20).to_bytes(8, "big")
    page[:4] = innodb_checksum(page).to_bytes(4, "big")
    out.add("innodb_checksum/16384", fnv1a64(page[:24]), "the definition in Python's integers")


def crcs(out):
    assert crc32c(b"123456789") == 0xE3069283 and crc32c(bytes(32)) == 0x8A9136AA  # RFC 3720, B.4
    for how in ("table", "slice8", "hw"):
        for size in (64, 4096, 16384):
            out.add(f"crc32c/{how}/{size}", crc32c(random_bytes(size, seed(0x110))),
                    "bit by bit, checked with RFC 3720's vectors")
