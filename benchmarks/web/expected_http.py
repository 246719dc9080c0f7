# SPDX-License-Identifier: Apache-2.0
"""HTTP requests by regular expressions that spell out the grammar of RFC 9112, chunked bodies by cutting them up; and
the messages themselves, as messages.h and http.cc make them."""

import re
import struct

from expected import Random, fnv1a64, pack, random_bytes, seed

FAULT = 0xFFFFFFFF


class Vocabulary:
    def __init__(self, seed_value):
        random = Random(seed_value)
        self.words = []
        for _ in range(256):
            bits = random.next()
            self.words.append("".join(chr(97 + (bits >> 5 * k & 31) % 26) for k in range(2 + (bits >> 32) % 10)))

    def draw(self, random):
        return self.words[random.below(256)]


WORDS = Vocabulary(seed(0x001))

METHODS = ("GET", "GET", "GET", "GET", "POST", "PUT", "DELETE", "OPTIONS")
NAMES = ("Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Connection", "Cookie", "DNT",
         "If-Modified-Since", "If-None-Match", "Origin", "Pragma", "Referer", "Sec-Fetch-Mode",
         "Upgrade-Insecure-Requests", "User-Agent", "X-Forwarded-For")


def request_text(fields, random):
    text = METHODS[random.below(8)] + " "
    text += "".join("/" + WORDS.draw(random) for _ in range(1 + random.below(4)))
    if random.below(2) == 0:
        text += f"?{WORDS.draw(random)}={WORDS.draw(random)}"
    text += f" HTTP/1.{0 if random.below(8) == 0 else 1}\r\n"
    text += f"Host: {WORDS.draw(random)}.{WORDS.draw(random)}.example\r\n"
    first, step = random.below(16), random.below(8) * 2 + 1
    for i in range(fields):
        values = "; ".join(WORDS.draw(random) for _ in range(1 + random.below(6)))
        text += f"{NAMES[(first + i * step) % 16]}: {values}" + (" \r\n" if random.below(16) == 0 else "\r\n")
    return (text + "\r\n").encode("latin-1")


TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
VALUE = rb"[\t\x20-\x7e\x80-\xff]*"
LINE = re.compile(rb"(" + TOKEN + rb") ([\x21-\x7e]+) HTTP/1\.([01])\r\n")
FIELD = re.compile(rb"(" + TOKEN + rb"):(" + VALUE + rb")\r\n")


def stripped(match, group):
    """Place and length without blanks around it; of nothing but blanks the end."""
    text = match[group]
    left = len(text) - len(text.lstrip(b" \t"))
    return match.start(group) + left, len(text.strip(b" \t"))


def parsed_requests(text):
    """The words that parse_requests() writes, or None."""
    words, at = [], 0
    while at < len(text):
        line = LINE.match(text, at)
        if not line:
            return None
        fields, at = [], line.end()
        while field := FIELD.match(text, at):
            fields += [field.start(1), len(field[1]), *stripped(field, 2)]
            at = field.end()
        if text[at:at + 2] != b"\r\n":
            return None
        at += 2
        words += [len(line[1]), line.start(2), len(line[2]), int(line[3]), len(fields) // 4, *fields]
    return words


def output(length, data):
    """What add_output() in messages.h adds."""
    return struct.pack("<I", length) + data


def faulty(text, wrong, seed_value, outcome, times=128):
    """The bytes that add_faulty() adds; outcome(text) is length and bytes of an output, or None."""
    random, added = Random(seed_value), b""
    for _ in range(times):
        at = random.below(len(text))
        changed = text[:at] + wrong[(i := random.below(len(wrong))):i + 1] + text[at + 1:]
        found = outcome(changed)
        added += output(FAULT, b"") if found is None else output(*found)
    return added


def requests(out, name, fields, k):
    def outcome(text):
        words = parsed_requests(text)
        return None if words is None else (len(words), pack("I", words))

    random = Random(seed(k))
    text = b"".join(request_text(fields, random) for _ in range(32))
    one = request_text(fields, Random(seed(k + 1)))
    extra = faulty(one, b"\0 :\r\n\t/\x7f\xc3=", seed(k + 2), outcome)
    out.add(name, fnv1a64(output(*outcome(text)) + extra), "regular expressions of the grammar")


def chunked_body(size, random):
    """A body and its text in chunks."""
    body = random_bytes(size, random.next())
    text, at = b"", 0
    while at < size:
        length = min(1 + random.below(128), size - at)
        digits = f"{length:x}" if random.below(2) == 0 else f"{length:X}"
        extension = f";{WORDS.draw(random)}" if random.below(8) == 0 else ""
        text += f"{digits}{extension}\r\n".encode() + body[at:at + length] + b"\r\n"
        at += length
    return body, text + b"0\r\nExpires: never\r\n\r\n"


SIZE = re.compile(rb"([0-9a-fA-F]{1,7})(?:;" + VALUE + rb")?\r\n")


def decoded_chunks(text):
    body = b""
    while size := SIZE.match(text):
        length = int(size[1], 16)
        data, text = text[size.end():size.end() + length], text[size.end() + length:]
        if length == 0:
            trailers = re.fullmatch(rb"(?:" + FIELD.pattern + rb")*\r\n", text)
            return (len(body), body) if trailers else None
        if len(data) < length or text[:2] != b"\r\n":
            return None
        body, text = body + data, text[2:]
    return None


def http(out):
    requests(out, "http1_parse/small", 5, 0x010)
    requests(out, "http1_parse/browser", 14, 0x014)
    body, _ = chunked_body(65536, Random(seed(0x018)))
    _, small = chunked_body(256, Random(seed(0x019)))
    extra = faulty(small, b"0f;\r\n\t:g", seed(0x01A), decoded_chunks)
    out.add("chunked_decode/65536", fnv1a64(output(len(body), body) + extra), "the body that was cut up")
