# SPDX-License-Identifier: Apache-2.0
"""JSON: the texts are made of Python values, and Python's own json writes them and reads what is malformed."""

import json
import struct

from expected import MASK, Random, fnv1a64, seed
from expected_http import FAULT, WORDS, faulty, output

KINDS = {type(None): 0, int: 3, float: 4, str: 5, list: 6, dict: 7}


def nodes_of(value):
    if isinstance(value, (list, dict)):
        return 1 + sum(map(nodes_of, value.values() if isinstance(value, dict) else value))
    return 1


def tree(value):
    """The bytes that add_node() in json_checks.h adds."""
    if isinstance(value, bool):
        return bytes([2 if value else 1]) + bytes(8)
    data = bytes([KINDS[type(value)]])
    if value is None:
        return data + bytes(8)
    if isinstance(value, int):
        return data + struct.pack("<Q", value & MASK)
    if isinstance(value, float):
        return data + struct.pack("<d", value)
    if isinstance(value, str):
        return data + output(len(value.encode()), value.encode())
    data += struct.pack("<I", len(value))
    if isinstance(value, list):
        return data + b"".join(map(tree, value))
    return data + b"".join(output(len(key), key.encode()) + tree(element) for key, element in value.items())


def written(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Values:
    """What JsonText in json_texts.h makes, in the same order."""

    def __init__(self, seed_value):
        self.random = Random(seed_value)

    def word(self):
        return WORDS.draw(self.random)

    def part_of_message(self):
        kind = self.random.below(8)
        if kind < 4:
            return self.word()
        if kind == 7:
            return ("\n", '"', "\u00e9", "/", "\\", "\U0001f600", "\t", "\u2026")[self.random.below(8)]
        return "".join(chr(0x3041 + self.random.below(83)) for _ in range(1 + self.random.below(4)))

    def message(self, most):
        return " ".join(self.part_of_message() for _ in range(1 + self.random.below(most)))

    def status(self):
        random = self.random
        number = 505874847000000000 + random.below(1000000000)
        return {
            "created_at": f"Sun Aug 31 00:29:{10 + random.below(50)} +0000 2014",
            "id": number,
            "id_str": str(number),
            "text": self.message(24),
            "truncated": random.below(2) == 0,
            "user": {
                "id": self.shifted(34),
                "name": self.message(3),
                "screen_name": self.word(),
                "url": None if random.below(2) == 0 else "http://t.co/" + self.word(),
                "followers_count": self.shifted(46),
                "verified": random.below(8) == 0,
            },
            "entities": {
                "hashtags": [{"text": self.word(), "indices": [random.below(70), 70 + random.below(70)]}
                             for _ in range(random.below(3))],
                "urls": [],
            },
            "retweet_count": self.shifted(50, 14),
            "favorited": random.below(2) == 0,
        }

    def shifted(self, least, shifts=16):
        value = self.random.next()
        return value >> least + self.random.below(shifts)

    def twitter_like(self, count):
        return {"statuses": [self.status() for _ in range(count)],
                "search_metadata": {"completed_in": 0.087, "count": count}}

    def coordinate(self, least, span):
        whole = least + self.random.below(span)
        fraction = (self.random.next() >> 32) * 232
        dropped = self.random.below(7)
        return f"{whole}.{fraction:012d}"[:len(str(whole)) + 13 - dropped]

    def canada_like(self, points):
        rings = []
        while points > 0:
            count = min(points, 8 + self.random.below(64))
            rings.append([[float("-" + self.coordinate(52, 89)), float(self.coordinate(41, 42))] for _ in range(count)])
            points -= count
        return {"type": "FeatureCollection",
                "features": [{"type": "Feature", "properties": {"name": "Canada"},
                              "geometry": {"type": "Polygon", "coordinates": rings}}]}

    def identifier(self):
        return 100000000 + self.random.below(900000000)

    def event(self):
        return {"description": None, "id": self.identifier(),
                "logo": None if self.random.below(2) == 0 else "/images/" + self.word(),
                "name": self.word(), "subTopicIds": [self.identifier() for _ in range(1 + self.random.below(4))],
                "subjectCode": None}

    def performance(self):
        random = self.random
        return {
            "eventId": self.identifier(),
            "id": self.identifier(),
            "name": None,
            "prices": [{"amount": 250 * (1 + random.below(1000)), "audienceSubCategoryId": self.identifier(),
                        "seatCategoryId": self.identifier()} for _ in range(1 + random.below(4))],
            "seatCategories": [{"areas": [{"areaId": self.identifier(), "blockIds": []} for _ in range(random.below(6))],
                                "seatCategoryId": self.identifier()} for _ in range(1 + random.below(3))],
            "start": 1372701600000 + random.below(100000) * 60000,
            "venueCode": "PLEYEL",
        }

    def citm_like(self, count):
        return {"areaNames": {str(self.identifier()): self.word() for _ in range(count // 2 + 1)},
                "events": {str(self.identifier()): self.event() for _ in range(count)},
                "performances": [self.performance() for _ in range(count)]}


EXAMPLE = (b' {"a":[true,false,null,0,-1,12.25,1e2,1E-2,-0.5,123456.78901234567],\t"\\u0041\\"\\\\\\/\\b\\f\\n\\r\\t\\u001f":'
           b'{},"":[[],[{"b":"\\u00e9\\ud83d\\ude00"}]],"c":"d e"}\r\n')


def no_constant(_):
    raise ValueError("NaN and infinities are not JSON")


def read_and_written(text):
    """A number of more than 18 digits is a real one; a lone surrogate is a fault."""
    try:
        value = json.loads(text, parse_constant=no_constant)
        data = written(value)
    except (ValueError, UnicodeEncodeError):
        return None
    return len(data), data


def hard_numbers():
    random, data = Random(seed(0x074)), b""
    for _ in range(64):
        digits = random.next() % 10**17
        data += struct.pack("<d", float(f"{digits}e{random.below(600) - 300}"))
    return data


def jsons(out):
    extra = output(*read_and_written(EXAMPLE))
    extra += faulty(EXAMPLE, b'"\\{}[],:-. tnu/\x01', seed(0x073), read_and_written) + hard_numbers()
    for kind, k, items in (("twitter_like", 0x070, 144), ("canada_like", 0x071, 2176), ("citm_like", 0x072, 32)):
        root = getattr(Values(seed(k)), kind)(items)
        data = struct.pack("<I", nodes_of(root)) + tree(root)
        value = fnv1a64(data + extra)
        for library in ("", "lib=simdjson/"):
            out.add(f"json_parse/{kind}/{library}{items}", value, "the values that the text was made of")
    for kind, k, items in (("twitter_like", 0x070, 36), ("canada_like", 0x071, 544), ("citm_like", 0x072, 16)):
        text = written(getattr(Values(seed(k)), kind)(items))
        out.add(f"json_serialise/{kind}/{items}", fnv1a64(output(len(text), text) + extra), "json")
