# SPDX-License-Identifier: Apache-2.0
"""MQTT packets and topics: packets with what a reader must find in them, filters as regular expressions, and each
subscriber found by asking every filter."""

import re
import struct

from expected import Random, fnv1a64, pack, seed, varint
from expected_formats import any_length, text_bytes


class Topics:
    def __init__(self, words_seed):
        random = Random(words_seed)
        self.words = ["".join(chr(97 + random.below(26)) for _ in range(1 + random.below(8))) for _ in range(32)]

    def word(self, random):
        return self.words[min(random.below(32), random.below(32))]

    def topic(self, random):
        first = "$" if random.below(16) == 0 else ""
        return first + "/".join(self.word(random) for _ in range(1 + random.below(6)))

    def filter(self, random, topic):
        words = []
        for word in topic.split("/"):
            choice = random.below(8)
            if choice == 0 and (words or random.below(16) == 0):
                return "/".join(words + ["#"])
            words.append("+" if choice == 1 or (choice == 2 and words) else self.word(random) if choice == 3 else word)
        if len(words) < 6 and random.below(8) == 0:
            words.append("#")
        return "/".join(words)


def mqtt_text(text):
    return struct.pack(">H", len(text)) + text.encode()


def publish(random, topics):
    quality, retain = random.below(3), random.below(2)
    topic = topics.topic(random)
    number = 1 + random.below(65535) if quality else 0
    payload = bytes(i & 255 for i in range(any_length(random, 9) - 1))
    body = mqtt_text(topic) + (struct.pack(">H", number) if quality else b"") + payload
    return 3, quality << 1 | retain, body, (number, 0, topic.encode(), payload)


def subscribe(random, topics, no_more):
    number, count = 1 + random.below(65535), 1 + random.below(3)
    filters = b""
    for _ in range(count):
        wanted = topics.filter(random, topics.topic(random))
        filters += mqtt_text(wanted) + (b"" if no_more else bytes([random.below(3)]))
    return 10 if no_more else 8, 2, struct.pack(">H", number) + filters, (number, count, wanted.encode(), filters)


def connect(random, topics):
    who = random.below(3)
    flags, silence = 2 | (0x80 if who > 0 else 0) | (0x40 if who > 1 else 0), random.below(600)
    names = [topics.word(random) for _ in range(who + 1)]
    rest = b"".join(map(mqtt_text, names[1:]))
    body = mqtt_text("MQTT") + struct.pack(">BBH", 4, flags, silence) + mqtt_text(names[0]) + rest
    return 1, 0, body, (0, silence, names[0].encode(), rest)


def packet(random, topics):
    """Type, flags, body, and what is found in it: number, extra, topic, payload."""
    choice = random.below(16)
    if choice < 9:
        return publish(random, topics)
    if choice < 11:
        kind, number = 4 + random.below(4), 1 + random.below(65535)
        return kind, 2 if kind == 6 else 0, struct.pack(">H", number), (number, 0, b"", b"")
    if choice < 14:
        return subscribe(random, topics, choice == 13)
    return connect(random, topics) if choice == 14 else (12, 0, b"", (0, 0, b"", b""))


def regular(wanted):
    """MQTT 3.1.1, section 4.7."""
    if wanted == "#":
        return re.compile(r"[^$].*", re.DOTALL)
    rest = wanted.endswith("/#")
    words = [r"[^/]*" if word == "+" else re.escape(word) for word in wanted.removesuffix("/#").split("/")]
    if words[0] == r"[^/]*":
        words[0] = r"(?!\$)[^/]*"
    return re.compile("/".join(words) + (r"(/.*)?" if rest else ""), re.DOTALL)


def mqtt(out):
    for wanted, topic, fits in (("sport/tennis/player1/#", "sport/tennis/player1", True), ("+/monitor/Clients", "$SYS/monitor/Clients", False),
                                ("sport/+", "sport", False), ("sport/+", "sport/", True), ("/+", "/finance", True),
                                ("$SYS/#", "$SYS/monitor", True), ("#", "$SYS", False)):  # the specification's own
        assert bool(regular(wanted).fullmatch(topic)) == fits, (wanted, topic)
    random, topics = Random(seed(0x731)), Topics(seed(0x730))
    stream, found = b"", struct.pack("<Q", 256)
    for _ in range(256):
        kind, flags, body, (number, extra, topic, payload) = packet(random, topics)
        stream += bytes([kind << 4 | flags]) + varint(len(body)) + body
        found += struct.pack("<4I", kind, flags, number, extra) + text_bytes(topic) + text_bytes(payload)
    out.add("mqtt/parse/256", fnv1a64(stream + found), "the fields before they were written")
    random, topics = Random(seed(0x733)), Topics(seed(0x732))
    fits = []
    for _ in range(512):
        topic = topics.topic(random)
        fits.append(bool(regular(topics.filter(random, topic)).fullmatch(topic)))
    out.add("mqtt/match/512", fnv1a64(struct.pack("<Q", sum(fits)) + bytes(fits)), "regular expressions")


def nodes_by_path(filters):
    """Numbers of the filters' beginnings in the order in which they are first seen; 0 is the empty one."""
    number = {(): 0}
    for wanted in filters:
        words = tuple(wanted.split("/"))
        for depth in range(1, len(words) + 1):
            number.setdefault(words[:depth], len(number))
    return number


def topic_trie(out):
    random, topics = Random(seed(0x741)), Topics(seed(0x740))
    all_filters = [topics.filter(random, topics.topic(random)) for _ in range(1024)]
    filters = all_filters[:512]
    number = nodes_by_path(filters)
    newest = {tuple(wanted.split("/")): i for i, wanted in enumerate(filters)}
    nodes = []
    for path in number:
        nodes += number.get(path + ("+",), 0), number.get(path + ("#",), 0), newest.get(path, 0xFFFFFFFF)
    places = [number[tuple(wanted.split("/"))] for wanted in filters]
    found = struct.pack("<Q", len(number)) + pack("I", places) + pack("I", nodes)
    out.add("topic_trie/insert/512", fnv1a64(found), "a dictionary of all beginnings of filters")
    random = Random(seed(0x742))
    patterns, ends, matches = list(map(regular, all_filters)), [], []
    for _ in range(128):
        topic = topics.topic(random)
        matches += [i for i, pattern in enumerate(patterns) if pattern.fullmatch(topic)]
        ends.append(len(matches))
    found = struct.pack("<Q", len(matches)) + pack("I", ends) + pack("I", matches)
    out.add("topic_trie/match/1024", fnv1a64(found), "every filter as a regular expression")
