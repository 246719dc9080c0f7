# SPDX-License-Identifier: Apache-2.0
"""Protocol Buffers, CBOR and Kafka: messages made of Python's own integers, bytes and struct, and what a reader must
find in them, which is what was put in."""

import struct

from expected import MASK, Random, ascii_text, fnv1a64, random_bytes, seed, unzigzag, varint

POOL = 4096


def any_length(random, bits):
    word = random.next() | 1 << 63
    return word >> (63 - random.below(bits))


def any_slice(random, pool, size):
    at = random.below(len(pool) - size)
    return pool[at:at + size]


def text_bytes(text):
    """What add_slice adds."""
    return struct.pack("<I", len(text)) + text


def zigzag(value):
    return 2 * value if value >= 0 else -2 * value - 1


def or_default(random, value, default=0):
    return default if random.below(2) == 0 else value


# Fields of an order: name, number, kind. The order of any_order() in protobuf_order.h.
ORDER = {"id": (1, "u"), "customer": (2, "s"), "balance": (3, "z"), "created": (4, "<Q"), "quantity": (5, "u"),
         "price": (6, "<d"), "express": (7, "u"), "status": (8, "u"), "address": (9, "s"), "east": (10, "z"),
         "north": (11, "z"), "weight": (12, "<f"), "change": (13, "i"), "hash": (14, "<I"), "token": (15, "s"),
         "lines": (16, "p"), "place": (17, "m"), "note": (18, "s"), "parent": (19, "u"), "flags": (20, "u")}
PLACE = {"latitude": (1, "z"), "longitude": (2, "z"), "name": (3, "s")}


def any_order(random, pool):
    def text(most):
        return any_slice(random, pool, random.below(most + 1))

    def signed(bits):
        return unzigzag(any_length(random, bits))

    o = {"id": any_length(random, 64), "customer": text(24), "balance": signed(48), "created": random.next(),
         "quantity": any_length(random, 14), "price": or_default(random, random.coarse(), 0.0),
         "express": random.below(2), "status": random.below(4), "address": text(40), "east": signed(16),
         "north": signed(16), "weight": or_default(random, random.coarse(), 0.0),
         "change": or_default(random, signed(20)), "hash": random.next() >> 32, "token": text(16)}
    o["lines"] = [any_length(random, 28) for _ in range(random.below(9))]
    o["place"] = {"latitude": signed(30), "longitude": signed(30), "name": text(12)}
    o["note"] = or_default(random, text(60), b"")
    o["parent"] = or_default(random, any_length(random, 64))
    o["flags"] = random.below(256)
    return o


def message(fields, schema):
    def key(number, wire):
        return varint(number << 3 | wire)

    out = b""
    for name, (number, kind) in schema.items():
        value = fields[name]
        if kind == "m":
            inner = message(value, PLACE)
            out += key(number, 2) + varint(len(inner)) + inner
        elif not value:
            continue
        elif kind == "p":
            inner = b"".join(map(varint, value))
            out += key(number, 2) + varint(len(inner)) + inner
        elif kind == "s":
            out += key(number, 2) + varint(len(value)) + value
        elif kind[0] == "<":
            raw = struct.pack(kind, value)
            out += key(number, 1 if len(raw) == 8 else 5) + raw
        else:
            out += key(number, 0) + varint(zigzag(value) if kind == "z" else value & MASK)
    return out


def order_bytes(o):
    place = o["place"]
    out = struct.pack("<QqQIdIIiifiIQI", o["id"], o["balance"], o["created"], o["quantity"], o["price"], o["express"],
                      o["status"], o["east"], o["north"], o["weight"], o["change"], o["hash"], o["parent"], o["flags"])
    out += b"".join(text_bytes(o[name]) for name in ("customer", "address", "token")) + text_bytes(b"")  # note is skipped
    out += struct.pack(f"<{len(o['lines']) + 1}I", len(o["lines"]), *o["lines"])
    return out + struct.pack("<ii", place["latitude"], place["longitude"]) + text_bytes(place["name"])


def counted(data):
    return fnv1a64(struct.pack("<Q", len(data)) + data)


def protobuf(out):
    assert varint(150) == b"\x96\x01" and zigzag(-2) == 3 and zigzag(0x7FFFFFFF) == 0xFFFFFFFE  # the specification
    pool = ascii_text(POOL, seed(0x700))
    random = Random(seed(0x701))
    orders = [any_order(random, pool) for _ in range(128)]
    messages = [message(o, ORDER) for o in orders]
    stream = b"".join(varint(len(m)) + m for m in messages)
    out.add("protobuf/encode/128", counted(stream), "the encoding's definition")
    fields = struct.pack("<Q", 128) + b"".join(map(order_bytes, orders))
    out.add("protobuf/decode/128", fnv1a64(fields), "the fields before they were encoded")
    random = Random(seed(0x702))
    values = [any_length(random, 64) for _ in range(4096)]
    inner = b"".join(map(varint, values))
    out.add("protobuf/packed_encode/4096", counted(b"\x0a" + varint(len(inner)) + inner), "the encoding's definition")
    out.add("protobuf/packed_decode/4096", fnv1a64(struct.pack("<4097Q", 4096, *values)),
            "the values before they were encoded")


class Cbor:
    """One record after the other, encoded (RFC 8949, 4.2.1) and as the items that a reader must find."""

    def __init__(self, random, pool):
        self.random, self.pool, self.stream, self.items, self.count = random, pool, b"", b"", 0

    def item(self, kind, value, text=b""):
        self.count += 1
        self.items += struct.pack("<IQ", kind, value) + text_bytes(text)

    def head(self, kind, value, text=b""):
        self.stream += cbor_head(kind, value) + text
        self.item(kind, value, text)

    def float(self, value):
        self.stream += cbor_float(value)
        self.item(8, struct.unpack("<Q", struct.pack("<d", value))[0])

    def string(self, kind, text):
        self.head(kind, len(text), text)

    def text(self, most):
        self.string(3, any_slice(self.random, self.pool, 1 + self.random.below(most)))

    def integer(self):
        value = any_length(self.random, 64)
        self.head(0 if self.random.below(2) == 0 else 1, value)

    def name(self, k):
        self.string(3, self.pool[4 * k:4 * k + 4])

    def any_float(self):
        kind = self.random.below(4)
        if kind == 0:
            return self.random.coarse()
        if kind == 1:
            return self.random.coarse() * 2.0**-14
        return (self.random.next() >> 40) * 2.0**-12 if kind == 2 else self.random.unit()

    def record(self):
        self.head(5, 7)
        self.name(0)
        self.head(0, any_length(self.random, 64))
        self.name(1)
        self.integer()
        self.name(2)
        values = self.random.below(9)
        self.head(4, values)
        for _ in range(values):
            self.float(self.any_float())
        self.name(3)
        self.text(40)
        self.name(4)
        self.string(2, any_slice(self.random, self.pool, self.random.below(64)))
        self.name(5)
        self.head(7, 20 + self.random.below(3))
        self.name(6)
        tags = self.random.below(5)
        self.head(5, tags)
        for _ in range(tags):
            self.text(8)
            self.integer()


def cbor_head(kind, value):
    if value < 24:
        return bytes([kind << 5 | value])
    size = next(size for size in (1, 2, 4, 8) if value < 1 << 8 * size)
    return bytes([kind << 5 | 23 + size.bit_length()]) + value.to_bytes(size, "big")


def cbor_float(value):
    """The shortest of struct's three formats that gives the value back."""
    for first, kind in ((0xF9, ">e"), (0xFA, ">f"), (0xFB, ">d")):
        try:
            raw = struct.pack(kind, value)
        except OverflowError:
            continue
        if struct.unpack(kind, raw)[0] == value:
            return bytes([first]) + raw
    raise AssertionError(value)


def cbor(out):
    published = {1000000: "1a000f4240", 1000000000000: "1b000000e8d4a51000", 23: "17", 24: "1818"}
    assert all(cbor_head(0, number).hex() == text for number, text in published.items())  # RFC 8949, appendix A
    published = {1.5: "f93e00", 100000.0: "fa47c35000", 1.1: "fb3ff199999999999a", 5.960464477539063e-8: "f90001"}
    assert all(cbor_float(number).hex() == text for number, text in published.items())
    document = Cbor(Random(seed(0x711)), ascii_text(POOL, seed(0x710)))
    for _ in range(128):
        document.record()
    out.add("cbor/encode/128", counted(document.stream), "RFC 8949 with Python's struct")
    items = struct.pack("<Q", document.count) + document.items
    out.add("cbor/decode/128", fnv1a64(items), "the items before they were encoded")


def crc32c(data):
    """Bit by bit as a division of polynomials, highest power first."""
    remainder = 0xFFFFFFFF
    for byte in data:
        remainder ^= int(f"{byte:08b}"[::-1], 2) << 24
        for _ in range(8):
            remainder = (remainder << 1 ^ (0x1EDC6F41 if remainder >> 31 else 0)) & 0xFFFFFFFF
    return int(f"{remainder ^ 0xFFFFFFFF:032b}"[::-1], 2)


def kafka_text(text):
    return varint(zigzag(-1)) if text is None else varint(zigzag(len(text))) + text


def kafka_found(text):
    return struct.pack("<I", 0xFFFFFFFF) if text is None else text_bytes(text)


def kafka(out):
    assert crc32c(b"123456789") == 0xE3069283 and crc32c(bytes(32)) == 0x8A9136AA  # published; RFC 3720, B.4
    source = random_bytes(POOL, seed(0x720))
    random = Random(seed(0x721))
    offset, producer, epoch = any_length(random, 40), any_length(random, 30), random.below(8)
    sequence = random.below(1 << 30)
    records, found, time = b"", struct.pack("<Q", 256), 0
    for i in range(256):
        time += any_length(random, 6)
        key = any_slice(random, source, random.below(24))
        if random.below(4) == 0:
            key = None
        value = any_slice(random, source, any_length(random, 7) - 1)
        texts = []
        for _ in range(random.below(3)):
            texts.append(any_slice(random, source, 1 + random.below(8)))
            texts.append(any_slice(random, source, random.below(16)))
        body = b"\0" + varint(zigzag(time)) + varint(zigzag(i)) + kafka_text(key) + kafka_text(value)
        body += varint(zigzag(len(texts) // 2)) + b"".join(map(kafka_text, texts))
        records += varint(zigzag(len(body))) + body
        found += struct.pack("<qI", time, len(texts) // 2) + b"".join(map(kafka_found, [key, value] + texts))
    first = 1700000000000
    summed = struct.pack(">hiqqqhii", 0, 255, first, first + time, producer, epoch, sequence, 256) + records
    batch = struct.pack(">qiibI", offset, len(summed) + 9, 7, 2, crc32c(summed)) + summed
    out.add("kafka/encode/256", counted(batch), "the format's definition, CRC32C bit by bit")
    out.add("kafka/decode/256", fnv1a64(found), "the records before they were encoded")
