# SPDX-License-Identifier: Apache-2.0
"""Content-defined chunking: all places where a cut may be, from one hash over the whole stream, and then the cuts."""

from bisect import bisect_left

from expected import MASK, Random, fnv1a64, pack, random_bytes, seed
from expected_codes import product, remainder

SHORTEST, USUAL, LONGEST = 2048, 8192, 65536


def gear_hashes(data):
    """Of the 64 bytes before each place, from the 64th on."""
    random = Random(seed(0x030))
    numbers = [random.next() for _ in range(256)]
    value = 0
    for at, byte in enumerate(data, 1):
        value = (value << 1) + numbers[byte] & MASK
        yield at, value
        if at == 100000:
            assert value == sum(numbers[data[at - 1 - k]] << k for k in range(64)) & MASK


def gear_places(data, *masks):
    places = [[] for _ in masks]
    for at, value in gear_hashes(data):
        for mask, found in zip(masks, places):
            if value & mask == 0:
                found.append(at)
    return places


POLYNOMIAL, WINDOW = 0x3DA3358B4DC173, 48


def is_irreducible(polynomial):
    """Of prime degree: x^(2^degree) is x, and neither 0 nor 1 is a root."""
    degree = polynomial.bit_length() - 1
    assert degree == 53
    power = 2
    for _ in range(degree):
        power = remainder(product(power, power), polynomial)
    return power == 2 and polynomial & 1 == 1 and polynomial.bit_count() % 2 == 1


def rabin_places(data):
    """Fingerprints of all beginnings; that of a window is the difference of two."""
    assert is_irreducible(POLYNOMIAL)
    reduced = [remainder(top << 53, POLYNOMIAL) ^ top << 53 for top in range(256)]
    before = [remainder(byte << 8 * WINDOW, POLYNOMIAL) for byte in range(256)]
    value, places = 0, []
    for at, byte in enumerate(data, 1):
        value = (value << 8 | byte) ^ reduced[value >> 45]
        if at > WINDOW:
            value ^= before[data[at - 1 - WINDOW]]
        if value & 0x1FFF == 0x78 and at >= WINDOW:
            places.append(at)
            window = int.from_bytes(data[at - WINDOW:at], "big")
            assert remainder(window, POLYNOMIAL) == value
    return places


def first_of(places, low, high):
    """The first place that is at least `low`, if it is below `high`."""
    index = bisect_left(places, low)
    return places[index] if index < len(places) and places[index] < high else None


def ends(size, early, late):
    """Where chunks end, if they may end at `early` places before the usual length and at `late` ones after it."""
    found, at = [], 0
    while at < size:
        last = min(at + LONGEST, size)
        middle = min(at + USUAL, last)
        cut = first_of(early, at + SHORTEST, middle) or first_of(late, max(middle, at + SHORTEST), last)
        at = cut or last
        found.append(at)
    return found


def chunking(out):
    for size in (131072, 1048576):
        data = random_bytes(size, seed(0x031))
        rabin = rabin_places(data)
        single, strict, loose = gear_places(data, 0x1FFF << 51, 0x7FFF << 49, 0x7FF << 53)
        for kind, early, late in (("rabin", rabin, rabin), ("gear", single, single), ("fastcdc", strict, loose)):
            out.add(f"cdc/{kind}/{size}", fnv1a64(pack("I", ends(size, early, late))), "all places, then cuts by bisect")
