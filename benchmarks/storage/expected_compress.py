# SPDX-License-Identifier: Apache-2.0
"""Compressors: what they write is decoded by the format's definition, and what they read is the text itself."""

import heapq
from collections import Counter
from itertools import count

from expected import Random, ascii_text, fnv1a64, random_bytes, seed


def word_text(size, words):
    letters = random_bytes(4 * words + 16, seed(0x051))
    random, text = Random(seed(0x052 + words)), bytearray()
    while len(text) < size:
        squared = (random.next() & 0xFFFF) ** 2 >> 16
        word = (squared**2 >> 16) * words >> 16
        text += letters[4 * word:4 * word + 3 + word % 14]
    return bytes(text[:size])


def coded_length(length):
    """What follows a half of a token that is full."""
    return b"" if length < 15 else b"\xff" * ((length - 15) // 255) + bytes([(length - 15) % 255])


def sequence(literals, distance=0, length=4):
    token = bytes([min(len(literals), 15) << 4 | min(length - 4, 15)])
    start = token + coded_length(len(literals)) + literals
    return start + distance.to_bytes(2, "little") + coded_length(length - 4) if distance else start


def common_length(text, one, other, end):
    """By halving: how far the bytes at two places are equal."""
    low, high = 0, end - other
    while low < high:
        middle = (low + high + 1) // 2
        if text[one:one + middle] == text[other:other + middle]:
            low = middle
        else:
            high = middle - 1
    return low


def lz4(text):
    """The newest place of each hash of four bytes is what a match may begin at."""
    newest, out, anchor, at = {}, [], 0, 1
    last = len(text) - 12

    def slot(place):
        return (int.from_bytes(text[place:place + 4], "little") * 2654435761 & 0xFFFFFFFF) >> 20

    while at <= last:
        match, newest[slot(at)] = newest.get(slot(at), 0), at
        if at - match > 65535 or text[match:match + 4] != text[at:at + 4]:
            at += 1 + (at - anchor) // 64
            continue
        length = common_length(text, match, at, len(text) - 5)
        out.append(sequence(text[anchor:at], at - match, length))
        anchor = at = at + length
        if at <= last:
            newest[slot(at - 2)] = at - 2
    return b"".join(out) + sequence(text[anchor:])


def lz4_decoded(data):
    """By lz4_Block_format.md."""
    out, at = bytearray(), 0

    def length(half):
        nonlocal at
        total, more = half, 255 if half == 15 else 0
        while more == 255:
            more, at = data[at], at + 1
            total += more
        return total

    while True:
        token, at = data[at], at + 1
        literals = length(token >> 4)
        out += data[at:at + literals]
        at += literals
        if at == len(data):
            return bytes(out)
        distance, at = int.from_bytes(data[at:at + 2], "little"), at + 2
        for _ in range(length(token & 15) + 4):
            out.append(out[-distance])


def lengths_of(counts, limit=12):
    """Of Huffman's tree by a heap; of nodes with equal counts leaves come first, then older nodes."""
    order = count()
    heap = [(number, 0, symbol, [symbol]) for symbol, number in counts.items()]
    heapq.heapify(heap)
    lengths = Counter({symbol: len(heap) == 1 for symbol in counts})
    while len(heap) > 1:
        (number, _, _, symbols), (other, _, _, others) = heapq.heappop(heap), heapq.heappop(heap)
        lengths.update(symbols + others)
        heapq.heappush(heap, (number + other, 1, next(order), symbols + others))
    if max(lengths.values()) > limit:
        return lengths_of({symbol: (number + 1) // 2 for symbol, number in counts.items()}, limit)
    return lengths


def huffman(text):
    lengths = lengths_of(Counter(text))
    assert sum(2**-length for length in lengths.values()) == 1  # L. G. Kraft 1949
    code, codes, longest = 0, {}, max(lengths.values())
    for symbol in sorted(lengths, key=lambda s: (lengths[s], s)):
        codes[symbol] = f"{code >> (longest - lengths[symbol]):0{lengths[symbol]}b}"
        code += 1 << (longest - lengths[symbol])
    bits = "".join(codes[byte] for byte in text)
    bits += "0" * (-len(bits) % 32)
    header = bytes(lengths[2 * i] << 4 | lengths[2 * i + 1] for i in range(128))
    return header + int(bits, 2).to_bytes(len(bits) // 8, "big")


def compress(out):
    kinds = (("few_words", lambda size: word_text(size, 64)), ("many_words", lambda size: word_text(size, 4096)),
             ("noise", lambda size: random_bytes(size, seed(0x050))))
    for size in (4096, 16384, 65536):
        for kind, text_of in kinds:
            text = text_of(size)
            compressed = lz4(text)
            assert lz4_decoded(compressed) == text
            out.add(f"lz4_like/compress/{kind}/{size}", fnv1a64(compressed), "Python's dict, decoded by the format")
            out.add(f"lz4_like/decompress/{kind}/{size}", fnv1a64(text), "the text")
            for coder, library in (("lz4_like", "lz4"), ("zstd1", "zstd"), ("zstd3", "zstd")):
                for way in ("compress", "decompress"):
                    if size != 16384:
                        out.add(f"{coder}/{way}/{kind}/lib={library}/{size}", fnv1a64(text), "the text")
        out.add(f"huffman/compress/{size}", fnv1a64(huffman(ascii_text(size, seed(0x060)))), "heapq")
        out.add(f"huffman/decompress/{size}", fnv1a64(ascii_text(size, seed(0x061))), "the text")
