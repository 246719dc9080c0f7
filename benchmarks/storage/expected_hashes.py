# SPDX-License-Identifier: Apache-2.0
"""XXH64 and XXH3 by their specification (xxhash_spec.md of xxHash 0.8), for inputs of more than 240 bytes."""

from struct import unpack_from

from expected import MASK, random_bytes, rotated, seed

P32 = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
P64 = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5)
SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221"
    "b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb"
    "170ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e")


def xxh64(data):
    """Without a seed."""
    def rounded(lane, word):
        return rotated((lane + word * P64[1]) & MASK, 31) * P64[0] & MASK

    lanes, at = [(P64[0] + P64[1]) & MASK, P64[1], 0, -P64[0] & MASK], 0
    while len(data) - at >= 32:
        lanes = [rounded(lane, word) for lane, word in zip(lanes, unpack_from("<4Q", data, at))]
        at += 32
    if len(data) < 32:
        value = P64[4]
    else:
        value = sum(rotated(lane, by) for lane, by in zip(lanes, (1, 7, 12, 18))) & MASK
        for lane in lanes:
            value = ((value ^ rounded(0, lane)) * P64[0] + P64[3]) & MASK
    value = (value + len(data)) & MASK
    for _ in range((len(data) - at) // 8):
        value = rotated(value ^ rounded(0, *unpack_from("<Q", data, at)), 27) * P64[0] + P64[3] & MASK
        at += 8
    if len(data) - at >= 4:
        value = rotated(value ^ unpack_from("<I", data, at)[0] * P64[0] & MASK, 23) * P64[1] + P64[2] & MASK
        at += 4
    for byte in data[at:]:
        value = rotated(value ^ byte * P64[4] & MASK, 11) * P64[0] & MASK
    value = (value ^ value >> 33) * P64[1] & MASK
    value = (value ^ value >> 29) * P64[2] & MASK
    return value ^ value >> 32


def accumulated(lanes, stripe, secret):
    """A stripe is eight words; each is added to its neighbour's lane, and a product to its own."""
    sums = list(lanes)
    for i, (word, key) in enumerate(zip(stripe, secret)):
        keyed = word ^ key
        sums[i ^ 1] += word
        sums[i] += (keyed & 0xFFFFFFFF) * (keyed >> 32)
    return [value & MASK for value in sums]


def scrambled(lanes, secret):
    return [(lane ^ lane >> 47 ^ key) * P32[0] & MASK for lane, key in zip(lanes, secret)]


def xxh3_64(data):
    """Without a seed. The secret moves on by a word with each stripe; a block ends where it does."""
    def words(source, at):
        return unpack_from("<8Q", source, at)

    stripes_in_block = (len(SECRET) - 64) // 8
    lanes = [P32[2], P64[0], P64[1], P64[2], P64[3], P32[1], P64[4], P32[0]]
    for stripe in range((len(data) - 1) // 64):
        if stripe and stripe % stripes_in_block == 0:
            lanes = scrambled(lanes, words(SECRET, len(SECRET) - 64))
        lanes = accumulated(lanes, words(data, 64 * stripe), words(SECRET, 8 * (stripe % stripes_in_block)))
    if len(data) > 64 * stripes_in_block and (len(data) - 1) // 64 % stripes_in_block == 0:
        lanes = scrambled(lanes, words(SECRET, len(SECRET) - 64))
    lanes = accumulated(lanes, words(data, len(data) - 64), words(SECRET, len(SECRET) - 64 - 7))
    value = len(data) * P64[0]
    for i, (one, other) in enumerate(zip(lanes[::2], lanes[1::2])):
        keys = unpack_from("<2Q", SECRET, 11 + 16 * i)
        product = (one ^ keys[0]) * (other ^ keys[1])
        value += product & MASK ^ product >> 64
    value &= MASK
    value = (value ^ value >> 37) * 0x165667919E3779F9 & MASK
    return value ^ value >> 32


def test_bytes(size):
    """What xxHash's own checks hash: xsum_sanity_check.c."""
    value, data = 2654435761, bytearray()
    for _ in range(size):
        data.append(value >> 56)
        value = value * 11400714785074694797 & MASK
    return bytes(data)


def hashes(out):
    for size, expected in ((0, 0xEF46DB3751D8E999), (14, 0x8282DCC4994E35C8), (222, 0xB641AE8CB691C174)):
        assert xxh64(test_bytes(size)) == expected
    for size, expected in ((403, 0xCDEB804D65C6DEA4), (512, 0x617E49599013CB6B), (2048, 0xDD59E2C3A5F038E0),
                           (2240, 0x6E73A90539CF2948), (2367, 0xCB37AEB9E5D361ED)):
        assert xxh3_64(test_bytes(size)) == expected
    for size in (4096, 65536):
        data = random_bytes(size, seed(0x0A0))
        source = "its specification; checked with the values of xxHash's own checks"
        out.add(f"hash/xxh64/lib=xxhash/{size}", xxh64(data), source)
        out.add(f"hash/xxh3_64/lib=xxhash/{size}", xxh3_64(data), source)
