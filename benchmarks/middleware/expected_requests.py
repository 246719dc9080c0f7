# SPDX-License-Identifier: Apache-2.0
"""Caches of ordered dictionaries, rate limits in exact fractions, timers without a wheel."""

import struct
from bisect import bisect_right
from collections import OrderedDict
from fractions import Fraction
from itertools import accumulate

from expected import Random, fnv1a64, pack, seed
from expected_formats import any_length

LOW = 0xFFFFFFFF


def zipf_keys(count):
    sums = list(accumulate((1 << 26) // rank for rank in range(1, 8193)))
    random = Random(seed(0x760))
    ranks = [bisect_right(sums, random.below(sums[-1])) for _ in range(count)]
    return [(rank + 1) * 0x9E3779B1 & LOW for rank in ranks]


def lru(keys, capacity):
    cache, hits = OrderedDict(), bytearray()
    for key in keys:
        hits.append(key in cache)
        cache[key] = True
        cache.move_to_end(key)
        if len(cache) > capacity:
            cache.popitem(last=False)
    return hits, len(cache), list(reversed(cache))


class Sketch:
    """Counters of 0 to 15, one each in a list; four of a key."""

    def __init__(self, words):
        self.words, self.counters, self.seen = words, [0] * (8 * words), 0

    def places(self, key):
        for factor in (0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F, 0x165667B1):
            mixed = (key ^ key >> 16) * factor & LOW
            yield (mixed >> 16) % self.words * 8 + (mixed >> 8) % 8

    def estimate(self, key):
        return min(self.counters[place] for place in self.places(key))

    def count(self, key):
        for place in self.places(key):
            self.counters[place] = min(15, self.counters[place] + 1)
        self.seen += 1
        if self.seen == 10 * self.words:
            self.seen, self.counters = 0, [counter // 2 for counter in self.counters]


def tinylfu(keys, capacity):
    window, probation, protected = OrderedDict(), OrderedDict(), OrderedDict()
    most_window = capacity // 100
    most_main = capacity - most_window
    sketch, hits, used = Sketch(capacity), bytearray(), 0
    for key in keys:
        sketch.count(key)
        hits.append(key in window or key in probation or key in protected)
        if key in window:
            window.move_to_end(key)
        elif hits[-1]:
            probation.pop(key, None)
            protected[key] = True
            protected.move_to_end(key)
            if len(protected) > most_main * 4 // 5:
                probation[protected.popitem(last=False)[0]] = True
        else:
            window[key] = True
            used = max(used, len(window) + len(probation) + len(protected))
            if len(window) > most_window:
                candidate = window.popitem(last=False)[0]
                victim = next(iter(probation), None)
                if len(probation) + len(protected) < most_main:
                    probation[candidate] = True
                elif sketch.estimate(candidate) > sketch.estimate(victim):
                    del probation[victim]
                    probation[candidate] = True
    return hits, used, [key for part in (window, probation, protected) for key in reversed(part)]


def caches(out):
    keys = zipf_keys(4096)
    for name, policy in (("lru", lru), ("tinylfu", tinylfu)):
        hits, used, held = policy(keys, 256)
        found = struct.pack("<Q", sum(hits)) + hits + struct.pack("<I", used) + pack("I", held)
        out.add(f"cache/{name}/256", fnv1a64(found), "ordered dictionaries")


def token_bucket(out):
    """As a time until which a client has used up what it may (GCRA, ITU-T I.371), in exact fractions."""
    rates, random = Random(seed(0x770)), Random(seed(0x771))
    clients = [(1 + rates.below(2000), 8 + rates.below(8)) for _ in range(256)]
    until, last = [Fraction(0)] * 256, [0] * 256
    time, allowed = 0, bytearray()
    for _ in range(8192):
        time += random.below(32)
        client, tokens = random.below(256), 1 + random.below(8)
        rate, most = clients[client]
        begin = max(until[client], Fraction(time))
        fits = begin + Fraction(tokens * 10**6, rate) <= time + Fraction(most * 10**6, rate)
        until[client] = begin + (Fraction(tokens * 10**6, rate) if fits else 0)
        last[client] = time
        allowed.append(fits)
    units = [most * 10**6 - (until[client] - last[client]) * rate for client, (rate, most) in enumerate(clients)]
    assert all(left == int(left) for left in units)
    found = struct.pack("<Q", sum(allowed)) + allowed + pack("Q", map(int, units))
    out.add("token_bucket/8192", fnv1a64(found), "the generic cell rate algorithm in fractions")


def timer_wheel(out):
    begin = 4096 - 512
    for size in (4096, 65536):
        random = Random(seed(0x772))
        due, stopped = [], {}
        for i in range(size):
            due.append(begin + i // 4 + any_length(random, 13))
            if random.below(4) != 0:
                stopped.setdefault(i - min(random.below(512), i), begin + i // 4)
        fired = [when if when <= begin + size // 4 and stopped.get(i, when) >= when else LOW for i, when in enumerate(due)]
        count = sum(when != LOW for when in fired)
        out.add(f"timer_wheel/{size}", fnv1a64(struct.pack("<Q", count) + pack("I", fired)),
                "each timer by itself")
