# SPDX-License-Identifier: Apache-2.0
"""Redis: commands as they were written, dictionaries, sorted lists, and another encoder of listpacks."""

from collections import Counter

from expected import MASK, Random, fnv1a64, pack, rotated, seed

ALPHABET = "abcdefghijklmnopqrstuvwxyz"
COMMANDS = (("get", "k"), ("set", "kv"), ("incr", "k"), ("lpush", "kvvv"), ("hset", "kvv"), ("expire", "kv"),
            ("del", "kk"), ("zadd", "kvv"), ("mset", "kv" * 10))


def protocol(out):
    for name, only, count in (("get", 0, 64), ("mset/10", 8, 8), ("pipeline/100", None, 100)):
        random = Random(seed(0x170))
        text, commands, places = "", [], []
        for _ in range(count):
            drawn = random.below(8)
            which = drawn if only is None else only
            word, kinds = COMMANDS[which]
            arguments = [word.upper() if random.below(2) == 0 else word]
            for kind in kinds:
                bits = random.below(8)
                if kind == "k":
                    arguments.append(f"user:{random.below(1 << 3 * bits)}")
                else:
                    arguments.append((ALPHABET * 5)[:random.below(1 << bits)])
            commands += [which, len(arguments)]
            text += f"*{len(arguments)}\r\n"
            for argument in arguments:
                text += f"${len(argument)}\r\n"
                places += [len(text), len(argument)]
                text += argument + "\r\n"
        out.add(f"resp_parse/{name}", fnv1a64(pack("I", commands + places)), "the arguments as they were written")


def siphash(message, k0, k1, rounds, last_rounds):
    v = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]

    def mix(count):
        a, b, c, d = v
        for _ in range(count):
            a, c = (a + b) & MASK, (c + d) & MASK
            b, d = rotated(b, 13) ^ a, rotated(d, 16) ^ c
            a = rotated(a, 32)
            c, a = (c + b) & MASK, (a + d) & MASK
            b, d = rotated(b, 17) ^ c, rotated(d, 21) ^ a
            c = rotated(c, 32)
        v[:] = a, b, c, d

    padded = message + bytes(-(len(message) + 1) % 8) + bytes([len(message) & 255])
    for i in range(0, len(padded), 8):
        word = int.from_bytes(padded[i:i + 8], "little")
        v[3] ^= word
        mix(rounds)
        v[0] ^= word
    v[2] ^= 0xFF
    mix(last_rounds)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def dict_keys(count, seed_value):
    random = Random(seed_value)
    return [f"user:{random.next() % 10**11:011}".encode() for _ in range(count)]


def dictionaries(out):
    # The paper's appendix A, with the rounds that it recommends.
    assert siphash(bytes(range(15)), 0x0706050403020100, 0x0F0E0D0C0B0A0908, 2, 4) == 0xA129CA6149BE45E5
    hash_seed = 0x0706050403020100
    values = {key: i + 1 for i, key in enumerate(dict_keys(1024, seed(0x180)))}
    sums = Counter()
    for key, value in values.items():
        sums[siphash(key, hash_seed, hash_seed ^ MASK, 1, 2) % 1024] += value
    out.add("redis/dict_insert/1024", fnv1a64(pack("I", [len(values)] + [sums[i] for i in range(1024)])),
            "a dictionary by hash, checked with SipHash's vector")
    keys = dict_keys(1024, seed(0x181))
    values = {key: i + 1 for i, key in enumerate(keys)}
    random = Random(seed(0x183))
    wanted = [keys[random.below(1024)] if random.below(2) == 0 else key for key in dict_keys(1024, seed(0x182))]
    out.add("redis/dict_lookup/1024", fnv1a64(pack("I", (values.get(key, 0) for key in wanted))), "a dictionary")


def members(count, seed_value):
    random = Random(seed_value)
    drawn = []
    for i in range(count):
        score = random.below(count // 2)
        bits = random.next() | 1 << 20
        drawn.append((score, i, 1 + ((bits & -bits).bit_length() - 1) // 2))
    return drawn


def skip_lists(out):
    order = [None] + sorted(members(1024, seed(0x190)))
    most = max(levels for _, _, levels in order[1:])
    words = []
    for at, member in enumerate(order):
        _, number, levels = member or (0, 0, most)
        words += [number, levels]
        for level in range(levels):
            following = next((i for i in range(at + 1, 1025) if order[i][2] > level), None)
            words += [order[following][1], following - at] if following else [0, 1024 - at]
    out.add("skiplist/insert/1024", fnv1a64(pack("I", words)), "sorted(), and links by their definition")
    drawn = members(1152, seed(0x191))
    ranks = {number: rank + 1 for rank, (_, number, _) in enumerate(sorted(drawn[:1024]))}
    random = Random(seed(0x192))
    found = [ranks.get(random.below(1152), 0) for _ in range(1024)]
    out.add("skiplist/lookup/1024", fnv1a64(pack("I", found)), "ranks in a sorted list")


def hash_entries(random):
    """Field, value, field, ...: texts or integers."""
    while True:
        for is_value in (False, True):
            word = random.next()
            bits = random.below(63)
            if is_value and word >> 63 == 0:
                number = word >> (64 - bits)
                yield number if bits % 2 == 0 else -number
            else:
                size = bits * 2 + 1 if is_value else 4 + bits % 8
                yield "".join(ALPHABET[(word >> k % 12 * 5 & 31) % 26] for k in range(size))


def encoded(entry):
    if isinstance(entry, str):
        size = len(entry)
        return (bytes([0x80 + size]) if size < 64 else (0xE000 + size).to_bytes(2, "big")) + entry.encode()
    if 0 <= entry < 128:
        return bytes([entry])
    if -4096 <= entry < 4096:
        return (0xC000 + entry % 8192).to_bytes(2, "big")
    for code, size in ((0xF1, 2), (0xF2, 3), (0xF3, 4), (0xF4, 8)):
        try:
            return bytes([code]) + entry.to_bytes(size, "little", signed=True)
        except OverflowError:
            pass
    raise ValueError(entry)


def listpacks(out):
    def packed(random):
        drawn = hash_entries(random)
        body, places = b"", []
        for _ in range(128):
            entry = encoded(next(drawn))
            places.append(6 + len(body))
            size = len(entry)
            body += entry + (bytes([size]) if size < 128 else bytes([size >> 7, size & 127 | 128]))
        return pack("I", [len(body) + 7]) + pack("H", [128]) + body + b"\xff", places

    data, _ = packed(Random(seed(0x1A0)))
    out.add("redis/listpack_append/128", fnv1a64(data), "another encoder")
    data, places = packed(Random(seed(0x1A1)))
    fields = {}
    for field, value in zip(places[::2], places[1::2]):
        fields.setdefault(data[field:value], value)
    random = Random(seed(0x1A2))
    found = [fields[data[places[2 * i]:places[2 * i + 1]]] for i in (random.below(64) for _ in range(32))]
    out.add("redis/listpack_find/128", fnv1a64(pack("I", found)), "a dictionary of the first with each field")


def redis(out):
    protocol(out)
    dictionaries(out)
    skip_lists(out)
    listpacks(out)
