#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the input of a benchmark for the programs that are measured beside it, made by the suites' own references.

usage: inputs.py NAME FILE

Texts that come in turn stand behind their lengths in four bytes, lowest first, as texts.c reads them. Blocks that a
compressor is given stand one behind the other.
"""

import base64
import json
import pathlib
import struct
import sys
import zlib

SUITES = pathlib.Path(__file__).resolve().parents[3] / "benchmarks"
sys.dont_write_bytecode = True
sys.path[:0] = [str(SUITES / name) for name in ("support", "web", "storage", "middleware")]

from expected import Random, random_bytes, seed  # noqa: E402
from expected_compress import word_text  # noqa: E402
from expected_encodings import form_text, marked_text  # noqa: E402
from expected_hpack import BITS, STATIC, Client, Decoder, header_text  # noqa: E402
from expected_http import chunked_body, request_text  # noqa: E402
from expected_inflate import page_text  # noqa: E402
from expected_json import Values, written  # noqa: E402
from expected_topics import Topics  # noqa: E402


def in_turns(count, k, make):
    """Of each turn the text that make() draws, with the turn's seed as in turns.h."""
    return [make(Random(seed(k + (turn << 16)))) for turn in range(count)]


def deflated(page):
    stream = zlib.compressobj(6, zlib.DEFLATED, -15)
    return stream.compress(page) + stream.flush()


def requests(fields):
    return lambda random: b"".join(request_text(fields, random) for _ in range(32))


def chunked_request(random):
    return b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked_body(65536, random)[1]


def json_texts(kind, k, count, items):
    return [written(getattr(Values(seed(k + (turn << 16))), kind)(items)) for turn in range(count)]


def topic_pairs():
    topics, pairs = Topics(seed(0x732)), []
    for turn in range(16):
        random = Random(seed(0x733 + (turn << 16)))
        for _ in range(512):
            topic = topics.topic(random)
            pairs.append(topics.filter(random, topic).encode() + b"\0" + topic.encode())
    return pairs


def integer(kind, prefix, value):
    """RFC 7541, section 5.1."""
    most = 2**prefix - 1
    if value < most:
        return bytes([kind | value])
    out, value = bytes([kind | most]), value - most
    while value >= 128:
        out, value = out + bytes([0x80 | value & 127]), value >> 7
    return out + bytes([value])


def coded(text):
    bits = "".join(BITS[byte] for byte in text)
    bits += "1" * (-len(bits) % 8)
    data = int(bits, 2).to_bytes(len(bits) // 8, "big")
    return integer(0x80, 7, len(data)) + data


def block_of(data):
    return struct.pack(">H", len(data)) + data


def one_field(random):
    """A literal field that no table keeps, named x."""
    return block_of(b"\x00" + coded(b"x") + coded(header_text(16384, random)))


class Encoder(Decoder):
    """Refers to an entry of a table if one is the same, or to its name, as Client in hpack.cc."""

    def field_block(self, field, is_added):
        entries = STATIC + self.entries
        if field in entries:
            return integer(0x80, 7, entries.index(field) + 1)
        name = next((i for i, entry in enumerate(entries, 1) if entry[0] == field[0]), 0)
        out = integer(0x40, 6, name) if is_added else integer(0, 4, name)
        if is_added:
            self.entries.insert(0, field)
            self.shrink()
        return out + (b"" if name else coded(field[0])) + coded(field[1])


def connection(turn):
    client, encoder = Client(seed(0x062 + (turn << 16))), Encoder(4096)
    return b"".join(block_of(b"".join(encoder.field_block(field, field[0] != b":path") for field in client.request()))
                    for _ in range(32))


INPUTS = {
    "base64": lambda: [base64.b64encode(random_bytes(65536, seed(0x029)))],
    "forms": lambda: in_turns(16, 0x020, lambda random: form_text(16384, random)),
    "marked": lambda: in_turns(16, 0x024, lambda random: marked_text(16384, random).encode()),
    "pages": lambda: in_turns(4, 0x080, lambda random: deflated(page_text(65536, random))),
    "huffman": lambda: in_turns(8, 0x060, one_field),
    "connections": lambda: [connection(turn) for turn in range(64)],
    "small": lambda: in_turns(128, 0x010, requests(5)),
    "browser": lambda: in_turns(128, 0x014, requests(14)),
    "chunked": lambda: in_turns(32, 0x018, chunked_request),
    "twitter": lambda: json_texts("twitter_like", 0x070, 32, 144),
    "canada": lambda: json_texts("canada_like", 0x071, 8, 2176),
    "twitter_quarter": lambda: json_texts("twitter_like", 0x070, 128, 36),
    "twitter_text": lambda: json_texts("twitter_like", 0x070, 1, 144)[0],
    "canada_text": lambda: json_texts("canada_like", 0x071, 1, 2176)[0],
    "citm_text": lambda: json.dumps(Values(seed(0x072)).citm_like(32), ensure_ascii=False, indent=4).encode(),
    "topics": topic_pairs,
    "few_words": lambda: word_text(512 << 10, 64),
    "many_words": lambda: word_text(512 << 10, 4096),
    "noise": lambda: random_bytes(512 << 10, seed(0x050)),
}


def main():
    name, file = sys.argv[1:]
    made = INPUTS[name]()
    if not isinstance(made, bytes):
        made = b"".join(struct.pack("<I", len(text)) + text for text in made)
    pathlib.Path(file).write_bytes(made)


if __name__ == "__main__":
    main()
