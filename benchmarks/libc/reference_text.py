# SPDX-License-Identifier: Apache-2.0
"""Strings, wide strings and characters, for reference.py: slices, find() and comparisons of Python's own types."""

import struct

from reference_data import CALLS, CASES, LENGTHS, RARE, Random, fnv1a64, pack


def sign(a, b):
    return (a > b) - (a < b)


def span(text, inside):
    return next((i for i, byte in enumerate(text) if not inside(byte)), len(text))


def string_copy(out):
    def string(text, length):
        return text[: text.index(0) + 1]

    def whole(text, length):
        return text[:length]

    for name, k, read, write, part in (
        ("memcpy", 0x310, 0, 0, whole),
        ("memcpy/unaligned", 0x311, 1, 3, whole),
        ("memmove", 0x312, 0, 0, whole),
        ("strcpy", 0x313, 0, 0, string),
        ("strncpy", 0x314, 0, 0, whole),
        ("stpcpy", 0x315, 0, 0, string),
        ("strcat", 0x316, 0, 0, string),
    ):
        for size in LENGTHS:
            random = Random(k)
            source = random.letters(size + 8)
            source[read + size - 1] = 0
            target = bytearray(size + 8)
            copies = [(0, 0)]
            for _ in range(CASES):
                place = random.place(size)
                copies.append((place, random.below(place + 1)))
            for place, origin in copies:
                piece = part(source[read + place :], size - place)
                target[write + origin : write + origin + len(piece)] = piece
            out(f"string/{name}/{size}", fnv1a64(target))

    for size in LENGTHS:
        random = Random(0x317)
        text = random.letters(size + 8)
        text[8:] = text[:size]
        for _ in range(CASES):
            place = random.place(size)
            origin = random.below(place + 1)
            for here, there in ((place, origin), (origin, place)):
                text[there : there + size - place] = text[here : here + size - place]
        out(f"string/memmove/overlap/{size}", fnv1a64(text))
        random = Random(0x318)
        text = bytearray([random.letter()]) * size
        for _ in range(CASES):
            place = random.place(size)
            letter = bytearray([random.letter()])
            count = random.below(size - place + 1)
            text[place : place + count] = letter * count
        out(f"string/memset/{size}", fnv1a64(text))
    for size in (8, 512):
        out(f"string/strdup/{size}", fnv1a64(Random(0x319).letters(size)))


def rare_or(wanted, letters):
    """The set of bytes a search is given."""
    return b"qrstuvwz" if wanted == RARE else letters(wanted)


def eight(wanted):
    return bytes(97 + ((wanted - 97 + 2 * i) & 15) for i in range(8))


def string_scan(out):
    def until_zero(text):
        return bytes(text[: text.index(0)])

    def strspn(text, wanted):
        accepted = b"abcdefghijklmnop" if wanted == RARE else eight(wanted)
        return span(until_zero(text), lambda byte: byte in accepted)

    def strcspn(text, wanted):
        rejected = rare_or(wanted, eight)
        return span(until_zero(text), lambda byte: byte not in rejected)

    def strpbrk(text, wanted):
        place = strcspn(text, wanted)
        return place if text[place] else -1

    def strnlen(text, wanted):
        return min(len(until_zero(text)), max(len(text) - (wanted & 7), 0))

    def needle(text, wanted):
        return bytes(text[-5:-1] if wanted == RARE else (wanted, 97 + (wanted & 7)))

    for name, k, from_end, call in (
        ("memchr", 0x300, 0, lambda text, wanted: text.find(wanted)),
        ("memrchr", 0x301, None, lambda text, wanted: text.rfind(wanted)),
        ("strlen", 0x302, 1, lambda text, wanted: text.index(0)),
        ("strnlen", 0x303, 1, strnlen),
        ("strchr", 0x304, 1, lambda text, wanted: text.find(wanted)),
        ("strrchr", 0x305, 1, lambda text, wanted: text.rfind(wanted)),
        ("strcspn", 0x306, 1, strcspn),
        ("strpbrk", 0x307, 1, strpbrk),
        ("strspn", 0x308, 1, strspn),
        ("strstr", 0x309, 1, lambda text, wanted: text.find(needle(text, wanted))),
        ("memmem", 0x30A, 1, lambda text, wanted: text[:-1].find(needle(text, wanted))),
    ):
        for size in LENGTHS:
            random = Random(k)
            text = random.letters(size)
            text[0 if from_end is None else size - 1 - from_end] = RARE
            found = [call(text, RARE)]
            for _ in range(CASES):
                place = random.place(size)
                found += [place, call(text[place:], random.letter())]
            out(f"string/{name}/{size}", fnv1a64(pack("i", found)))


def string_compare(out):
    def memory(a, b, count):
        return sign(a[:count], b[:count])

    def lower(a, b, count):
        return sign(a.lower()[:count], b.lower()[:count])

    for name, k, compare, upper, limited in (
        ("memcmp", 0x320, memory, False, True),
        ("strcmp", 0x321, memory, False, False),
        ("strcmp/unaligned", 0x322, memory, False, False),
        ("strncmp", 0x323, memory, False, True),
        ("strcasecmp", 0x324, lower, True, False),
        ("strncasecmp", 0x325, lower, True, True),
    ):
        for size in LENGTHS:
            random = Random(k)
            left = random.letters(size)
            right = left.upper() if upper else bytearray(left)
            result = pack("b", [0])
            for _ in range(CASES):
                place = random.place(size - 1)
                before = random.below(min(place + 1, 64))
                count = min(random.below(2 * before + 2), size - place + before)
                other = bytearray(right)
                other[place] ^= 1
                start = place - before
                order = compare(left[start:], other[start:], count if limited else size)
                result += struct.pack("<Ib", place, order)
            out(f"string/{name}/{size}", fnv1a64(result))


def wide(out):
    def letters(random, size):
        text = [0x4E00 + random.below(16) for _ in range(size)]
        text[-1] = 0
        return text

    def find(text, wanted):
        return text.index(wanted) if wanted in text else -1

    def find_pair(text, wanted):
        if wanted == 0x5000:
            return find(text, wanted)
        pairs = zip(text, text[1:])
        return next((i for i, pair in enumerate(pairs) if pair == (wanted, wanted)), -1)

    for name, k, call in (
        ("wcslen", 0x330, lambda text, wanted: text.index(0)),
        ("wcschr", 0x331, find),
        ("wmemchr", 0x332, find),
        ("wcsstr", 0x333, find_pair),
    ):
        for size in LENGTHS:
            random = Random(k)
            text = letters(random, size)
            text[-2] = 0x5000
            found = [call(text, 0x5000)]
            for _ in range(CASES):
                place = random.place(size)
                found += [place, call(text[place:], 0x4E00 + random.below(16))]
            out(f"wchar/{name}/{size}", fnv1a64(pack("i", found)))
    for size in LENGTHS:
        random = Random(0x334)
        source = letters(random, size)
        target = list(source)
        for _ in range(CASES):
            place = random.place(size)
            origin = random.below(place + 1)
            target[origin : origin + size - place] = source[place:]
        out(f"wchar/wmemcpy/{size}", fnv1a64(pack("I", target)))
        random = Random(0x335)
        target = [0x4E00 + random.below(4096)] * size
        for _ in range(CASES):
            place = random.place(size)
            letter = 0x4E00 + random.below(16)
            count = random.below(size - place + 1)
            target[place : place + count] = [letter] * count
        out(f"wchar/wmemset/{size}", fnv1a64(pack("I", target)))
    for size in (64, 4096):
        out(f"wchar/mbstowcs/{size}", fnv1a64(pack("I", Random(0x336).letters(size))))


def ctype(out):
    punctuation = b"!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    for name, k, form, call in (
        ("isalpha", 0x340, "BB", lambda c: chr(c).isalpha()),
        ("isdigit", 0x341, "BB", lambda c: c in b"0123456789"),
        ("isspace", 0x342, "BB", lambda c: c in b" \t\n\v\f\r"),
        ("ispunct", 0x343, "BB", lambda c: c in punctuation),
        ("isxdigit", 0x344, "BB", lambda c: c in b"0123456789abcdefABCDEF"),
        ("toupper", 0x345, "Bi", lambda c: ord(chr(c).upper())),
        ("tolower", 0x346, "Bi", lambda c: ord(chr(c).lower())),
        ("iswalpha", 0x347, "BB", lambda c: chr(c).isalpha()),
        ("towupper", 0x348, "BI", lambda c: ord(chr(c).upper())),
    ):
        random = Random(k)
        text = [random.below(128) for _ in range(CALLS)]
        data = b"".join(struct.pack("<" + form, c, call(c)) for c in text)
        for row in (name, f"{name}_call") if name == "isdigit" else (name,):
            out(f"ctype/{row}", fnv1a64(data))
