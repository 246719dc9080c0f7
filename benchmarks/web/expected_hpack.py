# SPDX-License-Identifier: Apache-2.0
"""HPACK: header lists as they were before they were encoded, and a decoder by RFC 7541 that looks up codes as strings of
0 and 1. It reads the examples of appendix C.6 and what remains of them with a wrong byte."""

import re
from pathlib import Path

from expected import Random, fnv1a64, seed
from expected_http import WORDS, faulty, output

TABLES = (Path(__file__).resolve().parent / "hpack_tables.h").read_text(encoding="utf-8")
STATIC = [tuple(map(str.encode, pair)) for pair in re.findall(r'\{"([^"]*)", "([^"]*)"\}', TABLES)]
LENGTHS = [int(word) for word in re.findall(r"\d+", TABLES[TABLES.index("kCodeLengths = {"):])]
assert len(STATIC) == 61 and len(LENGTHS) == 257


def canonical_codes():
    """A byte of each string of bits. That no code begins another, and none is left, is Kraft's equality."""
    assert sum(2 ** (30 - length) for length in LENGTHS) == 2**30
    found, next_code = {}, 0
    for length, symbol in sorted((length, symbol) for symbol, length in enumerate(LENGTHS)):
        found[format(next_code >> (30 - length), f"0{length}b")] = symbol
        next_code += 2 ** (30 - length)
    return found


CODES = canonical_codes()
BITS = {symbol: bits for bits, symbol in CODES.items()}


def huffman_decoded(text):
    bits = "".join(format(byte, "08b") for byte in text)
    data, begin = bytearray(), 0
    for end in range(1, len(bits) + 1):
        symbol = CODES.get(bits[begin:end])
        if symbol == 256:
            return None
        if symbol is not None:
            data.append(symbol)
            begin = end
    rest = bits[begin:]
    return bytes(data) if len(rest) < 8 and "0" not in rest else None


# Appendix B has these codes, of the first and last byte of most lengths.
for byte, code in ((48, 0x0), (116, 0x9), (32, 0x14), (117, 0x2D), (58, 0x5C), (122, 0x7B), (38, 0xF8), (90, 0xFD),
                   (33, 0x3F8), (35, 0xFFA), (0, 0x1FF8), (94, 0x3FFC), (60, 0x7FFC), (92, 0x7FFF0), (128, 0xFFFE6),
                   (255, 0x3FFFFEE), (249, 0xFFFFFFE), (256, 0x3FFFFFFF)):
    assert int(BITS[byte], 2) == code
# Appendix C.4.1.
assert huffman_decoded(bytes.fromhex("f1e3c2e5f23a6ba0ab90f4ff")) == b"www.example.com"


class Fault(Exception):
    pass


class Decoder:
    def __init__(self, most):
        self.most = self.allowed = most
        self.entries = []  # the newest first

    def shrink(self):
        while sum(len(name) + len(value) + 32 for name, value in self.entries) > self.allowed:
            self.entries.pop()

    def integer(self, prefix):
        if not self.block:
            raise Fault
        most = 2**prefix - 1
        value, self.block = self.block[0] & most, self.block[1:]
        if value < most:
            return value
        for shift in range(0, 28, 7):
            if not self.block:
                raise Fault
            byte, self.block = self.block[0], self.block[1:]
            value += (byte & 127) << shift
            if byte < 128:
                return value
        raise Fault

    def string(self):
        is_coded = self.block[:1] >= b"\x80"
        length = self.integer(7)
        text, self.block = self.block[:length], self.block[length:]
        if len(text) < length:
            raise Fault
        text = huffman_decoded(text) if is_coded else text
        if text is None:
            raise Fault
        return text

    def entry(self, index):
        if not 0 < index <= 61 + len(self.entries):
            raise Fault
        return (STATIC + self.entries)[index - 1]

    def field(self):
        first = self.block[0]
        if first >= 0x80:
            return [self.entry(self.integer(7))]
        if 0x20 <= first < 0x40:
            self.allowed = self.integer(5)
            if self.allowed > self.most:
                raise Fault
            self.shrink()
            return []
        index = self.integer(6 if first >= 0x40 else 4)
        name = self.entry(index)[0] if index else self.string()
        field = (name, self.string())
        if first >= 0x40:
            self.entries.insert(0, field)
            self.shrink()
        return [field]

    def fields(self, block):
        self.block, found = block, []
        while self.block:
            found += self.field()
        return found


def shown(fields):
    return b"".join(name + b": " + value + b"\n" for name, value in fields)


def decoded_published(text):
    decoder, fields = Decoder(256), []
    try:
        while text:
            if len(text) < 2 or len(text) - 2 < int.from_bytes(text[:2], "big"):
                return None
            length = int.from_bytes(text[:2], "big")
            fields += decoder.fields(text[2:2 + length])
            text = text[2 + length:]
    except Fault:
        return None
    return len(shown(fields)), shown(fields)


RESPONSES = (
    "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
    "4883640effc1c0bf",
    "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672"
    "c1ab270fb5291f9587316065c003ed4ee5b1063d5007")
# What appendix C.6 says that they are.
HEADERS = b""":status: 302
cache-control: private
date: Mon, 21 Oct 2013 20:13:21 GMT
location: https://www.example.com
:status: 307
cache-control: private
date: Mon, 21 Oct 2013 20:13:21 GMT
location: https://www.example.com
:status: 200
cache-control: private
date: Mon, 21 Oct 2013 20:13:22 GMT
location: https://www.example.com
content-encoding: gzip
set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1
"""


class Client:
    """The header lists of a connection's requests."""

    def __init__(self, seed_value):
        self.random = Random(seed_value)
        self.hosts = [self.words(2) + ".example" for _ in range(4)]
        self.cookies = [self.words(6) for _ in range(8)]
        self.pages = ["https://" + self.words(4) for _ in range(16)]
        self.agent = self.words(12)

    def words(self, count):
        return " ".join(WORDS.draw(self.random) for _ in range(count))

    def request(self):
        random = self.random
        path = "".join("/" + WORDS.draw(random) for _ in range(1 + random.below(3)))
        fields = [(":method", "POST" if random.below(8) == 0 else "GET"), (":scheme", "https"),
                  (":authority", self.hosts[random.below(4)]), (":path", path), ("user-agent", self.agent),
                  ("accept-encoding", "gzip, deflate")]
        if random.below(4) != 0:
            fields.append(("cookie", self.cookies[random.below(8)]))
        if random.below(4) != 0:
            fields.append(("referer", self.pages[random.below(16)]))
        if random.below(4) != 0:
            fields.append(("x-" + self.words(1), self.words(1)))
        return [(name.encode(), value.encode()) for name, value in fields]


def header_text(size, random):
    text = b""
    while len(text) < size:
        text += WORDS.draw(random).encode()
        kind = random.below(64)
        text += bytes([random.below(256)]) if kind == 0 else b"0123456789ABCDEF =;/-.,:"[kind % 24:kind % 24 + 1]
    return text[:size]


def hpack(out):
    text = header_text(16384, Random(seed(0x060)))
    data = output(len(text), text)
    data += b"".join(output(3, bytes([byte, 97, byte])) for byte in range(256))
    for bad in (b"\xff", b"\x1c", b"\xff\xff\xff\xff", b"\x1f\xff"):
        found = huffman_decoded(bad)
        data += output(0xFFFFFFFF, b"") if found is None else output(len(found), found)
    out.add("hpack/huffman_decode/16384", fnv1a64(data), "the text before it was encoded")
    published = b"".join(bytes([0, len(hexadecimal) // 2]) + bytes.fromhex(hexadecimal) for hexadecimal in RESPONSES)
    assert decoded_published(published)[1] == HEADERS
    client = Client(seed(0x062))
    fields = shown(field for _ in range(32) for field in client.request())
    data = output(len(fields), fields) + output(len(HEADERS), HEADERS)
    assert decoded_published(published + b"\0\1\xc1") is None
    data += output(0xFFFFFFFF, b"")
    data += faulty(published, b"\0\x3f\x7f\x82\xc1\xff", seed(0x063), decoded_published)
    out.add("hpack/dynamic_table/32", fnv1a64(data), "the header lists before they were encoded, RFC 7541 C.6")
