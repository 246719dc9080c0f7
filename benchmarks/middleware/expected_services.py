# SPDX-License-Identifier: Apache-2.0
"""The choice of a server by bisection, exact divisions and whole lists of preferences; rings as queues of Python."""

import struct
from bisect import bisect_left
from collections import deque

from expected import MASK, Random, fnv1a64, mixed_bits, pack, random_integers, seed


def jump(key, servers):
    """Lamping and Veach's, with one exact division in place of two roundings."""
    server, following = -1, 0
    while following < servers:
        server = following
        key = (key * 2862933555777941757 + 1) & MASK
        following = ((server + 1) << 31) // ((key >> 33) + 1)
    return server


def maglev(size, salt):
    orders = []
    for server in range(64):
        name = mixed_bits((salt + server) & MASK)
        first, step = (name & 0xFFFFFFFF) % size, (name >> 32) % (size - 1) + 1
        orders.append(iter([(first + j * step) % size for j in range(size)]))
    table, looked, server = [None] * size, 0, 0
    for _ in range(size):
        for place in orders[server]:
            looked += 1
            if table[place] is None:
                table[place] = server
                break
        server = (server + 1) % 64
    return looked, table


def consistent_hash(out):
    salt, keys = seed(0x780), random_integers(2048, 64, seed(0x781))
    ring = sorted((mixed_bits(salt ^ (server << 32 | point)) >> 32, server) for server in range(64) for point in range(128))
    hashes = [point for point, _ in ring]
    servers = [ring[bisect_left(hashes, mixed_bits(key) >> 32) % len(ring)][1] for key in keys]
    out.add("consistent_hash/ring/64", fnv1a64(struct.pack("<Q", 2048) + pack("I", servers)), "bisect")
    published = [0, 55, 62, 8, 45, 59, 86, 97, 82, 59, 73, 37, 17, 56, 86, 21, 90, 37, 38, 83]
    assert [jump(key, 100) for key in range(20)] == published  # the tests of Guava's Hashing.consistentHash
    servers = [jump(key, 1000) for key in random_integers(2048, 64, seed(0x782))]
    out.add("consistent_hash/jump/1000", fnv1a64(struct.pack("<Q", 2048) + pack("I", servers)),
            "exact division, checked with published values")
    for size in (4093, 65537):
        looked, table = maglev(size, seed(0x783))
        out.add(f"consistent_hash/maglev/{size}", fnv1a64(struct.pack("<Q", looked) + pack("I", table)),
                "whole lists of preferences")


def rings(out):
    random, queue, message, taken = Random(seed(0x790)), deque(), 0, []
    for _ in range(256):
        coming, going = random.below(64), random.below(64)
        for _ in range(min(coming, 64 - len(queue))):
            queue.append(message)
            message = (message + 0x9E3779B1) & 0xFFFFFFFF
        taken += [queue.popleft() for _ in range(min(going, len(queue)))]
    for name in ("spsc", "mpmc"):
        out.add(f"ring/{name}/64", fnv1a64(struct.pack("<Q", len(taken)) + pack("I", taken)), "a deque")
    for name, k in (("spsc", 0x791), ("mpmc", 0x792)):
        value = fnv1a64(struct.pack("<II", Random(seed(k)).next() >> 32, 0))
        for pair in ("same_cluster", "other_cluster", "other_socket"):
            out.add(f"ring/{name}/{pair}/threads:2", value, "the starting value, and nothing amiss")
