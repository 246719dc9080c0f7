# SPDX-License-Identifier: Apache-2.0
"""Extent maps as lists of blocks, the allocator's bitmap as text, XTS as polynomials."""

from expected import MASK, Random, fnv1a64, pack, random_bytes, random_integers, rotated, seed
from expected_codes import remainder

BLOCKS, HOLE = 4096, -1


def range_of(word):
    begin = word >> 20
    return begin, min(BLOCKS, begin + 1 + (word >> 16 & 15))


def written(words):
    """Where each block of the object lies on the disk."""
    blocks, place, end = [HOLE] * BLOCKS, 0, 0
    for word in words:
        begin, after = range_of(word)
        if word >> 14 & 3 == 0 and end < BLOCKS:
            begin, after = end, min(BLOCKS, end + after - begin)
        blocks[begin:after] = range(place, place + after - begin)
        place += after - begin
        end = after
    return blocks


def extents(blocks):
    """Runs of blocks that follow one another on the disk too."""
    found = []
    for block, place in enumerate(blocks):
        if place == HOLE:
            continue
        if found and found[-1][1] == block and blocks[block - 1] + 1 == place:
            found[-1][1] = block + 1
        else:
            found.append([block, block + 1, place])
    return found


def extent_maps(out):
    found = extents(written(random_integers(512, 32, seed(0x070))))
    out.add("extent_map/insert/512", fnv1a64(pack("I", (n for extent in found for n in extent))), "a list of blocks")
    blocks = written(random_integers(512, 32, seed(0x071)))
    results = []
    for word in random_integers(1024, 32, seed(0x072)):
        begin, end = range_of(word)
        read = blocks[begin:end]
        places = [place for i, place in enumerate(read)
                  if place != HOLE and (i == 0 or read[i - 1] == HOLE or read[i - 1] + 1 != place)]
        results += [len(places), read.count(HOLE), sum(places)]
    out.add("extent_map/lookup/512", fnv1a64(pack("I", results)), "a list of blocks")


def allocator(out):
    size = 65536
    random, disk = Random(seed(0x080)), bytearray(b"." * size)
    at = 0
    while at < size:
        used = min(1 + random.below(16), size - at)
        disk[at:at + used] = b"#" * used
        at += used + 1 + random.below(16)
    served, following = [], 0
    for word in random_integers(2048, 32, seed(0x081)):
        count = 1 + (word >> 28)
        first = disk.find(b"." * count, following)
        if first < 0:
            first = disk.find(b"." * count)
        disk[first:first + count] = b"#" * count
        following = first + count
        served.append((first, count))
        if len(served) > 64:
            first, count = served[-65]
            disk[first:first + count] = b"." * count
    bits = disk.replace(b".", b"0").replace(b"#", b"1")[::-1]
    bitmap = int(bits, 2).to_bytes(size // 8, "little")
    out.add("bitmap_allocator/65536", fnv1a64(pack("I", (n for one in served for n in one)) + bitmap),
            "bytearray.find")


def speck(key, block):
    """Blocks and keys are 128 bits; a round key is made while it is used."""
    one, other = key & MASK, key >> 64
    low, high = block & MASK, block >> 64
    for i in range(32):
        high = (rotated(high, 56) + low & MASK) ^ one
        low = rotated(low, 3) ^ high
        other = (rotated(other, 56) + one & MASK) ^ i
        one = rotated(one, 3) ^ other
    return high << 64 | low


def xts(out):
    assert speck(0x0F0E0D0C0B0A09080706050403020100, 0x6C617669757165207469206564616D20) == \
        0xA65D9851797832657860FEDF5C570D18  # the paper's vector
    field = 1 << 128 | 0x87
    random = Random(seed(0x091))
    walk = random.next() | random.next() << 64
    random = Random(seed(0x092))
    words = [random.next() for _ in range(5)]
    key = words[0] | words[1] << 64
    tweak = speck(words[2] | words[3] << 64, words[4])
    for size in (512, 4096):
        plain = random_bytes(size, seed(0x090))
        blocks = [int.from_bytes(plain[at:at + 16], "little") for at in range(0, size, 16)]
        added = [block ^ remainder(walk << j, field) for j, block in enumerate(blocks)]
        tweaks = [remainder(tweak << j, field) for j in range(len(blocks))]
        coded = [speck(key, block ^ each) ^ each for block, each in zip(blocks, tweaks)]
        for name, result in (("tweak_walk", added), ("speck128/encrypt", coded), ("speck128/decrypt", blocks)):
            value = fnv1a64(b"".join(block.to_bytes(16, "little") for block in result))
            out.add(f"xts/{name}/{size}", value, "polynomials; checked with the paper's vector"
                    if "encrypt" in name else "polynomials" if name == "tweak_walk" else "the sector")
