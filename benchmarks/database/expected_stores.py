# SPDX-License-Identifier: Apache-2.0
"""Blocks, merges, filters and logs: from what is encoded instead of by decoding, dictionaries, sets of bits."""

import os.path
import struct

from expected import Random, fnv1a64, pack, random_bytes, seed, varint
from expected_pages import crc32c

LOW = 0xFFFFFFFF


def block(seed_value):
    """Its bytes, and for each entry its place, its key, and place and length of its value."""
    random = Random(seed_value)
    number = random.next() >> 8
    data, entries, restarts = b"", [], []
    while len(data) < 4096 - 256:
        kind = 8 * random.below(3)
        number += 1 + random.below(1 << kind)
        size = random.below(9)
        key = number.to_bytes(8, "big") + random.next().to_bytes(8, "little")[:size]
        shared = 0
        if len(entries) % 16 == 0:
            restarts.append(len(data))
        else:
            shared = len(os.path.commonprefix([key, entries[-1][1]]))
        power = 3 + random.below(6)
        value = bytes([len(entries)]) * random.below(1 << power)
        start = len(data)
        data += varint(shared) + varint(len(key) - shared) + varint(len(value)) + key[shared:]
        entries.append((start, key, len(data), len(value)))
        data += value
    end = len(data)
    return data + pack("I", restarts + [len(restarts)]), entries, end


def blocks(out):
    data, entries, _ = block(seed(0x140))
    keys = b"".join(key + pack("I", (at, size)) for _, key, at, size in entries)
    out.add("lsm/block_decode/4096", fnv1a64(keys + data), "what the block was made of")
    data, entries, end = block(seed(0x141))
    random = Random(seed(0x142))
    places = []
    for i in range(64):
        key = bytearray(entries[random.below(len(entries))][1])
        key[-1] ^= i % 2
        places.append(min((start for start, other, *_ in entries if other >= key), default=end))
    out.add("lsm/block_seek/4096", fnv1a64(pack("I", places)), "the least of all keys that are not below")


def merged(out):
    random = Random(seed(0x143))
    newest = {}
    for run in range(8):
        number = 0
        for i in range(256):
            number += 1 + random.below(13)
            is_deletion = random.below(16) == 0
            newest.setdefault(number, None if is_deletion else run * 256 + i)  # earlier runs are newer
    kept = [newest[number] for number in sorted(newest) if newest[number] is not None]
    out.add("lsm/merge_iter/8", fnv1a64(pack("I", kept)), "a dictionary of the newest, sorted")


def leveldb_hash(key):
    value = 0xBC9F1D34 ^ len(key) * 0xC6A4A793 & LOW
    for (word,) in struct.iter_unpack("<I", key):
        value = (value + word) * 0xC6A4A793 & LOW
        value ^= value >> 16
    return value


def bits_of(key):
    value = leveldb_hash(key)
    step = (value >> 17 | value << 15) & LOW
    return {(value + i * step & LOW) % 40960 for i in range(6)}


def keys_of(seed_value):
    data = random_bytes(4096 * 16, seed_value)
    return [data[i:i + 16] for i in range(0, len(data), 16)]


def filters(out):
    assert leveldb_hash(b"\xe1\x80\xb9\x32") == 0xED21633A  # its test
    there = set().union(*map(bits_of, keys_of(seed(0x150))))
    out.add("bloom/build/4096", fnv1a64(sum(1 << bit for bit in there).to_bytes(5120, "little")), "a set of bits")
    keys = keys_of(seed(0x151))
    there = set().union(*map(bits_of, keys))
    random = Random(seed(0x153))
    wanted = [keys[random.below(4096)] if random.below(2) == 0 else key for key in keys_of(seed(0x152))]
    out.add("bloom/probe/4096", fnv1a64(bytes(bits_of(key) <= there for key in wanted)), "sets of bits")


def log(out):
    def masked(data):
        crc = crc32c(data)
        return (crc >> 15 | crc << 17) + 0xA282EAD8 & LOW

    pool = random_bytes(4096, seed(0x160))
    random = Random(seed(0x161))
    written, sequence_number = bytearray(), 1
    for _ in range(128):
        count = 1 + random.below(4)
        record = struct.pack("<QI", sequence_number, count)
        for i in range(4):
            key = random.below(4096 - 256)
            key = pool[key:key + 8 + random.below(24)]
            value = random.below(4096 - 256)
            power = 4 + random.below(5)
            value = pool[value:value + random.below(1 << power)]
            if i < count:
                record += b"\x01" + varint(len(key)) + key + varint(len(value)) + value
        sequence_number += count
        parts = []
        while record or not parts:
            room = 32768 - len(written) % 32768
            if room < 7:
                written += bytes(room)
                room = 32768
            parts.append(len(written))
            part, record = record[:room - 7], record[room - 7:]
            kind = bytes([{(1, 1): 1, (1, 0): 2, (0, 0): 3, (0, 1): 4}[len(parts) == 1, not record]])
            written += struct.pack("<IH", masked(kind + part), len(part)) + kind + part
    out.add("wal/encode/128", fnv1a64(written), "struct, and CRCs of whole parts")


def stores(out):
    blocks(out)
    merged(out)
    filters(out)
    log(out)
