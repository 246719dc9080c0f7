#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Expected checksums of the libc suite, without the C library's functions where Python has its own. Strings and numbers stand
in reference_text.py and reference_numbers.py."""

import bisect
import collections
import datetime
import ipaddress
import itertools
import re
import struct
import sys

from reference_data import (CALLS, CASES, M32, POOL, RARE, Random, drawn_below, expected, fnv1a64, pack,
                            text_hash)
from reference_numbers import convert, format_, math_bits, math_sums
from reference_text import ctype, string_compare, string_copy, string_scan, wide

MASK = expected.MASK


def stream(out):
    def lines(k):
        random = Random(k)
        text = random.letters(4096)
        at = 0
        while at < 4096:
            at += 16 + random.below(64)
            if at < 4096:
                text[at] = 10
                at += 1
        text[-1] = 10
        return text

    out("stdio/fgetc", fnv1a64(lines(0x400)))
    random = Random(0x401)
    text = random.letters(256 * 64)
    for piece in range(256):
        text[64 * piece + random.below(64)] = 10
    text = text[:4096]
    out("stdio/fgets", fnv1a64(text + struct.pack("<I", len(text.splitlines()))))
    out("stdio/fread", fnv1a64(lines(0x402)))
    out("stdio/ungetc", fnv1a64(lines(0x403)))
    out("stdio/fputc", fnv1a64(lines(0x404)[:-1]))
    out("stdio/fputs", fnv1a64(lines(0x405)[:-1]))
    out("stdio/fwrite", fnv1a64(lines(0x406)[:-1]))


def sorting(out):
    def words(k, count):
        random = Random(k)
        return [random.next() >> 32 for _ in range(count)]

    counts = (64, 1024, 65536)
    for name, k in (("stdlib/qsort", 0x3B0), ("cxx/sort", 0x3B1), ("cxx/heap_sort", 0x3B3)):
        for count in counts:
            out(f"{name}/{count}", fnv1a64(pack("I", sorted(words(k, count)))))
    for count in counts:
        least = sorted(words(0x3B4, count))[: count // 2 + 1]
        out(f"cxx/nth_element/{count}", fnv1a64(pack("I", least)))
    for name, k in (("stdlib/bsearch", 0x3B5), ("stdlib/bsearch_call", 0x3B5), ("cxx/lower_bound", 0x3B6)):
        for count in counts:
            random = Random(k)
            keys = [8 * i + random.below(8) for i in range(count)]
            found = []
            for number in range(CALLS):
                query = drawn_below(8 * count, number)
                place = bisect.bisect_left(keys, query)
                there = place < count and keys[place] == query
                found.append(place if there or k == 0x3B6 else -1)
            out(f"{name}/{count}", fnv1a64(pack("i", found)))


def containers(out):
    def spread(number):
        return number * 2654435761 & M32

    def keys(random, count):
        return [spread(random.below(4 * count)) for _ in range(count)]

    def folded(values):
        total = 0
        for value in values:
            total = (total * 31 + value) & M32
        return total

    for name, insert, find in (("unordered_map", 0x3C0, 0x3C1), ("map", 0x3C2, 0x3C3)):
        for count in (64, 1024):
            pairs = sorted(collections.Counter(keys(Random(insert), count)).items())
            flat = itertools.chain.from_iterable(pairs)
            out(f"cxx/{name}_insert/{count}", fnv1a64(pack("I", flat)))
        for count in (64, 1024):
            random = Random(find)
            table = collections.Counter(keys(random, count))
            queries = enumerate(spread(drawn_below(4 * count, i)) for i in range(count))
            out(f"cxx/{name}_find/{count}",
                folded(table[query] + i for i, query in queries if query in table))
    for count in (64, 1024, 65536):
        pairs = sorted(collections.Counter(keys(Random(0x3C4), count)).items())
        out(f"cxx/map_walk/{count}", folded(map(sum, pairs)))
    for count in (64, 4096):
        random = Random(0x3C5)
        out(f"cxx/vector_push_back/{count}",
            fnv1a64(pack("I", (random.next() >> 32 for _ in range(count)))))
    for count in (64, 1024):
        random = Random(0x3C6)
        text = random.letters(64)
        out(f"cxx/string_append/{count}",
            fnv1a64(b"".join(text[n : 2 * n] + b" " for n in
                         (1 + random.below(24) for _ in range(count)))))
    for size in (8, 64):
        out(f"cxx/string_copy/{size}", fnv1a64(Random(0x3C7).letters(size + 1)[:size]))
    for size in (64, 4096):
        random = Random(0x3C8)
        text = random.letters(size)
        text[-1] = RARE
        wanted = [text[-4:]]
        for _ in range(CASES):
            place = random.place(size - 4)
            wanted.append(text[place : place + 4])
        out(f"cxx/string_view_find/{size}", fnv1a64(pack("I", map(text.find, wanted))))


def allocate(out):
    """What was written is still there."""
    for name, k, sizes in (
        ("lifo", 0x3D0, (16, 128, 4096)),
        ("fifo", 0x3D1, (16, 128, 4096)),
        ("random", 0x3D2, (16, 128, 4096)),
        ("calloc", 0x3D3, (16, 128, 4096)),
        ("aligned_alloc", 0x3D4, (128, 4096)),
    ):
        start = Random(k).next() >> 32
        marks = fnv1a64(pack("I", ((start + i // 2) & M32 for i in range(2 * CALLS))))
        for size in sizes:
            out(f"malloc/{name}/{size}", marks)
    random = Random(0x3D5)
    blocks = {}
    for number in range(256):
        place = random.below(64)
        blocks[place] = ((16 << random.below(6)) + random.below(16) * 32, number)
    held = (blocks[place] for place in sorted(blocks))
    out("malloc/mixed", fnv1a64(pack("I", (x for size, n in held for x in (size, n, n)))))
    start = Random(0x3D6).next() >> 32
    for most in (128, 4096, 65536):
        doublings = most.bit_length() - 4
        out(f"malloc/realloc/{most}",
            fnv1a64(pack("I", ((start + i) & M32 for i in range(doublings)))))


def clock(out):
    epoch = datetime.datetime(1970, 1, 1)

    def moments(k):
        random = Random(k)
        return [epoch + datetime.timedelta(seconds=random.below(0x7FFFFFFF)) for _ in range(CALLS)]

    def fields(day):
        parts = day.timetuple()
        return struct.pack("<8i", parts.tm_year - 1900, parts.tm_mon - 1, parts.tm_mday,
                           parts.tm_hour, parts.tm_min, parts.tm_sec, (parts.tm_wday + 1) % 7,
                           parts.tm_yday - 1)

    def moved(day):
        """The 29th of February of another year is the first of March."""
        first = day.replace(year=day.year - 1, day=1)
        return first + datetime.timedelta(days=day.day - 1 + 20)

    def joined(k):
        days = [moved(day) for day in moments(k)]
        return b"".join(
            struct.pack("<q", int((day - epoch).total_seconds())) + fields(day) for day in days)

    for name, k in (("gmtime_r", 0x3E0), ("localtime_r", 0x3E1)):
        out(f"time/{name}", fnv1a64(b"".join(map(fields, moments(k)))))
    for name, k in (("mktime", 0x3E2), ("timegm", 0x3E3)):
        out(f"time/{name}", fnv1a64(joined(k)))
    names = "Mon Tue Wed Thu Fri Sat Sun".split()
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    texts = (f"{names[day.weekday()]}, {day.day:02d} {months[day.month - 1]} {day.year} "
             f"{day:%H:%M:%S} {day.timetuple().tm_yday:03d}" for day in moments(0x3E4))
    out("time/strftime", fnv1a64("".join(texts).encode()))
    out("time/strptime", fnv1a64(b"".join(map(fields, moments(0x3E5)))))


def threads(out):
    names = ("mutex", "mutex_recursive", "mutex_errorcheck", "mutex_trylock", "spin", "rwlock_read",
             "rwlock_write", "once", "key", "semaphore", "cond_signal")
    for number, name in enumerate(names):
        value = Random(0x3F0 + number).next()
        for _ in range(CALLS):
            value = (value * 6364136223846793005 + 1442695040888963407) & MASK
        out(f"pthread/{name}", value)


def requests(k):
    random = Random(k)
    for _ in range(CALLS):
        text = str(random.any_length(31)) + (" GET /" if random.below(2) else " POST /")
        text += "".join(chr(random.letter()) for _ in range(4 + random.below(24)))
        text += "." if random.below(2) else ""
        text += "abcdef"[random.below(6)]
        yield text + "  " + str(random.any_length(16))


def accesses(k):
    """Patterns of the pieces of a request in any order, and a text for each."""
    pieces = [("([0-9]+)", "1234567"), ("(GET|POST)", "POST"), ("/([a-p]+)", "/abcdefghijklmnop"),
              (r"(\.[a-d]+)?", ".dab"), ("([0-9]*)", "80")]
    random = Random(k)
    for _ in range(CASES):
        patterns, texts = zip(*pieces)
        yield "^" + " *,".join(patterns) + " *,$", "  ,".join(texts) + "  ,"
        for left in range(len(pieces), 1, -1):
            other = random.below(left)
            pieces[left - 1], pieces[other] = pieces[other], pieces[left - 1]


def addresses(k):
    random = Random(k)
    for _ in range(CALLS):
        value = bytearray(random.bytes(16))
        value[0] = 0x20
        start = 2 * random.below(8)
        zeros = 2 * random.below(7) if random.below(2) else 0
        for i in range(max(start, 2), min(start + zeros, 16)):
            value[i] = 0
        yield bytes(value)


def text_of_address(value):
    return str(ipaddress.IPv6Address(value))


def various(out):
    def jumped(k, jump):
        value = Random(k).next() >> 33
        for i in range(CALLS):
            value = ((value | 1 if jump else value * 3 + 1) + i) & 0x7FFFFFFF
        return value

    out("setjmp/setjmp", jumped(0x410, False))
    out("setjmp/longjmp", jumped(0x411, True))
    data = b""
    for pattern, text in accesses(0x412):
        known = re.compile(pattern)
        answers = [known.fullmatch(text) is not None, known.fullmatch(text[:-1] + ";") is not None]
        data += pattern.encode() + struct.pack("<iBB", 0, *answers)
    out("regex/regcomp", fnv1a64(data))
    pattern = re.compile(r"([0-9]+) (GET|POST) /([a-p]+)(\.[a-d]+)? +([0-9]*)")
    data = b""
    for text in requests(0x413):
        match = pattern.fullmatch(text)
        places = [x for group in range(6) for x in match.span(group)] if match else [-2]
        data += pack("i", places)
    out("regex/regexec", fnv1a64(data))
    out("inet/ntop", fnv1a64("".join(map(text_of_address, addresses(0x414))).encode()))
    data = b""
    for i, value in enumerate(addresses(0x415)):
        data += struct.pack("<i", 1) + (value[1:8:2] + bytes(12) if i % 3 == 0 else value)
    out("inet/pton", fnv1a64(data))
    letter = chr(97 + Random(0x416).below(26))
    values = ["UTC0"] + [chr(97 + i % 26) * (i - 1) + letter for i in range(1, 32)]
    out("stdlib/getenv", text_hash(values[drawn_below(32, i)] for i in range(CALLS)))
    for size in (64, 4096):
        random = Random(0x417)
        text = random.letters(16 * POOL)
        text[-1] = ord("a")
        at = random.below(8)
        while at < len(text):
            text[at] = 32 if random.below(2) else 44
            at += 1 + random.below(12)
        split = [word for word in re.split(b"[ ,]", bytes(text[: size - 1])) if word]
        out(f"string/strtok_r/{size}", fnv1a64(b"".join(word + b"\0" for word in split)))


PARTS = (
    (string_copy, "slices"),
    (string_scan, "find(), rfind(), index()"),
    (string_compare, "comparison of slices"),
    (wide, "lists"),
    (ctype, "str methods, and ASCII written out"),
    (convert, "int(), float(), Fraction, repr()"),
    (format_, "format strings"),
    (stream, "slices"),
    (math_sums, "series to 50 digits"),
    (math_bits, "exact fractions, rounded once"),
    (sorting, "sorted(), bisect"),
    (containers, "dictionaries, sorted()"),
    (allocate, "plain numbers: what was written to each block"),
    (clock, "datetime"),
    (threads, "plain numbers: the value the locks guard"),
    (various, "re, ipaddress, split"),
)


def main():
    out = expected.Checksums("Expected checksums of the libc suite.")
    for part, source in PARTS:
        part(lambda name, value, tolerance=None: out.add(name, value, source, tolerance))
    return out.main(__file__)


if __name__ == "__main__":
    sys.exit(main())
