# SPDX-License-Identifier: Apache-2.0
"""HPACK: header lists as they were before they were encoded, and a decoder by RFC 7541 that looks up codes as strings of
0 and 1. It reads the examples of appendix C.6 and what remains of them with a wrong byte."""

from expected import Random, fnv1a64, seed
from expected_http import WORDS, faulty, output

# Appendix A: a name, and its value behind a blank. Not read from hpack_tables.h, which is what is to be checked.
STATIC = [tuple(field.encode().partition(b" ")[::2]) for field in (
    ":authority", ":method GET", ":method POST", ":path /", ":path /index.html", ":scheme http", ":scheme https",
    ":status 200", ":status 204", ":status 206", ":status 304", ":status 400", ":status 404", ":status 500",
    "accept-charset", "accept-encoding gzip, deflate", "accept-language", "accept-ranges", "accept",
    "access-control-allow-origin", "age", "allow", "authorization", "cache-control", "content-disposition",
    "content-encoding", "content-language", "content-length", "content-location", "content-range", "content-type",
    "cookie", "date", "etag", "expect", "expires", "from", "host", "if-match", "if-modified-since", "if-none-match",
    "if-range", "if-unmodified-since", "last-modified", "link", "location", "max-forwards", "proxy-authenticate",
    "proxy-authorization", "range", "referer", "refresh", "retry-after", "server", "set-cookie",
    "strict-transport-security", "transfer-encoding", "user-agent", "vary", "via", "www-authenticate")]
assert len(STATIC) == 61

# Appendix B: the bytes whose codes have so many bits, in the order of their codes.
BYTES_BY_BITS = {
    5: b"012aceiost", 6: b" %-./3456789=A_bdfghlmnpru", 7: b":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz", 8: b"&*,;XZ",
    10: b'!"()?', 11: b"'+|", 12: b"#>", 13: b"\0$@[]~", 14: b"^}", 15: b"<`{", 19: b"\\\xc3\xd0",
    20: bytes.fromhex("808283a2b8c2e0e2"), 21: bytes.fromhex("99a1a7acb0b1b3d1d8d9e3e5e6"),
    22: bytes.fromhex("8184858688929a9ca0a3a4a9aaadb2b5b9babbbdbec4c6e4e8e9"),
    23: bytes.fromhex("0187898a8b8c8d8f93959697989b9d9ea5a6a8aeafb4b6b7bcbfc5e7ef"),
    24: bytes.fromhex("098e9091949fabced7e1eced"), 25: bytes.fromhex("c7cfeaeb"),
    26: bytes.fromhex("c0c1c8c9cacdd2d5dadbeef0f2f3ff"), 27: bytes.fromhex("cbccd3d4d6dddedff1f4f5f6f7f8fafbfcfdfe"),
    28: bytes.fromhex("020304050607080b0c0e0f1011121314151718191a1b1c1d1e1f7fdcf9"), 30: b"\n\r\x16"}
END = 256  # its code is the last one


def codes():
    """A symbol of each string of bits: codes are numbers that follow one another, and none is left."""
    found, at = {}, 0
    for bits, symbols in BYTES_BY_BITS.items():
        for symbol in (*symbols, END) if bits == 30 else symbols:
            found[format(at >> (30 - bits), f"0{bits}b")] = symbol
            at += 2 ** (30 - bits)
    assert at == 2**30 and sorted(found.values()) == list(range(257))
    return found


CODES = codes()
BITS = {symbol: bits for bits, symbol in CODES.items()}


def huffman_encoded(text):
    bits = "".join(BITS[byte] for byte in text)
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def huffman_decoded(text):
    bits = "".join(format(byte, "08b") for byte in text)
    data, begin = bytearray(), 0
    for end in range(1, len(bits) + 1):
        symbol = CODES.get(bits[begin:end])
        if symbol == END:
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
    for three in (bytes([byte, 97, byte]) for byte in range(256)):
        data += huffman_encoded(three) + output(3, three)
    for bad in (b"\xff", b"\x1c", b"\xff\xff\xff\xff", b"\x1f\xff"):
        found = huffman_decoded(bad)
        data += output(0xFFFFFFFF, b"") if found is None else output(len(found), found)
    out.add("hpack/huffman_decode/16384", fnv1a64(data), "the text before it was encoded")
    published = b"".join(bytes([0, len(hexadecimal) // 2]) + bytes.fromhex(hexadecimal) for hexadecimal in RESPONSES)
    assert decoded_published(published)[1] == HEADERS
    client = Client(seed(0x062))
    fields = shown(field for _ in range(32) for field in client.request())
    data = output(len(fields), fields) + output(len(HEADERS), HEADERS)
    data += output(*decoded_published(bytes([0, 61, *range(0x81, 0x81 + 61)])))  # the whole static table
    assert decoded_published(published + b"\0\1\xc1") is None
    data += output(0xFFFFFFFF, b"")
    data += faulty(published, b"\0\x3f\x7f\x82\xc1\xff", seed(0x063), decoded_published)
    out.add("hpack/dynamic_table/32", fnv1a64(data), "the header lists before they were encoded, RFC 7541 C.6")
