# SPDX-License-Identifier: Apache-2.0
"""Percent decoding, base64 and HTML escaping: Python's own urllib, base64 and html."""

import base64
import binascii
import html
from urllib.parse import unquote_to_bytes

from expected import VARIANTS, Random, fnv1a64, random_bytes, seed
from expected_http import FAULT, WORDS, faulty, output


def whole(data):
    return output(len(data), data)


def form_text(size, random):
    text = ""
    while len(text) < size:
        kind = random.below(16)
        if kind < 6:
            byte = random.below(256)
            text += f"%{byte:02x}" if kind < 3 else f"%{byte:02X}"
        elif kind < 10:
            text += "+&=%"[kind - 6]
        else:
            text += WORDS.draw(random)
    return text[:size].encode()


def decoded_form(text):
    data = unquote_to_bytes(text.replace(b"+", b" "))
    return len(data), data


def marked_text(size, random):
    text = ""
    while len(text) < size:
        mark = random.below(12)
        text += "&<>\"'"[mark:mark + 1] + WORDS.draw(random) + " "
    return text[:size]


def decoded_base64(text):
    """Strict: what is decoded is also encoded so. (Python's decoder ignores bits behind the last byte.)"""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    return (len(data), data) if base64.b64encode(data) == text else None


def every_byte():
    """Each byte once, somewhere in a longer text."""
    random, results = Random(seed(0x02C)), b""
    for byte in range(256):
        text = bytearray(base64.b64encode(random_bytes(200, seed(0x02D))))
        text[random.below(256)] = byte
        results += output(*(decoded_base64(bytes(text)) or (FAULT, b"")))
    return results


def encodings(out):
    form, short = form_text(16384, Random(seed(0x020))), form_text(64, Random(seed(0x021)))
    extra = faulty(short, b"%+/:@G`g", seed(0x022), decoded_form)
    extra += b"".join(output(*decoded_form(end)) for end in (b"a%4b", b"a%4", b"a%"))
    out.add("percent_decode/16384", fnv1a64(output(*decoded_form(form)) + extra), "urllib")
    marked = marked_text(16384, Random(seed(0x024)))
    for variant in VARIANTS:
        out.add(f"html_escape/{variant}/16384", fnv1a64(whole(html.escape(marked).encode())), "html")
    for size in (1024, 65536):
        data = random_bytes(size, seed(0x028))
        ends = b"".join(whole(base64.b64encode(data[:length])) for length in range(16))
        for variant in VARIANTS:
            out.add(f"base64/encode/{variant}/{size}", fnv1a64(whole(base64.b64encode(data)) + ends), "base64")
    faults = b"".join(
        faulty(base64.b64encode(random_bytes(28 + length, seed(0x02A))), b"=A/-\n", seed(0x02B), decoded_base64)
        for length in range(4)) + every_byte()
    for size in (1024, 65536):
        for variant in VARIANTS:
            out.add(f"base64/decode/{variant}/{size}", fnv1a64(whole(random_bytes(size, seed(0x029))) + faults),
                    "base64")
