# SPDX-License-Identifier: Apache-2.0
"""CRUSH's straws, a ring of hashes, jump hash."""

from bisect import bisect_left
from decimal import Decimal, getcontext

from expected import MASK, Random, fnv1a64, pack, random_integers, seed

getcontext().prec = 40
LOW = 0xFFFFFFFF


def mixed(a, b, c):
    """R. Jenkins's mix."""
    for left, middle, right in ((13, 8, 13), (12, 16, 5), (3, 10, 15)):
        a = (a - b - c & LOW) ^ c >> left
        b = (b - c - a & LOW) ^ (a << middle & LOW)
        c = (c - a - b & LOW) ^ b >> right
    return a, b, c


def hash_of(a, b, c):
    value = 1315423911 ^ a ^ b ^ c
    x, y = 231232, 1232
    a, b, value = mixed(a, b, value)
    c, x, value = mixed(c, x, value)
    y, a, value = mixed(y, a, value)
    b, x, value = mixed(b, x, value)
    y, c, value = mixed(y, c, value)
    return value


def logarithm(numerator, denominator):
    """To base 2, in steps of 2^-23, rounded."""
    return round((Decimal(numerator) / denominator).ln() / Decimal(2).ln() * 2**23)


COARSE = [logarithm(128 + k, 128) for k in range(128)]
FINE = [logarithm((1 << 15) + k, 1 << 15) for k in range(256)]


def log_of_share(u):
    """Of (u + 1) / 2^16."""
    zeros = 17 - (u + 1).bit_length()
    normal = (u + 1) << zeros
    upper = normal >> 9
    return COARSE[upper - 128] + FINE[normal * 64 // upper - (1 << 15)] - (zeros << 23)


def straw(item, draw):
    """From the end of Python's own tuples: of equal straws the first item's is the longest."""
    place, (number, weight) = item
    length = -(-log_of_share(hash_of(draw[0], number, draw[1]) & 0xFFFF) * 2**21 // weight)
    return length, -place


def longest(items, *draw):
    return max(enumerate(items), key=lambda item: straw(item, draw))[0]


def grouped(items, first):
    return [(first + i, sum(weight for _, weight in items[10 * i:10 * i + 10])) for i in range(len(items) // 10)]


def cluster(seed_value):
    random = Random(seed_value)
    devices = [(i, (1 + random.below(16)) << 15) for i in range(1000)]
    hosts = grouped(devices, 10000)
    return devices, hosts, grouped(hosts, 20000)


def replicas(devices, hosts, racks, item):
    places, trial = {}, 0
    while len(places) < 3:
        rack = longest(racks, item, trial)
        host = 10 * rack + longest(hosts[10 * rack:10 * rack + 10], item, trial)
        device = 10 * host + longest(devices[10 * host:10 * host + 10], item, trial)
        places.setdefault(rack, device)
        trial += 1
    return list(places.values())


def jump(name, devices):
    """Each step of the paper's derivation: the next device that takes the name over, if it is one of these."""
    device, following = -1, 0
    while following < devices:
        device = following
        name = (name * 2862933555777941757 + 1) & MASK
        following = int((device + 1) * (2.0**31 / ((name >> 33) + 1)))
    return device


def placement(out):
    objects = [0x50000000 | i for i in range(32)]
    devices, hosts, racks = cluster(seed(0x040))
    assert max(abs(log_of_share(u) - logarithm(u + 1, 65536)) for u in range(0, 65536, 97)) < 2**23 / 20000
    places = [longest(devices, item, 0) for item in objects[:2]]
    out.add("crush/straw2/1000", fnv1a64(pack("I", places)), "Python's integers, logarithms of decimal")
    levels = cluster(seed(0x041))
    places = [device for item in objects for device in replicas(*levels, item)]
    out.add("crush/chooseleaf/1000", fnv1a64(pack("I", places)), "Python's integers, logarithms of decimal")

    random = Random(seed(0x043))
    ring = sorted((random.next() >> 32, i // 8) for i in range(8000))
    places = [ring[bisect_left(ring, (name >> 32, 0)) % 8000][1] for name in random_integers(1024, 64, seed(0x042))]
    out.add("ring_hash/1000", fnv1a64(pack("I", places)), "sorted(), bisect")

    assert [jump(1, 1), jump(42, 57), jump(0xDEAD10CC, 666), jump(256, 1024)] == [0, 43, 361, 520]  # published
    places = [jump(name, 1000) for name in random_integers(1024, 64, seed(0x044))]
    out.add("jump_hash/1000", fnv1a64(pack("I", places)), "checked with published values")
